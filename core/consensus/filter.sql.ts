/**
 * The filter of findings as SQL: one meaning for lists, tiles, figures and exports. Lists read `buildings`, `consensus` and
 * `JOIN_FINAL`; tiles and figures read `map_findings`, where the same columns stand prepared (decision 0030).
 */
import {
  damagedBetween,
  unwrapRing,
  WITHOUT_CLASS,
  type FindingFilter,
} from "../../shared/finding-filter.ts";
import { bboxOf, type Bbox, type Position } from "../../shared/geo.ts";
import { box, sql, type Sql } from "../db.ts";

export const STATUS: Sql = sql`case when coalesce(is_reviewed, false) then 'reviewed' else coalesce(consensus.status, 'open') end`;

/** The review that stands, as `final`; to be joined after `consensus`. */
export const JOIN_FINAL: Sql = sql`
  left join reviews as final
    on final.building_id = consensus.building_id and final.version = consensus.review_version`;

/** The class that stands: the review's, else the votes'; null before the first vote. */
const FINAL_CLASS: Sql = sql`
  case when is_reviewed then final.class when consensus.votes > 0 then consensus.class end`;

/** The scene that shows the damage first, as it stands: the review's where it states any, else the votes'. */
const FINAL_FIRST_DAMAGED: Sql = sql`
  case when is_reviewed and coalesce(final.last_intact, final.first_damaged) is not null then final.first_damaged
       when is_reviewed or consensus.votes > 0 then consensus.first_damaged end`;

/** How sure what stands is, 0–1. */
const CERTAINTY: Sql = sql`
  case when is_reviewed then 1 when coalesce(consensus.votes, 0) = 0 then 0 else consensus.probability end`;

/** The shared filter; one status or class may stand alone. */
export type AnyFilter = Omit<FindingFilter, "status" | "class"> & {
  status?: string | readonly string[] | undefined;
  class?: string | readonly string[] | undefined;
};

/** Where the columns are that a filter speaks of. */
type Columns = Record<
  "campaign" | "bounds" | "status" | "crowdClass" | "class" | "certainty" | "votes" | "firstDamaged",
  Sql
>;

const IN_FINDINGS: Columns = {
  campaign: sql`buildings.campaign_id`,
  bounds: sql`buildings.bounds`,
  status: STATUS,
  crowdClass: sql`consensus.class`,
  class: FINAL_CLASS,
  certainty: CERTAINTY,
  votes: sql`coalesce(consensus.votes, 0)`,
  firstDamaged: FINAL_FIRST_DAMAGED,
};

const ON_MAP: Columns = {
  campaign: sql`map_findings.campaign_id`,
  bounds: sql`map_findings.bounds`,
  status: sql`map_findings.status`,
  crowdClass: sql`map_findings.crowd_class`,
  class: sql`map_findings.class`,
  certainty: sql`map_findings.certainty`,
  votes: sql`map_findings.votes`,
  firstDamaged: sql`map_findings.first_damaged`,
};

/** As a condition on `buildings`, `consensus` and `final`; `true` when nothing restricts. */
export const matches = (filter: AnyFilter): Sql => conditionOf(filter, IN_FINDINGS);

/** The same of rows of `map_findings`. */
export const matchesOnMap = (filter: AnyFilter): Sql => conditionOf(filter, ON_MAP);

function conditionOf(filter: AnyFilter, columns: Columns): Sql {
  const conditions = [
    filter.bbox && insideBox(columns.bounds, filter.bbox),
    filter.area && insideArea(columns.bounds, filter.area),
    filter.status && sql`${columns.status} = any(${[filter.status].flat()}::text[])`,
    filter.class && sql`${columns.crowdClass} = any(${[filter.class].flat()}::text[])`,
    filter.finalClass &&
      sql`coalesce(${columns.class}, ${WITHOUT_CLASS}) = any(${filter.finalClass}::text[])`,
    filter.minProbability !== undefined && sql`${columns.certainty} >= ${filter.minProbability}::float8`,
    filter.maxProbability !== undefined && sql`${columns.certainty} <= ${filter.maxProbability}::float8`,
    filter.minVotes !== undefined && sql`${columns.votes} >= ${filter.minVotes}`,
    filter.maxVotes !== undefined && sql`${columns.votes} <= ${filter.maxVotes}`,
    firstSeen(filter, columns),
  ].filter((condition) => condition !== undefined && condition !== false);
  return conditions.reduce((all: Sql, one) => sql`${all} and ${one}`, sql`true`);
}

function firstSeen(filter: AnyFilter, columns: Columns): Sql | undefined {
  const { from, to } = damagedBetween(filter);
  if (from === null && to === null) return undefined;
  return sql`${columns.firstDamaged} = any(array(
      select id
        from scenes
       where scenes.campaign_id = ${columns.campaign}
         and acquired_at between coalesce(${from}::timestamptz, '-infinity') and coalesce(${to}::timestamptz, 'infinity')))`;
}

/** Buildings that touch the box; west > east crosses the date line: one box on either side of it. */
function insideBox(bounds: Sql, [west, south, east, north]: Readonly<Bbox>): Sql {
  if (west <= east) return sql`${bounds} && ${box([west, south, east, north])}`;
  return sql`(${bounds} && ${box([west, south, 180, north])} or ${bounds} && ${box([-180, south, east, north])})`;
}

function insideArea(bounds: Sql, area: NonNullable<FindingFilter["area"]>): Sql {
  const polygons = area.type === "Polygon" ? [area.coordinates] : area.coordinates;
  const inside = polygons.map((rings) => insidePolygon(bounds, rings));
  return sql`(${inside.reduce((any, one) => sql`${any} or ${one}`)})`;
}

/** The centre lies in the first ring and in none of the others. Across the date line it is looked for on both sides. */
function insidePolygon(bounds: Sql, rings: readonly (readonly Position[])[]): Sql {
  const unwrapped = rings.map((ring) => unwrapRing(ring));
  const [west, south, east, north] = bboxOf(unwrapped[0] ?? []) ?? [0, 0, 0, 0];
  const places = [0, -360, 360]
    .filter((shift) => west + shift <= 180 && east + shift >= -180)
    .map((shift) => {
      const within = unwrapped.map((ring) => sql`${polygonOf(ring, shift)}::polygon @> center(${bounds})`);
      const [outer = sql`true`, ...holes] = within;
      const outside = holes.reduce((all: Sql, hole) => sql`${all} and not ${hole}`, sql`true`);
      const near = sql`${bounds} && ${box([west + shift, south, east + shift, north])}`;
      return sql`(${near} and ${outer} and ${outside})`;
    });
  return places.length === 0 ? sql`false` : sql`(${places.reduce((any, one) => sql`${any} or ${one}`)})`;
}

const polygonOf = (ring: readonly Position[], shift: number): string =>
  `(${ring.map(([lon, lat]) => `(${lon + shift},${lat})`).join(",")})`;
