/** Findings of whole campaigns, packed by the database for `finding-columns.ts`. */
import { sql, type Db, type Sql } from "../db.ts";
import { numberIn, lists, thousandths, type Codes } from "./map-tiles.sql.ts";

/** How many buildings a campaign has, the most intervals that a fit has, and the number that holds now. */
export function selectColumnSize(
  db: Db,
  campaignId: string,
): Promise<{ count: number; intervals: number; seq: number }> {
  return db.one(sql`
    select (select count(*) from map_findings where campaign_id = campaigns.id) as count,
           (select coalesce(max(cardinality(scenes)), 0) + 1 from consensus_models where campaign_id = campaigns.id) as intervals,
           consensus_seq as seq
      from campaigns
     where id = ${campaignId}
  `);
}

/** Ten-millionths of a degree, a centimetre. */
const place = (degrees: Sql): Sql => sql`int4send(round(${degrees} * 1e7)::integer)`;

/**
 * Rows as `readRows` takes them. Per building, big-endian: id (16 bytes); x, y, west, south, east, north (4 each);
 * status, class, the votes' class (2 each); certainty, agreement (8 each, the latter NaN for none); certainty and the
 * probability of the votes' class in thousandths, last intact, first damaged (2 each, the latter -1: stands to the
 * end); votes, version of the fit (4 each); length of the intervals (4) and the intervals as PostgreSQL sends an array
 * of 4-byte numbers, none before the first vote.
 */
const packed = (found: Sql, codes: Codes): Sql => sql`
  select count(*) as count, string_agg(packed_row, '' order by building_id) as packed
    from (select map_findings.building_id,
                 uuid_send(map_findings.building_id) || int4send(x) || int4send(y)
                   || ${place(sql`(bounds[1])[0]`)} || ${place(sql`(bounds[1])[1]`)}
                   || ${place(sql`(bounds[0])[0]`)} || ${place(sql`(bounds[0])[1]`)}
                   || ${numberIn(sql`statuses`, sql`map_findings.status`)} || ${numberIn(sql`classes`, sql`map_findings.class`)}
                   || ${numberIn(sql`classes`, sql`crowd_class`)} || float8send(certainty)
                   || float8send(coalesce(map_findings.agreement, 'NaN')) || ${thousandths(sql`certainty`)}
                   || ${thousandths(sql`map_findings.probability`)} || ${numberIn(sql`scenes`, sql`map_findings.last_intact`)}
                   || case when map_findings.first_damaged is null and map_findings.last_intact is not null then int2send(-1::smallint)
                           else ${numberIn(sql`scenes`, sql`map_findings.first_damaged`)} end
                   || int4send(map_findings.votes) || int4send(coalesce(model_version, 0))
                   || coalesce(int4send(length(sent)) || sent, int4send(0)) as packed_row
            from ${found}, ${lists(codes)},
                 lateral (select case when map_findings.votes > 0 then array_send(intervals::float4[]) end as sent) as shape) as rows
`;

/**
 * The outlines of those of some buildings that are drawn with them, in the order of their ids. Per building,
 * big-endian: id (16 bytes); length of the outline (4) and the outline, as in `map_findings`.
 */
export function selectOutlines(
  db: Db,
  campaignId: string,
  ids: readonly string[],
  pointBelow: { lon: number; lat: number },
): Promise<{ packed: Buffer | null }> {
  return db.one(sql`
    select string_agg(uuid_send(building_id) || int4send(length(outline)) || outline, '' order by building_id) as packed
      from map_findings
     where campaign_id = ${campaignId} and building_id = any(${[...ids]}::uuid[]) and outline is not null
       and ((bounds[0])[0] - (bounds[1])[0] >= ${pointBelow.lon}::float8
            or (bounds[0])[1] - (bounds[1])[1] >= ${pointBelow.lat}::float8)
  `);
}

/** The next buildings after `after` in the order of their ids. */
export function selectRows(
  db: Db,
  campaignId: string,
  codes: Codes,
  { after, limit }: { after: string; limit: number },
): Promise<{ count: number; packed: Buffer | null }> {
  const found = sql`
    (select * from map_findings where campaign_id = ${campaignId} and building_id > ${after} order by building_id limit ${limit}) as map_findings
    left join consensus on consensus.building_id = map_findings.building_id`;
  return db.one(packed(found, codes));
}

/** The buildings whose consensus has a number in (`after`, `upTo`]. */
export function selectChangedRows(
  db: Db,
  campaignId: string,
  codes: Codes,
  { after, upTo, limit }: { after: number; upTo: number; limit: number },
): Promise<{ count: number; packed: Buffer | null }> {
  const found = sql`
    (select * from consensus where campaign_id = ${campaignId} and seq > ${after} and seq <= ${upTo} limit ${limit}) as consensus
    join map_findings on map_findings.campaign_id = ${campaignId} and map_findings.building_id = consensus.building_id`;
  return db.one(packed(found, codes));
}
