import type { RefusedRow } from "../../shared/batches.ts";
import { sayRefusal } from "../../shared/refusals.ts";
import type { Tx } from "../db.ts";
import {
  countChangedBuildings,
  countMatchedRows,
  countMissingBuildings,
  deleteMovedRows,
  deleteRepeatedRows,
  hasBuildings,
  insertNewBuildings,
  insertReplacedStates,
  lockImports,
  matchByExternalId,
  matchByShape,
  updateChangedBuildings,
  widenTasks,
  type Refused,
} from "./staging.sql.ts";

/** What became of the rows of a file. */
export type Merged = {
  added: number;
  updated: number;
  unchanged: number;
  /** Named buildings of the campaign that the file does not have. */
  missing: number;
  /** The first hundred thousand of those that were refused only now, by comparison with others. */
  refused: RefusedRow[];
  refusedCount: number;
};

/**
 * Makes buildings of the staged rows: new ones are added; those that the campaign has already, by their id or without
 * one by their shape, are brought up to date where the file says something else. Buildings that the file does not
 * have are left.
 *
 * @param mode `count` finds out what would happen and changes staged rows alone
 */
export async function mergeRows(
  tx: Tx,
  run: string,
  place: { campaignId: string; batchId: string },
  mode: "store" | "count",
): Promise<Merged> {
  await lockImports(tx, place.campaignId);
  const repeated = await deleteRepeatedRows(tx, run);
  const hasSome = (await hasBuildings(tx, place.campaignId)).some;
  if (hasSome) {
    await matchByExternalId(tx, run, place.campaignId);
    await matchByShape(tx, run, place.campaignId);
  }
  const moved = hasSome ? await deleteMovedRows(tx, run) : [];
  const { rows, known } = await countMatchedRows(tx, run);
  const missing = hasSome ? (await countMissingBuildings(tx, run, place.campaignId)).missing : 0;
  const changed = known > 0 ? await changeKnown(tx, run, place.batchId, mode) : 0;
  const added = rows - known;
  if (mode === "store" && added > 0) await insertNewBuildings(tx, run, place);
  return {
    added,
    updated: changed,
    unchanged: known - changed,
    missing,
    refused: [
      ...repeated.map(toRefusedRow((id) => sayRefusal("row.twice", { id }))),
      ...moved.map(toRefusedRow((id) => sayRefusal("row.elsewhere", { id }))),
    ],
    refusedCount: (repeated[0]?.count ?? 0) + (moved[0]?.count ?? 0),
  };
}

async function changeKnown(tx: Tx, run: string, batchId: string, mode: "store" | "count"): Promise<number> {
  if (mode === "count") return (await countChangedBuildings(tx, run)).changed;
  const changed = await insertReplacedStates(tx, run, batchId);
  if (changed === 0) return 0;
  await updateChangedBuildings(tx, run);
  await widenTasks(tx, run);
  return changed;
}

const toRefusedRow =
  (reason: (id: string) => string) =>
  ({ row, externalId }: Refused): RefusedRow => ({ row, externalId, reason: reason(externalId ?? "") });
