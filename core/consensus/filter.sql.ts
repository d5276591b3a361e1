/** The filter of findings as SQL: one meaning for lists, tiles, figures and exports. Expects `buildings`, `consensus` and `JOIN_FINAL`. */
import {
  damagedBetween,
  unwrapRing,
  WITHOUT_CLASS,
  type FindingFilter,
} from "../../shared/finding-filter.ts";
import { bboxOf, type Bbox, type Position } from "../../shared/geo.ts";
import { box, sql, type Sql } from "../db.ts";

export const STATUS: Sql = sql`case when coalesce(is_reviewed, false) then 'reviewed' else coalesce(consensus.status, 'open') end`;

/**
 * The review that stands, as `final`; to be joined after `consensus`. One look-up for all columns, made only where a
 * review is: with one for each column the planner reckoned so high that it compiled the statement, 200 ms a tile.
 */
export const JOIN_FINAL: Sql = sql`
  left join lateral (select reviews.class, reviews.last_intact, reviews.first_damaged
                       from reviews
                      where consensus.is_reviewed and reviews.building_id = consensus.building_id
                      order by version desc
                      limit 1) as final on true`;

/** The class that stands: the review's, else the votes'; null before the first vote. */
export const FINAL_CLASS: Sql = sql`
  case when is_reviewed then final.class when consensus.votes > 0 then consensus.class end`;

const finalMark = (review: Sql, votes: Sql): Sql => sql`
  case when is_reviewed and coalesce(final.last_intact, final.first_damaged) is not null then ${review}
       when is_reviewed or consensus.votes > 0 then ${votes} end`;

/** The scenes between which the damage lies, as they stand: the review's where it states any, else the votes'. */
export const FINAL_LAST_INTACT = finalMark(sql`final.last_intact`, sql`consensus.last_intact`);
export const FINAL_FIRST_DAMAGED = finalMark(sql`final.first_damaged`, sql`consensus.first_damaged`);

/** How sure what stands is, 0–1. */
export const CERTAINTY: Sql = sql`
  case when is_reviewed then 1 when coalesce(consensus.votes, 0) = 0 then 0 else consensus.probability end`;

/** The shared filter; one status or class may stand alone. */
export type AnyFilter = Omit<FindingFilter, "status" | "class"> & {
  status?: string | readonly string[] | undefined;
  class?: string | readonly string[] | undefined;
};

/** As a condition; `true` when nothing restricts. */
export function matches(filter: AnyFilter): Sql {
  const conditions = [
    filter.bbox && insideBox(filter.bbox),
    filter.area && insideArea(filter.area),
    filter.status && sql`${STATUS} = any(${[filter.status].flat()}::text[])`,
    filter.class && sql`consensus.class = any(${[filter.class].flat()}::text[])`,
    filter.finalClass && sql`coalesce(${FINAL_CLASS}, ${WITHOUT_CLASS}) = any(${filter.finalClass}::text[])`,
    filter.minProbability !== undefined && sql`${CERTAINTY} >= ${filter.minProbability}::float8`,
    filter.maxProbability !== undefined && sql`${CERTAINTY} <= ${filter.maxProbability}::float8`,
    filter.minVotes !== undefined && sql`coalesce(consensus.votes, 0) >= ${filter.minVotes}`,
    filter.maxVotes !== undefined && sql`coalesce(consensus.votes, 0) <= ${filter.maxVotes}`,
    firstSeen(filter),
  ].filter((condition) => condition !== undefined && condition !== false);
  return conditions.reduce((all: Sql, one) => sql`${all} and ${one}`, sql`true`);
}

function firstSeen(filter: AnyFilter): Sql | undefined {
  const { from, to } = damagedBetween(filter);
  if (from === null && to === null) return undefined;
  return sql`${FINAL_FIRST_DAMAGED} = any(array(
      select id
        from scenes
       where scenes.campaign_id = buildings.campaign_id
         and acquired_at between coalesce(${from}::timestamptz, '-infinity') and coalesce(${to}::timestamptz, 'infinity')))`;
}

/** Buildings that touch the box; west > east crosses the date line: one box on either side of it. */
export function insideBox([west, south, east, north]: Readonly<Bbox>): Sql {
  if (west <= east) return sql`buildings.bounds && ${box([west, south, east, north])}`;
  return sql`(buildings.bounds && ${box([west, south, 180, north])} or buildings.bounds && ${box([-180, south, east, north])})`;
}

function insideArea(area: NonNullable<FindingFilter["area"]>): Sql {
  const polygons = area.type === "Polygon" ? [area.coordinates] : area.coordinates;
  const inside = polygons.map((rings) => insidePolygon(rings));
  return sql`(${inside.reduce((any, one) => sql`${any} or ${one}`)})`;
}

/** The centre lies in the first ring and in none of the others. Across the date line it is looked for on both sides. */
function insidePolygon(rings: readonly (readonly Position[])[]): Sql {
  const unwrapped = rings.map((ring) => unwrapRing(ring));
  const [west, south, east, north] = bboxOf(unwrapped[0] ?? []) ?? [0, 0, 0, 0];
  const places = [0, -360, 360]
    .filter((shift) => west + shift <= 180 && east + shift >= -180)
    .map((shift) => {
      const within = unwrapped.map(
        (ring) => sql`${polygonOf(ring, shift)}::polygon @> center(buildings.bounds)`,
      );
      const [outer = sql`true`, ...holes] = within;
      const outside = holes.reduce((all: Sql, hole) => sql`${all} and not ${hole}`, sql`true`);
      const near = sql`buildings.bounds && ${box([west + shift, south, east + shift, north])}`;
      return sql`(${near} and ${outer} and ${outside})`;
    });
  return places.length === 0 ? sql`false` : sql`(${places.reduce((any, one) => sql`${any} or ${one}`)})`;
}

const polygonOf = (ring: readonly Position[], shift: number): string =>
  `(${ring.map(([lon, lat]) => `(${lon + shift},${lat})`).join(",")})`;
