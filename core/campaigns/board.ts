import type { Board } from "../../shared/accounts.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Context } from "../context.ts";
import { selectBoard } from "./board.sql.ts";
import { getCampaignRow } from "./campaigns.ts";

const PLACES = 50;

/** Who of a campaign's volunteers chose to be named, by buildings answered. @throws AppError `not_found` */
export async function getBoard(ctx: Context, reader: Account | null, slug: string): Promise<Board> {
  const { id } = await getCampaignRow(ctx, slug);
  return { items: await selectBoard(ctx.db, id, reader?.id ?? null, PLACES) };
}
