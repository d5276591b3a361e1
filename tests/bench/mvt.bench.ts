/** See `promises.md`, `mvt`: vector tiles over a million buildings, beside PostGIS `ST_AsMVT` over the same rows. */
import { loadavg } from "node:os";
import pg from "pg";
import { pino } from "pino";
import { createMapTiles, type MapTiles } from "../../core/consensus/map-tiles.ts";
import type { Context } from "../../core/context.ts";
import { openDatabase } from "../../core/db.ts";
import { migrate } from "../../core/migrate.ts";
import { fillCity, SLUG, WHERE } from "./mvt-city.ts";
import { median, report } from "./peers.ts";
import { openPostgis } from "./postgis.ts";

export const work = "vector tiles, z12 to z17, over 10⁶ buildings with consensus, beside PostGIS ST_AsMVT";

const BUILDINGS = 1_000_000;
const ZOOMS = [12, 13, 14, 15, 16, 17];
const TILES_PER_ZOOM = 24;
const ROUNDS = 3;
const MAX_BYTES = 500_000;

type Address = { z: number; x: number; y: number };
type Make = (tile: Address) => Promise<number>;

/** `--buildings=N` for a smaller city. */
export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  const asked = Number(/^--buildings=(\d+)$/m.exec(options.join("\n"))?.[1] ?? BUILDINGS);
  const server = await openPostgis(log);
  const quiet = pino({ level: "silent" });
  try {
    await migrate(server.url, quiet);
    log(`making ${asked} buildings`);
    const pool = new pg.Pool({ connectionString: server.url, max: 2 });
    await fillCity(pool, asked);
    const db = openDatabase(server.url, quiet, 4);
    // Tiles want the database alone of all that a process has.
    const ctx = { db } as unknown as Context;
    const campaign: string = (await pool.query("select id from campaigns where slug = $1", [SLUG])).rows[0]
      .id;
    const peer: Make = async (tile) =>
      (await pool.query(PEER, [tile.z, tile.x, tile.y, campaign])).rows[0].tile.length;
    const ours = (tiles: MapTiles): Make => {
      return async (tile) => (await tiles.get({ slug: SLUG, filter: {}, ...tile }))?.body.length ?? 0;
    };

    const perZoom: Record<string, unknown> = {};
    const [cold, warm]: [number[], number[]] = [[], []];
    let largest = 0;
    let ofPeer = 0;
    for (const z of ZOOMS) {
      const addresses = someTiles(z);
      // Both once before anything is measured: the database's own cache is warm for both.
      await timeAll(addresses, peer);
      await timeAll(addresses, ours(createMapTiles(ctx)));
      const rounds: { peer: number; cold: number; warm: number }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        const tiles = createMapTiles(ctx);
        const first = await timeAll(addresses, ours(tiles));
        const again = await timeAll(addresses, ours(tiles));
        const other = await timeAll(addresses, peer);
        largest = Math.max(largest, first.largest);
        ofPeer = Math.max(ofPeer, other.largest);
        rounds.push({ peer: other.ms, cold: first.ms, warm: again.ms });
      }
      const of = (name: "peer" | "cold" | "warm") => median(rounds.map((round) => round[name]));
      cold.push(median(rounds.map((round) => round.peer / round.cold)));
      warm.push(median(rounds.map((round) => round.peer / round.warm)));
      perZoom[`z${z}, ms a tile: cold, warm, PostGIS`] = [of("cold"), of("warm"), of("peer")].map(
        (ms) => Math.round(ms * 100) / 100,
      );
      log(`z${z}: ${JSON.stringify(perZoom[`z${z}, ms a tile: cold, warm, PostGIS`])}`);
    }
    // Every zoom further out holds more: the promise is for all of them.
    for (let z = 0; z < 12; z += 1) {
      for (const tile of someTiles(z).slice(0, z < 9 ? 1 : 4)) {
        largest = Math.max(largest, await ours(createMapTiles(ctx))(tile));
      }
    }
    const verdict = (promise: string, goal: string, measured: string, holds: boolean) => ({
      promise,
      goal,
      measured,
      holds,
    });
    const [least, leastWarm] = [Math.min(...cold), Math.min(...warm)];
    report(
      options.includes("--json"),
      {
        buildings: asked,
        ...perZoom,
        "largest tile, kB": Math.round(largest / 1_000),
        "largest tile of PostGIS, kB": Math.round(ofPeer / 1_000),
        "load average": loadavg()[0]?.toFixed(1),
      },
      [
        verdict("cold, worst zoom", "≥ 1.0×", `${least.toFixed(2)}×`, least >= 1),
        verdict("cold, median of zooms", "≥ 1.0×", `${median(cold).toFixed(2)}×`, median(cold) >= 1),
        verdict("warm, worst zoom", "≥ 20×", `${leastWarm.toFixed(1)}×`, leastWarm >= 20),
        verdict("warm, median of zooms", "≥ 20×", `${median(warm).toFixed(1)}×`, median(warm) >= 20),
        verdict(
          "largest tile, any zoom",
          "≤ 500 kB",
          `${Math.round(largest / 1_000)} kB`,
          largest <= MAX_BYTES,
        ),
      ],
    );
    await db.close();
    await pool.end();
  } finally {
    await server.close();
  }
}

/** Milliseconds a tile, one after another, and the size of the largest. */
async function timeAll(tiles: readonly Address[], make: Make): Promise<{ ms: number; largest: number }> {
  let largest = 0;
  const start = performance.now();
  // One at a time: how long a tile takes, not how many cores there are.
  for (const tile of tiles) largest = Math.max(largest, await make(tile));
  return { ms: (performance.now() - start) / tiles.length, largest };
}

/** Tiles inside the city, spread over it, the same in every run. */
function someTiles(z: number): Address[] {
  const [west, south, east, north] = WHERE;
  const tiles = new Map<string, Address>();
  for (let index = 0; index < TILES_PER_ZOOM; index += 1) {
    const lon = west + (east - west) * ((index * 0.618_034 + 0.1) % 1);
    const lat = south + (north - south) * ((index * 0.754_878 + 0.2) % 1);
    const x = Math.floor(((lon + 180) / 360) * 2 ** z);
    const y = Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);
    tiles.set(`${x}/${y}`, { z, x, y });
  }
  return [...tiles.values()];
}

/** As its manual has it: the geometry ready in Web Mercator with an index, the same properties from the same rows. */
const PEER = `
  with tile as (select ST_TileEnvelope($1, $2, $3) as inside, ST_TileEnvelope($1, $2, $3, margin => 64.0 / 4096) as reach),
       found as (
         select b.id::text as id, c.class, round(c.probability::numeric, 3)::float8 as probability,
                coalesce(c.status, 'open') as status, case when c.votes > 0 then round(c.probability::numeric, 3)::float8 else 0 end as certainty,
                extract(epoch from intact.acquired_at)::bigint as "from", extract(epoch from damaged.acquired_at)::bigint as "to",
                coalesce(c.votes, 0) as votes, ST_AsMVTGeom(b.geom, tile.inside, 4096, 64, true) as geom
           from tile
           join postgis_buildings b on b.geom && tile.reach
           left join consensus c on c.building_id = b.id
           left join scenes intact on intact.id = c.last_intact
           left join scenes damaged on damaged.id = c.first_damaged
          where b.campaign_id = $4)
  select ST_AsMVT(found, 'buildings', 4096, 'geom') as tile from found`;
