/** See `promises.md`, `mvt`: vector tiles over a million buildings, beside PostGIS `ST_AsMVT` over the same rows. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { boundsOfCity, openCity, SLUG } from "./mvt-city.ts";
import { askAgain, askOnce, type Address, type Pass, type Rate } from "./mvt-drive.ts";
import { CORES, median, needPrograms, onCore, report } from "./peers.ts";

export const work =
  "vector tiles over HTTP, z12 to z17, 10⁶ buildings with consensus, beside PostGIS ST_AsMVT";

const BUILDINGS = 1_000_000;
const ZOOMS = [12, 13, 14, 15, 16, 17];
const TILES_PER_ZOOM = 96;
const ROUNDS = 3;
const WARM_SECONDS = 2;
const MAX_BYTES = 500_000;

/**
 * Both sides run on one core, the database with them; who asks runs on the other. Cold: each tile is asked for once, six
 * at a time, after a change that reached every building, so that nothing is kept, with the database's memory warm for
 * both. Warm: the same tiles over and over on 32 connections. `--buildings=N` for a smaller city,
 * `--city=<address>` for one in a database that is there.
 */
export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  needPrograms(["wrk", "taskset"], log);
  const asked = Number(/^--buildings=(\d+)$/m.exec(options.join("\n"))?.[1] ?? BUILDINGS);
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-mvt-"));
  const database = await openCity(options, asked, log);
  const started: ChildProcess[] = [];
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  try {
    // Compiling a statement takes longer than a tile: better for both.
    await pool.query("alter database postgres set jit = off");
    const databasePid = await onSubjectCore(pool);
    const campaign = await campaignId(pool);
    const { url, token, pid } = await startOurs(started, database.url, folder);
    const peer = await start(started, "mvt-peer.ts", database.url, campaign);
    const sides: Sides = {
      pids: { ours: [pid, databasePid], peer: [peer.pid, databasePid] },
      ours: (tile) => `${url}/api/v1/campaigns/${SLUG}/tiles/${tile.z}/${tile.x}/${tile.y}.mvt`,
      same: (tile) => `${peer.line}/same/${tile.z}/${tile.x}/${tile.y}`,
      features: (tile) => `${peer.line}/features/${tile.z}/${tile.x}/${tile.y}`,
    };

    const zooms: Zoom[] = [];
    for (const z of ZOOMS) {
      const measured = await measureZoom(
        pool,
        sides,
        token,
        someTiles(z, asked),
        path.join(folder, "tiles.lua"),
      );
      zooms.push({ ...measured, z });
      log(`z${z}: ${describe(measured)}`);
    }
    // Every zoom further out holds more: the promise is for all of them.
    const outer: Pass[] = [];
    for (let z = 0; z < 12; z += 1) outer.push(await askOnce(someTiles(z, asked).map(sides.ours), token, []));
    tell(options.includes("--json"), asked, zooms, outer);
  } finally {
    await pool.end();
    for (const child of started) {
      child.kill();
      if (child.exitCode === null) await once(child, "exit");
    }
    await database.close();
    await rm(folder, { recursive: true, force: true });
  }
}

type Sides = Record<"ours" | "same" | "features", (tile: Address) => string> & {
  pids: Record<"ours" | "peer", readonly number[]>;
};

/** The server's own process, and so every session that it opens from now on. */
async function onSubjectCore(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ file: string }>("select pg_read_file('postmaster.pid', 0, 20) as file");
  const pid = String(Number.parseInt(rows[0]?.file ?? "", 10));
  spawnSync("taskset", ["-c", "-p", String(CORES.subject), pid], { stdio: "ignore" });
  spawnSync("taskset", ["-c", "-p", String(CORES.driver), String(process.pid)], { stdio: "ignore" });
  if (process.getuid?.() === 0) {
    spawnSync("renice", ["-n", "-15", "-p", pid, String(process.pid)], { stdio: "ignore" });
  }
  return Number(pid);
}

async function campaignId(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ id: string }>("select id from campaigns where slug = $1", [SLUG]);
  return rows[0]?.id ?? "";
}

async function start(
  started: ChildProcess[],
  file: string,
  ...args: string[]
): Promise<{ line: string; pid: number }> {
  const entry = path.join(import.meta.dirname, file);
  const line = ["--import", import.meta.resolve("tsx"), entry, ...args];
  const child = spawn(...onCore(CORES.subject, process.execPath, ...line), {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  started.push(child);
  const [output] = (await once(child.stdout, "data")) as [Buffer];
  return { line: output.toString("utf8").trim(), pid: child.pid ?? 0 };
}

async function startOurs(started: ChildProcess[], databaseUrl: string, folder: string) {
  const { line, pid } = await start(started, "mvt-server.ts", databaseUrl, folder);
  return { ...(JSON.parse(line) as { url: string; token: string }), pid };
}

type Zoom = {
  z: number;
  tiles: number;
  cold: Pass;
  peer: Pass;
  peerFeatures: Pass;
  /** Tiles a second over those of the peer, its faster form, round by round. */
  coldRatio: number;
  warm: Rate & { ratio: number };
  known: Rate & { ratio: number };
};

async function measureZoom(
  pool: pg.Pool,
  sides: Sides,
  token: string,
  tiles: readonly Address[],
  script: string,
): Promise<Omit<Zoom, "z">> {
  const urls = {
    ours: tiles.map(sides.ours),
    same: tiles.map(sides.same),
    features: tiles.map(sides.features),
  };
  // Once before anything is measured: memory of the database and compiled code are warm for both.
  const { ours, peer: peerPids } = sides.pids;
  for (const side of [urls.ours, urls.same, urls.features, urls.ours, urls.same]) {
    if (side === urls.ours) await changeEverywhere(pool);
    await askOnce(side, token, []);
  }
  const rounds: { cold: Pass; peer: Pass; peerFeatures: Pass }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await changeEverywhere(pool);
    rounds.push({
      cold: await askOnce(urls.ours, token, ours),
      peer: await askOnce(urls.same, token, peerPids),
      peerFeatures: await askOnce(urls.features, token, peerPids),
    });
  }
  const peerRate = median(
    rounds.map(({ peer, peerFeatures }) => Math.max(peer.perSecond, peerFeatures.perSecond)),
  );
  const { tags } = await askOnce(urls.ours, token, []);
  const again = { file: script, seconds: WARM_SECONDS, pids: ours };
  const warm = await askAgain(urls.ours, token, null, again);
  const known = await askAgain(urls.ours, token, tags, again);
  if (warm.errors + known.errors > 0) throw new Error("warm tiles were refused");
  const middle = (name: "cold" | "peer" | "peerFeatures") => merged(rounds.map((round) => round[name]));
  return {
    tiles: tiles.length,
    cold: middle("cold"),
    peer: middle("peer"),
    peerFeatures: middle("peerFeatures"),
    coldRatio: median(
      rounds.map(
        ({ cold, peer, peerFeatures }) => cold.perSecond / Math.max(peer.perSecond, peerFeatures.perSecond),
      ),
    ),
    warm: { ...warm, ratio: warm.perSecond / peerRate },
    known: { ...known, ratio: known.perSecond / peerRate },
  };
}

const merged = (passes: readonly Pass[]): Pass => ({
  perSecond: median(passes.map(({ perSecond }) => perSecond)),
  processorMs: median(passes.map(({ processorMs }) => processorMs)),
  times: passes.flatMap(({ times }) => times),
  sizes: passes.flatMap(({ sizes }) => sizes),
  tags: [],
});

/** As a full fit would: more buildings than any server looks at one by one change their number. */
async function changeEverywhere(pool: pg.Pool): Promise<void> {
  await pool.query("update campaigns set consensus_seq = consensus_seq + 1");
  await pool.query(
    `update consensus set seq = consensus_seq from campaigns
      where building_id in (select building_id from consensus limit 3000)`,
  );
}

const at = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ??
  Number.NaN;
const round = (value: number, digits: number) => Number(value.toFixed(digits));
const largest = (passes: readonly Pass[]) => Math.max(...passes.flatMap(({ sizes }) => sizes));

function describe({ cold, peer, peerFeatures, coldRatio, warm, known, tiles }: Omit<Zoom, "z">): string {
  const rates = [cold, peer, peerFeatures].map(({ perSecond }) => round(perSecond, 0));
  return (
    `${tiles} tiles, tiles/s: cold ${rates[0]}, PostGIS ${rates[1]}, PostGIS with every building ${rates[2]}: ${coldRatio.toFixed(2)}×; ` +
    `warm ${Math.round(warm.perSecond)} (${warm.ratio.toFixed(1)}×), known ${Math.round(known.perSecond)} (${known.ratio.toFixed(1)}×)`
  );
}

function tell(json: boolean, asked: number, zooms: readonly Zoom[], outer: readonly Pass[]): void {
  const figures: Record<string, unknown> = { buildings: asked, "load average": round(loadavg()[0] ?? 0, 1) };
  for (const { z, tiles, cold, peer, peerFeatures, coldRatio, warm, known } of zooms) {
    figures[`z${z}`] = {
      tiles,
      "kB mean, most": [
        round(cold.sizes.reduce((a, b) => a + b, 0) / cold.sizes.length / 1e3, 1),
        round(largest([cold]) / 1e3, 0),
      ],
      "cold tiles/s, p50, p99 ms": [cold.perSecond, at(cold.times, 0.5), at(cold.times, 0.99)].map((v) =>
        round(v, 1),
      ),
      "PostGIS tiles/s, p50, p99 ms": [peer.perSecond, at(peer.times, 0.5), at(peer.times, 0.99)].map((v) =>
        round(v, 1),
      ),
      "PostGIS with every building": [
        round(peerFeatures.perSecond, 1),
        `${round(largest([peerFeatures]) / 1e3, 0)} kB`,
      ],
      "cold ×": round(coldRatio, 2),
      "warm tiles/s, p50, p99 ms": [warm.perSecond, warm.p50, warm.p99].map((v) => round(v, 2)),
      "processor ms a tile: cold, PostGIS, PostGIS with every building, warm, known": [
        cold.processorMs,
        peer.processorMs,
        peerFeatures.processorMs,
        warm.processorMs,
        known.processorMs,
      ].map((v) => round(v, 3)),
      "warm ×, with If-None-Match": [round(warm.ratio, 1), round(known.ratio, 1)],
    };
  }
  const most = largest([...zooms.map(({ cold }) => cold), ...outer]);
  const slowest = outer.flatMap(({ times }) => times);
  figures["z0 to z11 cold, p50 and most, ms"] = [round(at(slowest, 0.5), 0), round(Math.max(...slowest), 0)];
  // As many tiles of each zoom: the time that all take is the sum of the times of each.
  const inAll = (rateOf: (zoom: Zoom) => number) =>
    zooms.length / zooms.reduce((sum, zoom) => sum + 1 / rateOf(zoom), 0);
  const peerRate = (zoom: Zoom) => Math.max(zoom.peer.perSecond, zoom.peerFeatures.perSecond);
  const cold = inAll((zoom) => zoom.cold.perSecond) / inAll(peerRate);
  const warm = inAll((zoom) => zoom.warm.perSecond) / inAll(peerRate);
  const worst = {
    cold: Math.min(...zooms.map((zoom) => zoom.coldRatio)),
    warm: Math.min(...zooms.map((zoom) => zoom.warm.ratio)),
  };
  const [fastest, allWarm] = [
    (zoom: Zoom) => Math.min(zoom.peer.processorMs, zoom.peerFeatures.processorMs),
    (zoom: Zoom) => zoom.warm.processorMs,
  ];
  const total = (of: (zoom: Zoom) => number) => zooms.reduce((sum, zoom) => sum + of(zoom), 0);
  figures["by processor time in all: cold ×, warm ×"] = [
    round(total(fastest) / total((zoom) => zoom.cold.processorMs), 2),
    round(total(fastest) / total(allWarm), 1),
  ];
  figures["by processor time, worst zoom: cold ×, warm ×"] = [
    round(Math.min(...zooms.map((zoom) => fastest(zoom) / zoom.cold.processorMs)), 2),
    round(Math.min(...zooms.map((zoom) => fastest(zoom) / zoom.warm.processorMs)), 1),
  ];
  const verdict = (promise: string, goal: string, measured: string, holds: boolean) => ({
    promise,
    goal,
    measured,
    holds,
  });
  report(json, figures, [
    verdict("cold, z12 to z17 in all", "≥ 1.0×", `${cold.toFixed(2)}×`, cold >= 1),
    verdict("cold, worst zoom", "≥ 1.0×", `${worst.cold.toFixed(2)}×`, worst.cold >= 1),
    verdict("warm, z12 to z17 in all", "≥ 20×", `${warm.toFixed(1)}×`, warm >= 20),
    verdict("warm, worst zoom", "≥ 20×", `${worst.warm.toFixed(1)}×`, worst.warm >= 20),
    verdict("largest tile, z0 to z17", "≤ 500 kB", `${Math.round(most / 1e3)} kB`, most <= MAX_BYTES),
  ]);
}

/** Tiles inside the city, spread over it, the same in every run. */
function someTiles(z: number, buildings: number): Address[] {
  const [west, south, east, north] = boundsOfCity(buildings);
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
