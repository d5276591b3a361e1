/** A campaign in the archive is only read. Every call that would change one is refused here, whatever it names. */
import { AppError } from "../../shared/errors.ts";
import { Id, Slug } from "../../shared/ids.ts";
import type { Context } from "../context.ts";
import { selectArchivedCampaign, type CampaignThing } from "./archived.sql.ts";

export type { CampaignThing };

/** What belongs to a campaign, as addresses begin; each is named by its id, a campaign by its slug. */
export const CAMPAIGN_THINGS: readonly CampaignThing[] = [
  "campaigns",
  "scenes",
  "batches",
  "assignments",
  "questions",
  "samples",
  "exports",
  "volunteers",
];

/**
 * Refuses to change what belongs to an archived campaign; lets pass what does not exist, for others to refuse. A
 * volunteer belongs to the archive when every campaign they answered in is there.
 *
 * @throws AppError `conflict`, with what to do first
 */
export async function refuseArchived(ctx: Context, thing: CampaignThing, name: string): Promise<void> {
  if (!(thing === "campaigns" ? Slug : Id).safeParse(name).success) return;
  const archived = await selectArchivedCampaign(ctx.db, thing, name);
  if (archived !== null) throw inTheArchive(archived.slug);
}

/** The refusal itself. */
export function inTheArchive(slug: string): AppError {
  return new AppError("conflict", `${slug} is in the archive: bring it back first, then change it`);
}
