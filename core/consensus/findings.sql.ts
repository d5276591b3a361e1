/** Reading consensus: pages of buildings, changes since a number, one building. */
import type { ConsensusStatus, Review } from "../../shared/consensus.ts";
import type { BuildingGeometry } from "../../shared/geo.ts";
import type { Mark } from "../../shared/marks.ts";
import { sql, type Db, type Sql } from "../db.ts";
import { JOIN_FINAL, matches, matchesOnMap, STATUS, type AnyFilter } from "./filter.sql.ts";

/** A building with its stored consensus; the latter's columns are null when it was never judged. */
export type FindingRow = {
  id: string;
  externalId: string | null;
  geometry: BuildingGeometry;
  seq: number | null;
  status: ConsensusStatus;
  class: string | null;
  probability: number | null;
  probabilities: number[] | null;
  intervals: number[] | null;
  lastIntact: string | null;
  firstDamaged: string | null;
  windowProbability: number | null;
  votes: number;
  modelVersion: number | null;
  updatedAt: string | null;
  review: Review | null;
  /** The newest version of the analysts' marks; null before the first. */
  marks: Mark[] | null;
};

const REVIEW_OBJECT: Sql = sql`
  jsonb_build_object('class', reviews.class, 'lastIntact', reviews.last_intact, 'firstDamaged', reviews.first_damaged,
                     'reason', reviews.reason, 'reviewer', reviewers.pseudonym,
                     'at', to_char(reviewed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
`;

/** The review that stands, as an object; null when none does. */
export const REVIEW: Sql = sql`
           (select ${REVIEW_OBJECT}
              from reviews
              join accounts as reviewers on reviewers.id = reviewer_id
             where reviews.building_id = buildings.id and version = review_version)`;

export const FINDING_SOURCE: Sql = sql`
      from buildings
      left join consensus on consensus.building_id = buildings.id
      ${JOIN_FINAL}
`;

const FINDING: Sql = sql`
    select buildings.id, external_id as "externalId", ${STATUS} as status, consensus.class,
           consensus.last_intact as "lastIntact", consensus.first_damaged as "firstDamaged", coalesce(votes, 0) as votes,
           model_version as "modelVersion", updated_at as "updatedAt", geometry, consensus.seq, probability, probabilities,
           intervals, window_probability as "windowProbability",
           ${REVIEW} as review,
           (select marks
              from building_marks
             where building_marks.building_id = buildings.id
             order by version desc
             limit 1) as marks
    ${FINDING_SOURCE}
`;

/** Which buildings are wanted; what is left out does not restrict. */
export type FindingFilter = AnyFilter & {
  /** Part of the name outside Aftermap, in any case, or the beginning of the id. */
  name?: string | undefined;
  /** The damage may have happened in this time; those without a damage window are let through (OGC 17-069 §7.15.4). */
  during?: { from: string | null; to: string | null } | undefined;
};

/** In the order of their ids, after the one that a cursor names. */
export function selectFindings(
  db: Db,
  campaignId: string,
  filter: FindingFilter,
  page: { after: string | null; limit: number },
): Promise<FindingRow[]> {
  return db.many(sql`
    ${FINDING}
     where buildings.campaign_id = ${campaignId}
       and (${page.after}::uuid is null or buildings.id > ${page.after}::uuid)
       and ${matches(filter)}
       and ${named(filter.name)}
       and ${maybeDuring(filter.during)}
     order by buildings.id
     limit ${page.limit}
  `);
}

/**
 * The same of a few. Which ones is read from `map_findings`: where hardly any of 100,000 match, 40 ms instead of 2,000
 * over the three tables. Of pages of thousands the second look-up costs half as much again.
 */
export function selectShortPage(
  db: Db,
  campaignId: string,
  filter: AnyFilter,
  page: { after: string | null; limit: number },
): Promise<FindingRow[]> {
  return db.many(sql`
    with page as materialized (
      select building_id
        from map_findings
       where campaign_id = ${campaignId}
         and (${page.after}::uuid is null or building_id > ${page.after}::uuid)
         and ${matchesOnMap(filter)}
       order by building_id
       limit ${page.limit})
    ${FINDING}
     where buildings.id in (select building_id from page)
     order by buildings.id
  `);
}

/** One building of the campaign; null when it is none. */
export function selectFinding(db: Db, campaignId: string, buildingId: string): Promise<FindingRow | null> {
  return db.maybe(sql`
    ${FINDING}
     where buildings.campaign_id = ${campaignId} and buildings.id = ${buildingId}
  `);
}

/** Consensus with a number in (`after`, `upTo`], by number. */
export function selectChanges(
  db: Db,
  campaignId: string,
  range: { after: number; upTo: number; limit: number },
): Promise<FindingRow[]> {
  return db.many(sql`
    ${FINDING}
     where consensus.campaign_id = ${campaignId} and consensus.seq > ${range.after} and consensus.seq <= ${range.upTo}
     order by consensus.seq, consensus.building_id
     limit ${range.limit}
  `);
}

export function selectConsensusNumber(db: Db, campaignId: string): Promise<{ seq: number }> {
  return db.one(sql`select consensus_seq as seq from campaigns where id = ${campaignId}`);
}

/** The scenes between which each fit's intervals lie. */
export function selectModelScenes(
  db: Db,
  campaignId: string,
): Promise<{ version: number; scenes: string[] }[]> {
  return db.many(sql`
    select version, scenes
      from consensus_models
     where campaign_id = ${campaignId}
  `);
}

function named(name: string | undefined): Sql {
  if (name === undefined) return sql`true`;
  return sql`(position(lower(${name}) in lower(external_id)) > 0 or starts_with(buildings.id::text, lower(${name})))`;
}

function maybeDuring(during: FindingFilter["during"]): Sql {
  if (during === undefined) return sql`true`;
  return sql`(consensus.first_damaged is null
              or (${during.to}::timestamptz is null or not exists (select
                                                                    from scenes
                                                                   where id = consensus.last_intact
                                                                     and acquired_at >= ${during.to}::timestamptz))
                 and (${during.from}::timestamptz is null or exists (select
                                                                      from scenes
                                                                     where id = consensus.first_damaged
                                                                       and acquired_at >= ${during.from}::timestamptz)))`;
}
