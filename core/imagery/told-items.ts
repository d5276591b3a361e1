import type { BatchItem } from "../../shared/batches.ts";
import { readRefusal, type ToldRefusal } from "../../shared/refusals.ts";
import type { BatchItemRow } from "./batches.sql.ts";

/** A file of an import with its reasons as codes too; of a thousand refused rows most are refused for the same one. */
export function toldItem({ refusedRows, ...item }: BatchItemRow): BatchItem {
  const known = new Map<string, ToldRefusal | null>();
  const read = (reason: string): ToldRefusal | null => {
    const before = known.get(reason);
    if (before !== undefined) return before;
    const refusal = readRefusal(reason);
    known.set(reason, refusal);
    return refusal;
  };
  return {
    ...item,
    refusal: item.reason === null ? null : read(item.reason),
    refusedRows: refusedRows.map((row) => ({ ...row, refusal: read(row.reason) })),
  };
}
