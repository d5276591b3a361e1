import { Readable } from "node:stream";
import { AppError } from "../../shared/errors.ts";
import type { Context } from "../context.ts";
import { selectRefusals } from "./batches.sql.ts";
import { REFUSED_CSV_HEAD, refusedCsvLines } from "./refused-csv.ts";

/**
 * All refused rows of one file of an import, as a table. Where more were refused than an import lists, they are an
 * object of their own; should that be gone, what is listed is given.
 *
 * @param nth which of the import's items, from 0
 * @throws AppError `not_found`
 */
export async function openRefusedRows(
  ctx: Context,
  id: string,
  nth: number,
): Promise<{ name: string; body: Readable }> {
  const found = await selectRefusals(ctx.db, id, nth);
  if (found === null || found.rowsRefused === null || found.rowsRefused === 0)
    throw new AppError("not_found", "There is no such file, or none of its rows was refused");
  const name = `${found.name}.refused.csv`;
  const isKept = found.refusedKey !== null && (await ctx.objects.size(found.refusedKey)) !== null;
  if (found.refusedKey !== null && isKept) return { name, body: await ctx.objects.stream(found.refusedKey) };
  return { name, body: Readable.from([REFUSED_CSV_HEAD, refusedCsvLines(found.refusedRows)]) };
}
