import { basename } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Command } from "commander";
import { importBuildings } from "../core/buildings/buildings.ts";
import type { OpenContext } from "../core/context.ts";
import { createBatch, getBatch } from "../core/imagery/batches.ts";
import { importScenes } from "../core/imagery/imagery.ts";
import { NEVER_STOPPING, runJob } from "../core/jobs.ts";
import {
  BuildingOptions,
  SceneOptions,
  type Batch,
  type BatchSource,
  type NewBatch,
} from "../shared/batches.ts";
import { AppError } from "../shared/errors.ts";
import { paceInWords } from "./pace-words.ts";
import { answer, jsonCommand, tell, withContext, type Settings } from "./command.ts";

const POLL_MS = 300;

/** `aftermap import scenes|buildings`: what the admin's page does, for any path that one can read. */
export function importCommand(settings: Settings): Command {
  const scenes = jsonCommand("scenes", "dated images, from GeoTIFF files, folders, or addresses")
    .argument("<campaign>", "slug of the campaign")
    .argument("<place...>", "files, folders, or addresses of an image, a STAC document, or tiles (XYZ, WMTS)")
    .option(
      "--acquired-at <file=time...>",
      "when a file was taken, as scene.tif=2017-06-11T08:12:00Z; a time alone for all that is named here",
    )
    .option("--sensor <name>", "what took them")
    .option("--attribution <text>", "whom to name")
    .option("--bands <numbers>", "red, green and blue, counted from 1, as 3,2,1")
    .option("--stretch <low,high>", "percentiles that become black and white, as 2,98")
    .option("--bounds <degrees>", "west,south,east,north of tiles that do not say it")
    .option("--layer <name>", "which layer of a WMTS that has several")
    .action(async (campaign: string, places: string[], options: SceneFlags & { json?: boolean }) => {
      const sceneOptions = readSceneOptions(options, places);
      await importAll(settings, campaign, places, options, (source) => ({
        kind: "scenes",
        source,
        options: sceneOptions,
      }));
    });
  const buildings = jsonCommand(
    "buildings",
    "footprints, from GeoJSON, Shapefile, GeoPackage, FlatGeobuf, KML or CSV",
  )
    .argument("<campaign>", "slug of the campaign")
    .argument("<file...>", "files or folders")
    .option("--id-field <name>", "the property that names a building")
    .option("--crs <name>", "the coordinate system, as EPSG:32637, when the file does not say")
    .option("--axis-order <order>", "yx when latitude (or northing) stands first")
    .option("--radius-metres <metres>", "of buildings given as points", Number)
    .option("--layer <name>", "which layer of an archive or a GeoPackage; a part of its name is enough")
    .option("--profile <source>", "whose columns and values they are: unosat, copernicus, xbd, mapswipe, osm")
    .option("--map <key=meaning...>", "what is not certain, as value:5=no_visible_damage or column:id=osm_id")
    .option("--dry-run", "tell what would be accepted, changed and refused, and store nothing")
    .option("--report-missing", "say how many named buildings of the campaign the file does not have")
    .action(async (campaign: string, paths: string[], options: BuildingFlags & { json?: boolean }) => {
      const { idField, crs, axisOrder, radiusMetres, layer, profile, dryRun, reportMissing } = options;
      const stated = { idField, crs, axisOrder, radiusMetres, layer, profile, dryRun, reportMissing };
      const buildingOptions = parse(BuildingOptions, { ...stated, mapping: readMapping(options.map) });
      await importAll(settings, campaign, paths, options, (source) => ({
        kind: "buildings",
        source,
        options: buildingOptions,
      }));
    });
  return new Command("import").description("imagery and footprints").addCommand(scenes).addCommand(buildings);
}

type SceneFlags = {
  acquiredAt?: string[];
  sensor?: string;
  attribution?: string;
  bands?: string;
  stretch?: string;
  bounds?: string;
  layer?: string;
};
type BuildingFlags = {
  idField?: string;
  crs?: string;
  axisOrder?: string;
  radiusMetres?: number;
  layer?: string;
  profile?: string;
  map?: string[];
  dryRun?: boolean;
  reportMissing?: boolean;
};

async function importAll(
  settings: Settings,
  slug: string,
  places: readonly string[],
  options: { json?: boolean },
  toBatch: (source: BatchSource) => NewBatch,
): Promise<void> {
  const batches = await withContext(settings, async (ctx) => {
    const done: Batch[] = [];
    for (const place of places) {
      const source = isAddress(place) ? { url: place } : { path: place };
      const { id, job } = await createBatch(ctx, null, { slug, ...toBatch(source) }, null);
      done.push(await follow(ctx, id, job));
    }
    return done;
  });
  const items = batches.flatMap((batch) => batch.items);
  const accepted = items.filter(({ status }) => status === "accepted").length;
  answer(options, { batches }, `${accepted} of ${items.length} files accepted`);
  if (accepted < items.length) process.exitCode = 1;
}

/** Does the import here unless a worker has taken it, and tells of each file as it ends. */
async function follow(ctx: OpenContext, id: string, job: string): Promise<Batch> {
  const told = new Set<number>();
  let toldPace = "";
  const look = async (): Promise<Batch> => {
    const batch = await getBatch(ctx, id);
    for (const [nth, item] of batch.items.entries()) {
      if (item.status === "queued" || item.status === "running" || told.has(nth)) continue;
      told.add(nth);
      const rows =
        item.rows === null ? "" : ` (${item.rows.accepted} rows accepted, ${item.rows.refused} refused)`;
      tell(`${item.status} ${item.name}${rows}${item.reason === null ? "" : `: ${item.reason}`}`);
    }
    const pace = paceInWords(batch);
    if (batch.pace.bytesPerSecond !== null && pace !== toldPace) tell(pace);
    toldPace = pace;
    return batch;
  };
  const working = runJob(ctx, job, ({ name }) =>
    (name === "import-scenes" ? importScenes : importBuildings)(ctx, id, NEVER_STOPPING),
  );
  working.catch(() => {}); // awaited below
  for (;;) {
    const batch = await look();
    if (batch.status !== "queued" && batch.status !== "running") {
      await working;
      return batch;
    }
    await Promise.race([pause(POLL_MS), working.then(() => pause(POLL_MS))]);
  }
}

function readSceneOptions(flags: SceneFlags, places: readonly string[]): SceneOptions {
  const { acquiredAt, sensor, attribution, layer } = flags;
  const times = acquiredAt?.flatMap((statement) => {
    const at = statement.lastIndexOf("=");
    if (at >= 0) return [[statement.slice(0, at), statement.slice(at + 1)]];
    return places.map((place) => [isAddress(place) ? place : basename(place), statement]);
  });
  const numbers = (list: string | undefined) => list?.split(",").map(Number);
  const [low, high] = numbers(flags.stretch) ?? [];
  return parse(SceneOptions, {
    sensor,
    attribution,
    layer,
    acquiredAt: times === undefined ? undefined : Object.fromEntries(times),
    bands: numbers(flags.bands),
    bounds: numbers(flags.bounds),
    stretch: flags.stretch === undefined ? undefined : { low, high },
  });
}

const isAddress = (place: string) => /^https?:\/\//i.test(place);

/** `key=meaning`; the last `=` parts them, because raw values may hold any. */
function readMapping(statements: readonly string[] | undefined): Record<string, string> | undefined {
  if (statements === undefined) return undefined;
  return Object.fromEntries(
    statements.map((statement) => {
      const at = statement.lastIndexOf("=");
      return [statement.slice(0, Math.max(0, at)), statement.slice(at + 1)];
    }),
  );
}

function parse<Parsed>(
  schema: {
    safeParse(
      value: unknown,
    ):
      | { success: true; data: Parsed }
      | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };
  },
  value: unknown,
): Parsed {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message }) => ({
    path: path.map(String).join("."),
    message,
  }));
  throw new AppError("invalid_input", "The options are not valid", { errors });
}
