import { AGREEMENT_STEPS } from "../../shared/certainty.ts";
import { sql, type Db } from "../db.ts";
import { matches, type AnyFilter, JOIN_FINAL } from "./filter.sql.ts";

/** How many buildings under a filter have each step of agreement; those with fewer than two answers are left out. */
export function selectAgreement(
  db: Db,
  campaignId: string,
  filter: AnyFilter,
): Promise<{ step: number; count: number }[]> {
  return db.many(sql`
    select width_bucket(agreement, ${[...AGREEMENT_STEPS]}::float8[]) as step, count(*) as count
      from buildings
      join consensus on consensus.building_id = buildings.id
       ${JOIN_FINAL}
     where buildings.campaign_id = ${campaignId} and agreement is not null and ${matches(filter)}
     group by 1
  `);
}
