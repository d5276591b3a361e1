/**
 * What the `mvt` benchmark stands beside: the least a tile server over PostGIS can be. In: database, campaign. Out: one
 * line, its address. `/features/{z}/{x}/{y}` is every building as its manual has it; `/same/{z}/{x}/{y}` what Aftermap
 * sends: outlines, or points where they are small, or counts in cells where there are too many. Statements are prepared;
 * nobody is asked who they are, and nothing is kept. Ends on SIGTERM.
 */
import { createServer } from "node:http";
import pg from "pg";

const MAX_BUILDINGS = 4_000;

const WITHIN = `
  with tile as (select ST_TileEnvelope($1, $2, $3) as inside, ST_TileEnvelope($1, $2, $3, margin => 64.0 / 4096) as reach,
                       32 * 40075016.68557849 / 2 ^ $1 / 4096 as small)`;
const ROWS = `
           from tile
           join postgis_buildings b on b.geom && tile.reach
           left join consensus c on c.building_id = b.id
           left join scenes intact on intact.id = c.last_intact
           left join scenes damaged on damaged.id = c.first_damaged
          where b.campaign_id = $4`;

const featuresWith = (geometry: string) => `${WITHIN},
       found as (
         select b.id::text as id, c.class, round(c.probability::numeric, 3)::float8 as probability,
                coalesce(c.status, 'open') as status, case when c.votes > 0 then round(c.probability::numeric, 3)::float8 else 0 end as certainty,
                extract(epoch from intact.acquired_at)::bigint as "from", extract(epoch from damaged.acquired_at)::bigint as "to",
                coalesce(c.votes, 0) as votes, ST_AsMVTGeom(${geometry}, tile.inside, 4096, 64, true) as geom
         ${ROWS})
  select ST_AsMVT(found, 'buildings', 4096, 'geom') as tile from found`;

const FEATURES = featuresWith("b.geom");
const SIMPLIFIED = featuresWith(`
  case when ST_XMax(b.geom) - ST_XMin(b.geom) >= tile.small or ST_YMax(b.geom) - ST_YMin(b.geom) >= tile.small
       then b.geom else ST_Centroid(b.geom) end`);
const COUNT = `
  select count(*) > ${MAX_BUILDINGS} as dense
    from (select from postgis_buildings
           where campaign_id = $4 and geom && ST_TileEnvelope($1, $2, $3) limit ${MAX_BUILDINGS + 1}) as found`;
const CELLS = `${WITHIN},
       found as (
         select (ST_XMin(b.geom) + ST_XMax(b.geom)) / 2 as x, (ST_YMin(b.geom) + ST_YMax(b.geom)) / 2 as y, tile.inside,
                'class:' || coalesce(c.class, '') as class, 'to:' || coalesce(extract(epoch from damaged.acquired_at)::bigint::text, 'unknown') as until,
                case when c.votes > 0 then c.probability else 0 end as certainty
         ${ROWS.replace("tile.reach", "tile.inside")}),
       parts as (
         select floor((x - ST_XMin(inside)) / (ST_XMax(inside) - ST_XMin(inside)) * 64) as column,
                floor((ST_YMax(inside) - y) / (ST_YMax(inside) - ST_YMin(inside)) * 64) as row,
                class, until, inside, count(*) as count, sum(x) as x, sum(y) as y, sum(certainty) as certainty
           from found
          group by grouping sets ((1, 2, inside, class), (1, 2, inside, until))),
       cells as (
         select (sum(count) filter (where until is null))::bigint as count,
                round((sum(certainty) filter (where until is null) / sum(count) filter (where until is null))::numeric, 3)::float8 as certainty,
                jsonb_object_agg(coalesce(class, until), count) as counts,
                ST_AsMVTGeom(ST_SetSRID(ST_MakePoint(sum(x) / sum(count), sum(y) / sum(count)), 3857), inside, 4096, 0, true) as geom
           from parts
          group by "column", row, inside)
  select ST_AsMVT(cells, 'clusters', 4096, 'geom') as tile from cells`;

const [databaseUrl = "", campaign = ""] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
const ask = async (name: string, text: string, place: number[]) =>
  (await pool.query<{ tile: Buffer; dense: boolean }>({ name, text, values: [...place, campaign] })).rows[0];

async function makeTile(kind: string, place: number[]): Promise<Buffer> {
  if (kind === "features") return (await ask("features", FEATURES, place))?.tile ?? Buffer.alloc(0);
  const isDense = (place[0] ?? 0) < 14 && (await ask("count", COUNT, place))?.dense === true;
  const answer = isDense ? ask("cells", CELLS, place) : ask("same", SIMPLIFIED, place);
  return (await answer)?.tile ?? Buffer.alloc(0);
}

const server = createServer((request, response) => {
  const [, kind = "", ...place] = (request.url ?? "").split("/");
  makeTile(kind, place.map(Number)).then(
    (tile) => {
      response.writeHead(200, {
        "content-type": "application/vnd.mapbox-vector-tile",
        "content-length": tile.length,
      });
      response.end(tile);
    },
    (error: unknown) => {
      response.writeHead(500);
      response.end(String(error));
    },
  );
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`);
});
process.once("SIGTERM", () => process.exit(0));
