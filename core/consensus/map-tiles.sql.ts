/** What vector tiles are made of: rows of `map_findings`, packed by the database into one answer of bytes. */
import type { Bbox } from "../../shared/geo.ts";
import { box, prepared, sql, type Db, type Sql } from "../db.ts";
import { matchesOnMap, type AnyFilter } from "./filter.sql.ts";

/** The numbers that stand for codes in packed rows are places in these lists, from 1; 0 is none. */
export type Codes = { classes: readonly string[]; scenes: readonly string[] };

/** In the order of their numbers in packed rows. */
export const STATUSES = ["open", "settled", "disputed", "reviewed"] as const;

export const numberIn = (list: Sql, column: Sql): Sql =>
  sql`int2send(coalesce(array_position(${list}, ${column}), 0)::smallint)`;

/** The lists as columns, so that each is sent once. */
export const lists = ({ classes, scenes }: Codes): Sql =>
  sql`(select ${[...STATUSES]}::text[] as statuses, ${[...classes]}::text[] as classes, ${[...scenes]}::uuid[] as scenes) as lists`;

/** Thousandths: finer than anybody sees, and equal values are stored once in a tile. */
export const thousandths = (share: Sql): Sql => sql`int2send(coalesce(round(${share} * 1000), -1)::smallint)`;

/** Where rows are looked for. */
type Place = { campaignId: string; filter: AnyFilter; reach: Bbox };

const found = ({ campaignId, filter, reach }: Place): Sql =>
  sql`campaign_id = ${campaignId} and bounds && ${box(reach)} and ${matchesOnMap(filter)}`;

/** A statement that every tile without a filter asks in the same words is planned once. */
const planned = (name: string, { filter }: Place, statement: Sql): Sql =>
  Object.values(filter).every((value) => value === undefined) ? prepared(name, statement) : statement;

/** Whether more than `limit` buildings lie in a place. */
export function selectIsDense(db: Db, place: Place, limit: number): Promise<{ isDense: boolean }> {
  return db.one(
    planned(
      "is-dense",
      place,
      sql`
    select count(*) > ${limit} as "isDense"
      from (select
              from map_findings
             where ${found(place)}
             limit ${limit + 1}) as found
  `,
    ),
  );
}

/**
 * The buildings of a tile as `readBuildings` takes them, in the order of their ids, so that the same state gives the
 * same bytes. Per building, big-endian: id (16 bytes); x, y (4 each); status, class, probability, certainty, last
 * intact, first damaged (2 each); votes (4); length of the outline (4) and the outline, none where it is smaller than
 * `pointBelow`.
 */
export function selectBuildings(
  db: Db,
  place: Place,
  codes: Codes,
  { pointBelow, limit }: { pointBelow: { lon: number; lat: number }; limit: number },
): Promise<{ count: number; packed: Buffer | null }> {
  const drawn = sql`
    case when (bounds[0])[0] - (bounds[1])[0] >= ${pointBelow.lon}::float8
           or (bounds[0])[1] - (bounds[1])[1] >= ${pointBelow.lat}::float8
         then outline end`;
  return db.one(
    planned(
      "tile-buildings",
      place,
      sql`
    select count(*) as count, string_agg(packed_row, '' order by building_id) as packed
      from (select building_id,
                   uuid_send(building_id) || int4send(x) || int4send(y) || ${numberIn(sql`statuses`, sql`status`)}
                     || ${numberIn(sql`classes`, sql`class`)} || ${thousandths(sql`probability`)}
                     || ${thousandths(sql`certainty`)} || ${numberIn(sql`scenes`, sql`last_intact`)}
                     || ${numberIn(sql`scenes`, sql`first_damaged`)} || int4send(votes)
                     || coalesce(int4send(length(drawn)) || drawn, int4send(0)) as packed_row
              from map_findings, ${lists(codes)},
                   lateral (select ${drawn} as drawn) as shape
             where ${found(place)}
             limit ${limit}) as found
  `,
    ),
  );
}

/**
 * What is counted in cells, as `readCells` takes it, in no order. Per building, big-endian: x, y (4 bytes each); class,
 * certainty, first damaged (2 each); the last one -1 where the building stands to the end.
 */
export function selectCentres(db: Db, place: Place, codes: Codes): Promise<{ packed: Buffer | null }> {
  return db.one(
    planned(
      "tile-centres",
      place,
      sql`
    select string_agg(int4send(x) || int4send(y) || ${numberIn(sql`classes`, sql`class`)}
                        || ${thousandths(sql`certainty`)}
                        || case when first_damaged is null and last_intact is not null then int2send(-1::smallint)
                                else ${numberIn(sql`scenes`, sql`first_damaged`)} end, '') as packed
      from map_findings, ${lists(codes)}
     where ${found(place)}
  `,
    ),
  );
}

/** The campaign's number as it is now. */
export function selectTileNumber(db: Db, slug: string): Promise<{ seq: number } | null> {
  return db.maybe(
    prepared("tile-number", sql`select consensus_seq as seq from campaigns where slug = ${slug}`),
  );
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
