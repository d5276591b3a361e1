import type { Guide } from "../../shared/guide.ts";
import { json, sql, type Db, type Tx } from "../db.ts";

export function selectGuide(db: Db, campaignId: string): Promise<Guide | null> {
  return db.maybe(sql`select entries from guides where campaign_id = ${campaignId}`);
}

export function upsertGuide(
  tx: Tx,
  guide: Guide & { campaignId: string; updatedBy: string },
): Promise<number> {
  return tx.run(sql`
    insert into guides (campaign_id, entries, updated_by)
    values (${guide.campaignId}, ${json(guide.entries)}, ${guide.updatedBy})
        on conflict (campaign_id) -- the whole guide is replaced: of two admins the later one's stands
        do update set entries = excluded.entries, updated_by = excluded.updated_by, updated_at = now()
  `);
}

/** Gives a new campaign a guide after another's. Who wrote that one stands for the command line, which is nobody. */
export function insertGuideAfter(
  tx: Tx,
  guide: Guide & { campaignId: string; pattern: string; updatedBy: string | null },
): Promise<number> {
  return tx.run(sql`
    insert into guides (campaign_id, entries, updated_by)
    select ${guide.campaignId}, ${json(guide.entries)}, coalesce(${guide.updatedBy}::uuid, updated_by)
      from guides
     where campaign_id = ${guide.pattern}
  `);
}
