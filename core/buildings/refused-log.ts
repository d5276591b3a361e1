import { closeSync, openSync, writeSync } from "node:fs";
import path from "node:path";
import type { RefusedRow } from "../../shared/batches.ts";
import { REFUSED_CSV_HEAD, refusedCsvLines } from "../imagery/refused-csv.ts";

/** Refused rows that an import lists; the count is always whole, and so is the table. */
const LISTED = 1_000;

/** Refused rows as they come: the first thousand by their rows, how many there are, and all of them as a table. */
export type RefusedLog = {
  add(rows: readonly RefusedRow[]): void;
  /** Those that only the comparison with others refused; `count` is of all of them. */
  addMerged(rows: readonly RefusedRow[], count: number): void;
  listed(): RefusedRow[];
  count(): number;
  /** The table, where there are more rows than are listed; null where the list is whole. */
  finishTable(): string | null;
  close(): void;
};

/** @param scratch folder in which the table is written */
export function openRefusedLog(scratch: string): RefusedLog {
  const file = path.join(scratch, "refused.csv");
  const table = openSync(file, "wx");
  writeSync(table, REFUSED_CSV_HEAD);
  let listed: RefusedRow[] = [];
  let written = 0;
  let count = 0;
  let isOpen = true;
  const write = (rows: readonly RefusedRow[]) => {
    if (rows.length > 0) writeSync(table, refusedCsvLines(rows));
    written += rows.length;
  };
  const close = () => {
    if (isOpen) closeSync(table);
    isOpen = false;
  };
  return {
    add(rows) {
      count += rows.length;
      listed.push(...rows.slice(0, LISTED - listed.length));
      write(rows);
    },
    addMerged(rows, all) {
      count += all;
      listed = [...listed, ...rows].sort((a, b) => a.row - b.row).slice(0, LISTED);
      write(rows);
    },
    listed: () => listed,
    count: () => count,
    finishTable() {
      const isWhole = listed.length === count;
      if (!isWhole && written < count)
        writeSync(
          table,
          refusedCsvLines([{ row: 0, externalId: null, reason: `and ${count - written} more` }]),
        );
      close();
      return isWhole ? null : file;
    },
    close,
  };
}
