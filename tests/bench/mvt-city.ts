import pg, { type Pool } from "pg";
import { pino } from "pino";
import { migrate } from "../../core/migrate.ts";
import { emptyModel, METHOD } from "../../shared/consensus/engine.ts";
import { openPostgis } from "./postgis.ts";

export const SLUG = "a-city-of-many";
/**
 * West, south, east, north, degrees: a million buildings lie in 60 km along a side, about as dense as a town in the
 * countryside; fewer lie in less, as dense.
 */
export function boundsOfCity(buildings: number): [number, number, number, number] {
  const side = Math.sqrt(buildings / 1e6);
  return [38, 35, 38 + 0.66 * side, 35 + 0.54 * side];
}

/**
 * A database of its own with the city in it; or, by the option `--city=<address of a database>`, one that was filled
 * before, as large as it was asked to be, which stays.
 */
export async function openCity(
  options: readonly string[],
  buildings: number,
  log: (line: string) => void,
): Promise<{ url: string; close: () => Promise<void> }> {
  const known = options.find((one) => one.startsWith("--city="))?.slice("--city=".length);
  if (known !== undefined) return { url: known, close: () => Promise.resolve() };
  const database = await openPostgis(log);
  try {
    await migrate(database.url, pino({ level: "silent" }));
    log(`making ${buildings} buildings`);
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    await fillCity(pool, buildings).finally(() => pool.end());
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** The city, and its footprints as PostGIS wants them for vector tiles. */
async function fillCity(pool: Pool, buildings: number): Promise<void> {
  await pool.query("create extension if not exists postgis");
  await fillTown(pool, buildings);
  await pool.query(
    `create table postgis_buildings as
     select id, campaign_id, ST_Transform(ST_SetSRID(ST_GeomFromGeoJSON(geometry), 4326), 3857) as geom from buildings`,
  );
  await pool.query("create index on postgis_buildings using gist (geom)");
  await pool.query("alter table postgis_buildings add primary key (id)");
  await pool.query("vacuum analyze");
}

/**
 * A city of rectangles of 8 to 30 metres with consensus, made in the database: through imports and votes it would take
 * hours. Three in four buildings were looked at; windows lie between fourteen scenes. Ids rise from row to row as those
 * of an import do (UUID version 7). It must be the only campaign.
 */
export async function fillTown(pool: Pick<Pool, "query">, buildings: number): Promise<void> {
  const side = Math.ceil(Math.sqrt(buildings));
  const [west, south, east, north] = boundsOfCity(buildings);
  await pool.query("select setseed(0.5)");
  await pool.query(
    `insert into campaigns (id, slug, title, scale, asks_class, asks_window, redundancy_min, redundancy_cap, certainty,
                            lease_seconds, languages, status, consensus_seq)
     values (gen_random_uuid(), $1, '"A city"', $2, true, true, 5, 30, 0.95, 1800, '{}', 'open', 1)`,
    [
      SLUG,
      JSON.stringify({
        name: "unosat",
        classes: CLASSES,
      }),
    ],
  );
  await pool.query(
    `insert into scenes (id, campaign_id, name, acquired_at, acquired_precision, acquired_source, gsd_metres, remote, tile_size,
                         minzoom, maxzoom, bounds)
     select gen_random_uuid(), campaigns.id, 'scene ' || n, timestamptz '2017-01-01Z' + n * interval '7 days', 'second', 'test', 0.5,
            '{}', 512, 10, 18, array[38, 35, 39, 36] from campaigns, generate_series(0, 13) as n`,
  );
  await pool.query(
    `insert into consensus_models (campaign_id, version, method_name, method_version, parameters, scenes, answers, seq,
                                   votes_digest, log_likelihood, seconds)
     select campaigns.id, 1, $2, $3, $1, array(select id from scenes order by acquired_at), 0, 1, '', 0, 0 from campaigns`,
    [JSON.stringify(nothingLearnt()), METHOD.name, METHOD.version],
  );
  await pool.query(
    `insert into buildings (id, campaign_id, external_id, geometry, bounds)
     select (lpad(to_hex(1767225600000 + n), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid,
            campaigns.id, 'b' || n,
            jsonb_build_object('type', 'Polygon', 'coordinates', jsonb_build_array(jsonb_build_array(
              jsonb_build_array(x, y), jsonb_build_array(x + w, y + s), jsonb_build_array(x + w - s, y + h + s),
              jsonb_build_array(x - s, y + h), jsonb_build_array(x, y)))),
            box(point(x - s, y), point(x + w, y + h + s))
       from campaigns,
            lateral (select n, round((${west} + ${east - west} * ((n % ${side}) + random() * 0.4) / ${side})::numeric, 7)::float8 as x,
                            round((${south} + ${north - south} * ((n / ${side}) + random() * 0.4) / ${side})::numeric, 7)::float8 as y,
                            round((0.00009 + random() * 0.00024)::numeric, 7)::float8 as w,
                            round((0.00007 + random() * 0.0002)::numeric, 7)::float8 as h,
                            round((random() * 0.00002)::numeric, 7)::float8 as s
                       from generate_series(0, ${buildings - 1}) as n) as made`,
  );
  await pool.query(
    `insert into consensus (building_id, campaign_id, seq, status, class, probability, probabilities, intervals, last_intact,
                            first_damaged, window_probability, votes, answers_seen, wanted, gain, model_version, votes_digest)
     select buildings.id, campaign_id, 1, (array['open', 'settled', 'settled', 'disputed'])[1 + floor(random() * 4)::int],
            ($1::text[])[1 + floor(random() * 5)::int], round((0.4 + random() * 0.6)::numeric, 9)::float8,
            array[0.2, 0.2, 0.2, 0.2, 0.2], array_fill(1 / 15.0::float8, array[15]),
            times[k], times[k + 1], 0.8, 5, 5, 0, 0, 1, ''
       from buildings, (select array_agg(id order by acquired_at) as times from scenes) as scene,
            lateral (select 1 + floor(random() * 14)::int as k where buildings.id is not null) as chosen
      where random() < 0.75`,
    [CLASSES.map(({ code }) => code)],
  );
}

const CLASSES = ["destroyed", "severe", "moderate", "possible", "no_visible_damage"].map((code, rank) => ({
  code,
  label: code,
  damaged: rank < 4,
}));

/** What the fit of a campaign without votes holds: buildings that nobody looked at are described by it. */
function nothingLearnt() {
  return emptyModel({
    classes: CLASSES,
    sceneTimes: Array.from({ length: 14 }, (_, week) => Date.UTC(2017, 0, 1 + 7 * week)),
    asks: { class: true, window: true },
    redundancy: { min: 5, cap: 30, certainty: 0.95, windowDays: 0 },
  });
}
