import type { RefusedRow } from "../../shared/batches.ts";

/** Cells that a spreadsheet would run as a formula begin with one of these. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Refused rows as a table for a spreadsheet (RFC 4180, UTF-8 with a byte order mark, which Excel needs to
 * read Arabic). A cell that would be a formula is quoted with an apostrophe.
 */
export function refusedRowsCsv(rows: readonly RefusedRow[]): string {
  const lines = rows.map(({ row, externalId, reason }) => [String(row), externalId ?? "", reason]);
  return `\uFEFF${[["row", "externalId", "reason"], ...lines].map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(text: string): string {
  const safe = FORMULA.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
