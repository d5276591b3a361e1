import { sql, type Db } from "../db.ts";

/** The buildings that these names mean, be they ids or the names that a building has outside Aftermap. */
export function selectBuildingsByName(
  db: Db,
  campaignId: string,
  names: readonly string[],
): Promise<{ name: string; id: string }[]> {
  return db.many(sql`
    select external_id as name, id
      from buildings
     where campaign_id = ${campaignId} and external_id = any(${names}::text[])
     union all
    select id::text, id
      from buildings
     where campaign_id = ${campaignId}
       and id = any(array(select name::uuid
                            from unnest(${names}::text[]) as name
                           where name ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'))
  `);
}
