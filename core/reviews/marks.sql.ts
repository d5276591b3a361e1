import type { Mark } from "../../shared/marks.ts";
import { json, sql, type Tx } from "../db.ts";

/** Stores a building's marks as their next version. */
export function insertMarks(
  tx: Tx,
  one: { building: string; marks: readonly Mark[]; note: string; by: string },
): Promise<{ version: number }> {
  return tx.one(sql`
    insert into building_marks (building_id, version, marks, note, marked_by)
    select ${one.building}, coalesce(max(version), 0) + 1, ${json(one.marks)}, ${one.note}, ${one.by}
      from building_marks
     where building_id = ${one.building}
    returning version
  `);
}

/** Gives the building a number of its own, so that open maps fetch it. */
export function updateNumber(tx: Tx, buildingId: string, seq: number): Promise<number> {
  return tx.run(sql`update consensus set seq = ${seq} where building_id = ${buildingId}`);
}
