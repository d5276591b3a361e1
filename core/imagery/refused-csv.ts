import type { RefusedRow } from "../../shared/batches.ts";
import { storableText } from "../../shared/text.ts";

/** Cells that a spreadsheet would run as a formula begin with one of these. */
const FORMULA = /^[=+\-@\t\r]/;
/** What is told of a row may quote it, and files quote anything. */
const LONGEST_CELL = 1_000;

/** How such a table begins: UTF-8 with a byte order mark, which Excel needs to read Arabic. */
export const REFUSED_CSV_HEAD = "\uFEFFrow,externalId,reason\r\n";

/** Refused rows as lines of a table for a spreadsheet (RFC 4180); a would-be formula is quoted with an apostrophe. */
export function refusedCsvLines(rows: readonly RefusedRow[]): string {
  return rows
    .map(
      ({ row, externalId, reason }) => `${[String(row), externalId ?? "", reason].map(cell).join(",")}\r\n`,
    )
    .join("");
}

function cell(given: string): string {
  const text = storableText(given, LONGEST_CELL);
  const safe = FORMULA.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
