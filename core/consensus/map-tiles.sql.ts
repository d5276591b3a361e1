/** What vector tiles are made of. */
import type { Bbox, BuildingGeometry } from "../../shared/geo.ts";
import { box, sql, type Db } from "../db.ts";
import {
  CERTAINTY,
  FINAL_CLASS,
  JOIN_FINAL,
  FINAL_FIRST_DAMAGED,
  FINAL_LAST_INTACT,
  insideBox,
  matches,
  STATUS,
  type AnyFilter,
} from "./filter.sql.ts";

/** `geometry` is null where the building is small enough to be a point. */
export type TileRow = {
  id: string;
  geometry: BuildingGeometry | null;
  lon: number;
  lat: number;
  class: string | null;
  probability: number | null;
  certainty: number;
  status: string;
  lastIntact: string | null;
  firstDamaged: string | null;
  votes: number;
};

/** Whether more than `limit` buildings lie in a box. */
export function selectIsDense(
  db: Db,
  campaignId: string,
  where: Bbox,
  limit: number,
): Promise<{ isDense: boolean }> {
  return db.one(sql`
    select count(*) > ${limit} as "isDense"
      from (select
              from buildings
             where campaign_id = ${campaignId} and ${insideBox(where)}
             limit ${limit + 1}) as found
  `);
}

/** Buildings of a tile in the order of their ids, so that the same state gives the same bytes. */
export function selectTileRows(
  db: Db,
  campaignId: string,
  filter: AnyFilter,
  where: { reach: Bbox; pointBelow: { lon: number; lat: number }; limit: number },
): Promise<TileRow[]> {
  const { lon, lat } = where.pointBelow;
  return db.many(sql`
    select buildings.id,
           case when (bounds[0])[0] - (bounds[1])[0] >= ${lon}::float8 or (bounds[0])[1] - (bounds[1])[1] >= ${lat}::float8
                then geometry end as geometry,
           (center(bounds))[0] as lon, (center(bounds))[1] as lat, ${FINAL_CLASS} as class,
           case when consensus.votes > 0 then probability end as probability, ${CERTAINTY} as certainty, ${STATUS} as status,
           ${FINAL_LAST_INTACT} as "lastIntact", ${FINAL_FIRST_DAMAGED} as "firstDamaged",
           coalesce(consensus.votes, 0) as votes
      from buildings
      left join consensus on consensus.building_id = buildings.id
       ${JOIN_FINAL}
     where buildings.campaign_id = ${campaignId} and ${insideBox(where.reach)} and ${matches(filter)}
     order by buildings.id
     limit ${where.limit}
  `);
}

/** Buildings of one cell that share class and date. `certainty` is their sum. */
export type CellRow = {
  column: number;
  row: number;
  class: string | null;
  firstDamaged: string | null;
  isIntact: boolean;
  count: number;
  lon: number;
  lat: number;
  certainty: number;
};

/** The buildings whose centre lies in a box, counted in `side` × `side` cells; a building belongs to one cell. */
export function selectCellRows(
  db: Db,
  campaignId: string,
  filter: AnyFilter,
  where: { bounds: Bbox; side: number },
): Promise<CellRow[]> {
  const [west, south, east, north] = where.bounds;
  return db.many(sql`
    with found as materialized (
      select (center(bounds))[0] as lon, (center(bounds))[1] as lat, ${FINAL_CLASS} as class,
             ${FINAL_FIRST_DAMAGED} as first_damaged, ${FINAL_LAST_INTACT} is not null as has_intact, ${CERTAINTY} as certainty
        from buildings
        left join consensus on consensus.building_id = buildings.id
       ${JOIN_FINAL}
       where buildings.campaign_id = ${campaignId} and bounds && ${box(where.bounds)} and ${matches(filter)}
    )
    select floor((lon - ${west}::float8) / ${east - west}::float8 * ${where.side})::integer as column,
           floor((${north}::float8 - lat) / ${north - south}::float8 * ${where.side})::integer as row,
           class, first_damaged as "firstDamaged", first_damaged is null and has_intact as "isIntact",
           count(*) as count, sum(lon) as lon, sum(lat) as lat, sum(certainty) as certainty
      from found
     where lon >= ${west}::float8 and lon < ${east}::float8 and lat > ${south}::float8 and lat <= ${north}::float8
     group by 1, 2, 3, 4, 5
     order by 2, 1, 3, 4, 5
  `);
}

/** A campaign's number and who it is, for the cost of one look-up. */
export function selectTileCampaign(db: Db, slug: string): Promise<{ id: string; seq: number } | null> {
  return db.maybe(sql`select id, consensus_seq as seq from campaigns where slug = ${slug}`);
}

/** Where consensus with a number in (`after`, `upTo`] lies. */
export function selectChangedPlaces(
  db: Db,
  campaignId: string,
  range: { after: number; upTo: number; limit: number },
): Promise<{ bounds: Bbox }[]> {
  return db.many(sql`
    select bounds
      from consensus
      join buildings on buildings.id = consensus.building_id
     where consensus.campaign_id = ${campaignId} and consensus.seq > ${range.after} and consensus.seq <= ${range.upTo}
     limit ${range.limit}
  `);
}
