import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../../shared/errors.ts";
import type { FetchRules } from "../addresses/fetch-address.ts";
import { readAddress } from "../addresses/read-address.ts";
import { pictureType } from "./picture.ts";
import { tileAddress, type TileTemplate } from "./template.ts";

/** What a scene of a tile address shows, and where: nothing outside of it is ever asked for. */
export type ProxiedScene = {
  template: TileTemplate;
  minzoom: number;
  maxzoom: number;
  bounds: readonly [number, number, number, number];
};
export type ProxiedTile = { bytes: Buffer; type: string; etag: string };
export type TileProxy = {
  get(sceneId: string, z: number, x: number, y: number): Promise<ProxiedTile | "nothing" | null>;
};

const TILE_LIMITS = { bytes: 5_000_000, milliseconds: 10_000 };
const RECHECK_MS = 60_000;
/** Volunteers of one campaign look at the same places: what was fetched is kept this long, milliseconds. */
const KEEP_MS = 7 * 86_400_000;
/** Places without a tile are asked for again after this long, milliseconds. */
const KEEP_NOTHING_MS = 600_000;
const MOST_CACHE_BYTES = 2 * 1_024 ** 3;
/** Asked of other servers at once: their owners have other guests. */
const MOST_AT_ONCE = 24;
/** Waiting behind those: more are told to come back. */
const MOST_WAITING = 500;
/** The cache is measured after so many new tiles. */
const PRUNE_EVERY = 2_000;

/**
 * Shows volunteers tiles of a service without sending them there: our server asks, keeps the answer on disk, and passes
 * pictures on, nothing else. So no third party learns who looks at which building, and the content policy stays closed.
 *
 * @param findScene the scene's address; null for any other scene
 */
export function openTileProxy(
  rules: FetchRules,
  folder: string,
  findScene: (sceneId: string) => Promise<ProxiedScene | null>,
): TileProxy {
  const scenes = new Map<string, { scene: Promise<ProxiedScene | null>; checkedAt: number }>();
  const underWay = new Map<string, Promise<ProxiedTile | "nothing">>();
  const waiting: (() => void)[] = [];
  let asking = 0;
  let written = 0;

  const sceneOf = (sceneId: string): Promise<ProxiedScene | null> => {
    const known = scenes.get(sceneId);
    if (known !== undefined && Date.now() - known.checkedAt < RECHECK_MS) return known.scene;
    const scene = findScene(sceneId);
    scenes.set(sceneId, { scene, checkedAt: Date.now() });
    scene.then((found) => found === null && scenes.delete(sceneId)).catch(() => scenes.delete(sceneId));
    return scene;
  };

  const inTurn = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (asking >= MOST_AT_ONCE) {
      if (waiting.length >= MOST_WAITING)
        throw new AppError("unavailable", "Too many tiles are being fetched");
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    asking += 1;
    try {
      return await work();
    } finally {
      asking -= 1;
      waiting.shift()?.();
    }
  };

  const fetchTile = async (address: string, file: string): Promise<ProxiedTile | "nothing"> => {
    const kept = await readKept(file);
    if (kept !== null) return kept;
    const bytes = await inTurn(() =>
      readAddress(rules, address, TILE_LIMITS).then((answer) => answer.bytes, absent),
    );
    const type = pictureType(bytes);
    // A page with an apology, or an empty answer, is no picture and no part of the scene.
    const content = type === null ? Buffer.alloc(0) : bytes;
    await mkdir(path.dirname(file), { recursive: true });
    const part = `${file}.${randomUUID()}.part`;
    await writeFile(part, content);
    await rename(part, file);
    if ((written += 1) % PRUNE_EVERY === 0) await prune(folder);
    return type === null ? "nothing" : describe(content, type);
  };

  return {
    async get(sceneId, z, x, y) {
      const scene = await sceneOf(sceneId);
      if (scene === null) return null;
      if (!isInside(scene, z, x, y)) return "nothing";
      const address = tileAddress(scene.template, z, x, y);
      const file = path.join(folder, sceneId, String(z), `${x}-${y}-${nameOf(scene.template)}`);
      const first = underWay.get(file);
      if (first !== undefined) return first;
      const tile = fetchTile(address, file).finally(() => underWay.delete(file));
      underWay.set(file, tile);
      return tile;
    },
  };
}

const nameOf = (template: string) => createHash("sha256").update(template).digest("hex").slice(0, 8);

/** What a server says is not there is nothing to be seen; everything else is trouble and tried again. */
function absent(error: unknown): Buffer {
  if (error instanceof AppError && /answered (?:204|400|403|404|410|416|422)/.test(error.message))
    return Buffer.alloc(0);
  throw error;
}

async function readKept(file: string): Promise<ProxiedTile | "nothing" | null> {
  const found = await stat(file).catch(() => null);
  if (found === null || Date.now() - found.mtimeMs > (found.size === 0 ? KEEP_NOTHING_MS : KEEP_MS))
    return null;
  const bytes = await readFile(file).catch(() => null); // pruned meanwhile
  if (bytes === null) return null;
  const type = pictureType(bytes);
  return type === null ? "nothing" : describe(bytes, type);
}

function describe(bytes: Buffer, type: string): ProxiedTile {
  return { bytes, type, etag: `"${createHash("sha256").update(bytes).digest("hex").slice(0, 32)}"` };
}

function isInside({ bounds, minzoom, maxzoom }: ProxiedScene, z: number, x: number, y: number): boolean {
  if (z < minzoom || z > maxzoom || x >= 2 ** z || y >= 2 ** z) return false;
  const [west, south, east, north] = bounds;
  const lon = (column: number) => (column / 2 ** z) * 360 - 180;
  const lat = (row: number) => (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / 2 ** z))) * 180) / Math.PI;
  if (lat(y) < south || lat(y + 1) > north) return false;
  const [left, right] = [lon(x), lon(x + 1)];
  return west <= east ? right > west && left < east : right > west || left < east;
}

/** Removes what is old, then the oldest, until the cache is within its bounds. */
async function prune(folder: string): Promise<void> {
  const files: { path: string; bytes: number; at: number }[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const found = entry.isFile() ? await stat(file).catch(() => null) : null;
    if (found !== null) files.push({ path: file, bytes: found.size, at: found.mtimeMs });
  }
  files.sort((one, other) => one.at - other.at);
  let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const file of files) {
    if (total <= MOST_CACHE_BYTES && Date.now() - file.at < KEEP_MS) break;
    await rm(file.path, { force: true });
    total -= file.bytes;
  }
}
