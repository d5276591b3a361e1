import type { BuildingDetail } from "../../shared/reviews.ts";
import { sql, type Db, type Tx } from "../db.ts";

/** The last decision on whether a building may distress; null while there was none. */
export function selectDistress(db: Db, buildingId: string): Promise<BuildingDetail["distress"]> {
  return db.maybe(sql`
    select is_distressing as "isDistressing", pseudonym as by, decided_at as at
      from distress_decisions
      join accounts on accounts.id = decided_by
     where building_id = ${buildingId}
     order by distress_decisions.id desc
     limit 1
  `);
}

/** 0 when it is so already. */
export function updateDistress(tx: Tx, buildingId: string, isDistressing: boolean): Promise<number> {
  return tx.run(sql`
    update buildings
       set is_distressing = ${isDistressing}
     where id = ${buildingId} and is_distressing <> ${isDistressing}
  `);
}

export function insertDistressDecision(
  tx: Tx,
  one: { building: string; isDistressing: boolean; by: string },
): Promise<number> {
  return tx.run(sql`
    insert into distress_decisions (building_id, is_distressing, decided_by)
    values (${one.building}, ${one.isDistressing}, ${one.by})
  `);
}
