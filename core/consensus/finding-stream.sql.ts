/** Reading every finding of a snapshot: one statement, of which pages are fetched while the one before is used. */
import { sql, type Db, type Sql } from "../db.ts";
import { matches, STATUS, type AnyFilter } from "./filter.sql.ts";
import { FINDING_SOURCE, REVIEW } from "./findings.sql.ts";

/**
 * What is wanted of a finding beside its words: its outline, or only the middle of its box; its intervals, or only where
 * the probabilities of the classes follow from them.
 */
export type Wants = { shape: "outline" | "middle"; intervals: "always" | "where needed" };

/** How many the cursor will give. */
export function countFindings(db: Db, campaignId: string, filter: AnyFilter): Promise<{ buildings: number }> {
  const source = Object.keys(filter).length === 0 ? sql`from buildings` : FINDING_SOURCE;
  return db.one(sql`
    select count(*) as buildings
    ${source}
     where buildings.campaign_id = ${campaignId}
       and ${matches(filter)}
  `);
}

/** What separates the cells of a line. None can hold it: texts that people wrote are in JSON. */
const TAB = sql`chr(9)`;

/** In the order that `readLine` takes them in. */
const cells = ({ shape, intervals }: Wants): Sql[] => [
  sql`buildings.id`,
  sql`to_json(external_id)`,
  STATUS,
  sql`consensus.class`,
  sql`probability`,
  sql`probabilities`,
  intervals === "always" ? sql`intervals` : sql`case when cardinality(probabilities) = 0 then intervals end`,
  sql`consensus.last_intact`,
  sql`consensus.first_damaged`,
  sql`window_probability`,
  sql`coalesce(votes, 0)`,
  sql`model_version`,
  sql`updated_at`,
  sql`case when final.version is not null then ${REVIEW} end`,
  sql`newest_marks.marks`,
  shape === "outline"
    ? sql`geometry`
    : // The box of a point is what its radius makes of it, and its middle not the point to the last digit.
      sql`case when geometry ->> 'type' = 'Point' then (geometry -> 'coordinates')::text else center(bounds)::text end`,
];

/**
 * Opens the cursor for findings in the order of building ids, each a line of text for `readLine`: the driver takes a
 * field at a time, and its rows of sixteen values lived long enough to keep the collector of garbage busy.
 */
export function declareFindings(
  db: Db,
  campaignId: string,
  filter: AnyFilter,
  wants: Wants,
): Promise<number> {
  const line = cells(wants).reduce((all, cell) => sql`${all}, ${TAB}, ${cell}`);
  return db.run(sql`
    declare findings no scroll cursor for
    select concat(${line}) as line
    ${FINDING_SOURCE}
      left join (select distinct on (building_id) building_id, marks
                   from building_marks
                  order by building_id, version desc) as newest_marks on newest_marks.building_id = buildings.id
     where buildings.campaign_id = ${campaignId}
       and ${matches(filter)}
     order by buildings.id
  `);
}

/** The next lines of the cursor; none at its end. */
export function fetchFindings(db: Db): Promise<{ line: string }[]> {
  return db.many(sql`fetch forward 1000 from findings`);
}
