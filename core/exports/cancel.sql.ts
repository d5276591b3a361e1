import { sql, type Tx } from "../db.ts";

/** Stops an export that is not finished; none of what is. */
export function updateExportCancelled(tx: Tx, id: string): Promise<number> {
  return tx.run(sql`
    update exports
       set status = 'cancelled'
     where id = ${id} and status in ('queued', 'running')
  `);
}
