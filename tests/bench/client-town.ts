/** The town of the `client` benchmark: a whole Aftermap with a campaign of 14 dates, imported as an admin would. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { doubleTag, longTag, shortTag, tiffFile } from "../../cli/demo/geotiff/tiff-file.ts";
import { addStaff } from "../../core/accounts/accounts.ts";
import { readConfig } from "../../core/config.ts";
import { openContext, openLog, type Context } from "../../core/context.ts";
import { findDatabase } from "../../core/find-database.ts";
import { migrate } from "../../core/migrate.ts";
import { startServer } from "../../server/start.ts";
import { startWorkers } from "../../workers/start.ts";
import { aerialGround } from "./aerial.ts";

export const SCENES = 14;
export const SLUG = "bench-town";
const BUILDINGS = 100;
const SIDE = 2_048;
const DEGREES_PER_METRE = 1 / 111_320;
const NORTH_WEST = [10, 0.5] as const;
/** Houses stand in rows; degrees. */
const HOUSE = 10 * DEGREES_PER_METRE;
const SPACING = 90 * DEGREES_PER_METRE;

export type Town = {
  url: string;
  ctx: Context;
  /** West, south, east, north of its scenes, degrees. */
  bounds: readonly [number, number, number, number];
  close: () => Promise<void>;
};

/** @param gsdMetres how large a pixel is on the ground: half a metre shows houses, five a whole city */
export async function openTown(log: (line: string) => void, gsdMetres = 0.5): Promise<Town> {
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-client-"));
  const imports = path.join(folder, "import");
  const config = readConfig({ DATA_DIR: folder, IMPORT_ROOTS: imports, PORT: "0", LOG_LEVEL: "warn" });
  const logger = openLog(config);
  const database = await findDatabase(config, logger);
  await migrate(database.url, logger);
  const ctx = await openContext(config, logger);
  const server = await startServer(ctx);
  const workers = await startWorkers(ctx);

  log(`making ${SCENES} scenes of ${SIDE} × ${SIDE} pixels`);
  await drawTown(imports, gsdMetres);
  const { token } = await addStaff(ctx, { role: "admin", name: "the benchmark", linkUses: 1 });
  const call = caller(`${server.origin}/api/v1`, token);
  await call("POST", "/campaigns", {
    slug: SLUG,
    title: "Bench town",
    scale: "unosat",
    asks: { class: true, window: true },
  });
  log("importing them");
  await importAll(call, "scenes", path.join(imports, "scenes"));
  await importAll(call, "buildings", path.join(imports, "houses.geojson"));
  await call("POST", `/campaigns/${SLUG}/tasks`, { buildingsPerTask: 1 });
  await call("PATCH", `/campaigns/${SLUG}`, { status: "open" });
  // What is measured should not share the processor with what follows an import.
  await workers.close();
  const [west, north] = NORTH_WEST;
  const side = SIDE * gsdMetres * DEGREES_PER_METRE;
  return {
    url: server.origin,
    ctx,
    bounds: [west, north - side, west + side, north],
    close: async () => {
      await server.close();
      await ctx.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function drawTown(folder: string, gsdMetres: number): Promise<void> {
  await mkdir(path.join(folder, "scenes"), { recursive: true });
  for (let at = 0; at < SCENES; at += 1) {
    const date = `2017-${String(1 + Math.floor(at / 2)).padStart(2, "0")}-${at % 2 === 0 ? "03" : "17"}`;
    await writeFile(path.join(folder, "scenes", `town-${date}.tif`), drawScene(at, gsdMetres));
  }
  const across = Math.floor(Math.sqrt(BUILDINGS));
  const features = Array.from({ length: BUILDINGS }, (_, at) => {
    const west = NORTH_WEST[0] + HOUSE * 8 + (at % across) * SPACING;
    const south = NORTH_WEST[1] - HOUSE * 8 - Math.floor(at / across) * SPACING;
    const ring = [
      [west, south],
      [west + HOUSE, south],
      [west + HOUSE, south + HOUSE],
      [west, south + HOUSE],
      [west, south],
    ];
    return {
      type: "Feature",
      properties: { id: `house-${at}` },
      geometry: { type: "Polygon", coordinates: [ring] },
    };
  });
  await writeFile(
    path.join(folder, "houses.geojson"),
    JSON.stringify({ type: "FeatureCollection", features }),
  );
}

/** An RGB GeoTIFF, EPSG:4326. */
function drawScene(seed: number, gsdMetres: number): Buffer {
  const pixel = gsdMetres * DEGREES_PER_METRE;
  const ground = new Uint8Array(aerialGround(SIDE, seed + 1).buffer);
  const pixels = new Uint8Array(SIDE * SIDE * 3);
  for (let from = 0, to = 0; from < ground.length; from += 4, to += 3)
    pixels.set(ground.subarray(from, from + 3), to);
  const tags = [
    longTag(256, SIDE),
    longTag(257, SIDE),
    shortTag(258, 8, 8, 8),
    shortTag(259, 1),
    shortTag(262, 2),
    shortTag(277, 3),
    longTag(278, SIDE),
    shortTag(284, 1),
    doubleTag(33550, pixel, pixel, 0),
    doubleTag(33922, 0, 0, 0, NORTH_WEST[0], NORTH_WEST[1], 0),
    shortTag(34735, 1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326),
  ];
  return tiffFile(tags, [pixels], { offsets: 273, lengths: 279 });
}

type Call = (method: string, path: string, body?: unknown) => Promise<any>;

function caller(base: string, token: string): Call {
  return async (method, where, body) => {
    const response = await fetch(`${base}${where}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: any = await response.json().catch(() => null);
    if (!response.ok) throw new Error(`${method} ${where}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  };
}

async function importAll(call: Call, kind: string, source: string): Promise<void> {
  const { id } = await call("POST", `/campaigns/${SLUG}/batches`, { kind, source: { path: source } });
  for (;;) {
    const batch = await call("GET", `/batches/${id}`);
    const bad = batch.items.find((item: any) => item.status === "refused" || item.status === "failed");
    if (bad !== undefined) throw new Error(`${bad.name}: ${bad.reason}`);
    if (batch.status === "done") return;
    if (batch.status !== "queued" && batch.status !== "running") throw new Error(`${kind}: ${batch.status}`);
    await sleep(200);
  }
}
