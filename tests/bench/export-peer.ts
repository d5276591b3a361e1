/** What `ogr2ogr` is asked for in the `export` benchmark: the columns of our files, from the same tables by the same joins. */
import type { Pool } from "pg";

/** The driver of each format that is compared, and whether its rows have a geometry (ours in CSV is a place). */
export const PEER_FORMATS = {
  geojson: { driver: "GeoJSON", hasGeometry: true },
  csv: { driver: "CSV", hasGeometry: false },
  gpkg: { driver: "GPKG", hasGeometry: true },
  fgb: { driver: "FlatGeobuf", hasGeometry: true },
} as const;
export type PeerFormat = keyof typeof PEER_FORMATS;

/** PostGIS geometry of the footprints, which it cannot read from JSON: made before anything is timed. */
export async function makePeerTable(pool: Pool): Promise<void> {
  await pool.query(
    `create table if not exists export_footprints as
     select id, ST_SetSRID(ST_GeomFromGeoJSON(geometry), 4326) as geom from buildings order by id`,
  );
  await pool.query("create unique index if not exists export_footprints_by_id on export_footprints (id)");
  await pool.query("vacuum analyze export_footprints");
}

/** In whatever order the database likes best: ours are in the order of ids. */
export function peerArguments(format: PeerFormat, url: string, file: string): string[] {
  const { driver, hasGeometry } = PEER_FORMATS[format];
  const place = "(center(b.bounds))[0] as longitude, (center(b.bounds))[1] as latitude";
  const statement = `
    select ${hasGeometry ? "f.geom" : place}, b.id::text as building, b.external_id, coalesce(c.status, 'open') as status, c.class,
           c.probability, intact.acquired_at as window_from, damaged.acquired_at as window_to,
           extract(epoch from damaged.acquired_at - intact.acquired_at)::float8 / 86400 as window_days, c.window_probability,
           c.last_intact::text as last_intact, c.first_damaged::text as first_damaged, coalesce(c.votes, 0) as votes,
           null::text as final_class, null::text as final_last_intact, null::text as final_first_damaged,
           null::text as review_reason, null::text as marks, 'test 1' as method, c.updated_at,
           c.probabilities[1] as p_1, c.probabilities[2] as p_2, c.probabilities[3] as p_3, c.probabilities[4] as p_4,
           c.probabilities[5] as p_5
      from buildings b
      ${hasGeometry ? "join export_footprints f on f.id = b.id" : ""}
      left join consensus c on c.building_id = b.id
      left join scenes intact on intact.id = c.last_intact
      left join scenes damaged on damaged.id = c.first_damaged`;
  return ["-f", driver, file, `PG:${url}`, "-sql", statement, "-nln", "buildings"];
}
