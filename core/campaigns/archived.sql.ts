import { prepared, sql, type Db, type Sql } from "../db.ts";

/** What belongs to a campaign, as addresses begin. */
export type CampaignThing =
  "campaigns" | "scenes" | "batches" | "assignments" | "questions" | "samples" | "exports" | "volunteers";

const IDS: Record<CampaignThing, (name: string) => Sql> = {
  campaigns: (slug) => sql`select id from campaigns where slug = ${slug}`,
  scenes: (id) => sql`select campaign_id from scenes where id = ${id}`,
  batches: (id) => sql`select campaign_id from batches where id = ${id}`,
  assignments: (id) => sql`select campaign_id from assignments where id = ${id}`,
  questions: (id) => sql`select campaign_id from questions where id = ${id}`,
  samples: (id) => sql`select campaign_id from samples where id = ${id}`,
  exports: (id) => sql`select campaign_id from exports where id = ${id}`,
  volunteers: (id) => sql`select campaign_id from participations where account_id = ${id}`,
};

/** The campaign of such a thing, if it and every other campaign of the same thing are in the archive. */
export function selectArchivedCampaign(
  db: Db,
  thing: CampaignThing,
  name: string,
): Promise<{ slug: string } | null> {
  return db.maybe(
    prepared(
      `archived-${thing}`,
      sql`
        select min(slug) as slug
          from campaigns
         where id in (${IDS[thing](name)})
        having bool_and(archived_at is not null)
      `,
    ),
  );
}
