import { columnsOf, POSITION, type Cell } from "../columns.ts";
import type { TextFormat } from "../format.ts";
import { openGrowingFile } from "./growing-file.ts";

/** RFC 4180, UTF-8; the place is the middle of the footprint's box, longitude and latitude in degrees. */
export const CSV: TextFormat = {
  rows: "lines",
  contentType: "text/csv; charset=utf-8",
  extension: "csv",
  async open({ file }, snapshot) {
    const out = openGrowingFile(file);
    await out.write(toLine(csvColumns(snapshot).map(({ name }) => name)));
    return {
      write: (lines) => out.write(lines.join("")),
      close: () => out.close(),
      drop: () => out.close(),
    };
  },
};

/** The columns of the CSV file, in their order: the place stands after the ids. */
export function csvColumns(snapshot: Parameters<typeof columnsOf>[0]): ReturnType<typeof columnsOf> {
  const [building, externalId, ...others] = columnsOf(snapshot);
  return [building, externalId, ...POSITION, ...others].filter((one) => one !== undefined);
}

/** One record. */
export function toLine(cells: readonly Cell[]): string {
  let line = "";
  for (let i = 0; i < cells.length; i++) line += (i === 0 ? "" : ",") + toCell(cells[i] ?? null);
  return `${line}\r\n`;
}

/** What begins as a formula, or would end a cell. */
const SPECIAL = /^[=+\-@\t\r]|[",\r\n]/;

/** A text that a spreadsheet would run as a formula gets an apostrophe before it (OWASP, CSV injection). */
export function toCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  if (!SPECIAL.test(cell)) return cell;
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
