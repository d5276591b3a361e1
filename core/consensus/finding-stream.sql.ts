/** Reading every finding of a snapshot: one statement, of which pages are fetched while the one before is used. */
import type { ConsensusStatus, Review } from "../../shared/consensus.ts";
import type { Mark } from "../../shared/marks.ts";
import { sql, type Db, type Sql } from "../db.ts";
import type { BriefRow } from "./describe.ts";
import { matches, type AnyFilter } from "./filter.sql.ts";
import { FINDING_SOURCE, FINDING_WORDS, type FindingRow } from "./findings.sql.ts";

export type StreamedRow = BriefRow & Pick<FindingRow, "intervals">;

/** Numbers and geometry as PostgreSQL writes them: arrays as `{0.2,0.8}`, GeoJSON with blanks. */
export type TextRow = {
  id: string;
  externalId: string | null;
  geometry: string;
  status: ConsensusStatus;
  class: string | null;
  probability: string | null;
  probabilities: string | null;
  intervals: string | null;
  lastIntact: string | null;
  firstDamaged: string | null;
  windowProbability: string | null;
  votes: number;
  modelVersion: number | null;
  updatedAt: string | null;
  review: Review | null;
  marks: Mark[] | null;
};

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

/**
 * Opens the cursor for rows whose numbers and geometry are to be computed with. Intervals come only where the
 * probabilities of the classes follow from them.
 */
export function declareFindings(db: Db, campaignId: string, filter: AnyFilter): Promise<number> {
  const values = sql`
           geometry, probability, probabilities, window_probability as "windowProbability",
           case when cardinality(probabilities) = 0 then intervals end as intervals`;
  return declare(db, campaignId, filter, values);
}

/** Opens the cursor for rows whose numbers and geometry are written down as they are. */
export function declareFindingTexts(db: Db, campaignId: string, filter: AnyFilter): Promise<number> {
  const texts = sql`
           geometry::text, probability::text, probabilities::text, intervals::text,
           window_probability::text as "windowProbability"`;
  return declare(db, campaignId, filter, texts);
}

function declare(db: Db, campaignId: string, filter: AnyFilter, values: Sql): Promise<number> {
  return db.run(sql`
    declare findings no scroll cursor for
    select ${FINDING_WORDS}, ${values}
    ${FINDING_SOURCE}
     where buildings.campaign_id = ${campaignId}
       and ${matches(filter)}
     order by buildings.id
  `);
}

/** The next rows of the cursor, in the order of building ids; none at its end. */
export function fetchFindings(db: Db): Promise<StreamedRow[]> {
  return db.many(sql`fetch forward 1000 from findings`);
}

/** As above, of a cursor opened for texts. */
export function fetchFindingTexts(db: Db): Promise<TextRow[]> {
  return db.many(sql`fetch forward 1000 from findings`);
}
