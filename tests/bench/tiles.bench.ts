/** See `promises.md`, `tiles`: tiles of one scene through the real server, beside nginx with the same bytes as files. */
import { spawn, type ChildProcess } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findFreePort } from "../support/redis-server.ts";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { openCogWriter } from "../../core/imagery/raster/cog-writer.ts";
import { TILE_SIZE, tileGridOf } from "../../core/imagery/raster/grid.ts";
import { openTileIndex } from "../../core/imagery/tile-index.ts";
import { aerialGround } from "./aerial.ts";
import { CORES, median, needPrograms, onCore, processorSeconds, report, timed } from "./peers.ts";

export const work =
  "2,000 tiles of one scene over HTTP/1.1, 32 connections, beside nginx with the same bytes";

const TILES = 2_000;
const REPEATS = 5;
const SECONDS = 3;
const CONNECTIONS = 32;

type Tile = { path: string; bytes: Buffer };

export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  needPrograms(["nginx", "wrk", "taskset"], log);
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-tiles-"));
  await chmod(folder, 0o755);
  const started: ChildProcess[] = [];
  try {
    log("making a scene of 2,000 tiles");
    const { key, sha256, sceneId, tiles } = await makeScene(folder);
    const ours = await startServer(started, folder, key, sha256, sceneId);
    const peer = await startNginx(started, folder, tiles);
    const script = await writeScript(folder, tiles);
    await checkSameBytes(ours, tiles);

    const rounds: { ours: Round; peer: Round }[] = [];
    await drive(ours, script, 2);
    await drive(peer, script, 2);
    for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
      const round = { ours: await drive(ours, script, SECONDS), peer: await drive(peer, script, SECONDS) };
      rounds.push(round);
      log(`round ${repeat}: ${describe(round.ours)}; nginx ${describe(round.peer)}`);
    }
    const reencoded = await reencodingPerSecond(tiles);
    const rate = median(rounds.map((round) => round.ours.perSecond));
    const ratio = median(rounds.map((round) => round.ours.perSecond / round.peer.perSecond));
    const p99 = median(rounds.map((round) => round.ours.p99));
    const figures = {
      "requests/s": Math.round(rate),
      "nginx requests/s": Math.round(median(rounds.map((round) => round.peer.perSecond))),
      "decoding and re-encoding, tiles/s": Math.round(reencoded),
      "processor µs a request": Math.round(median(rounds.map((round) => round.ours.microseconds)) * 10) / 10,
      "nginx processor µs a request":
        Math.round(median(rounds.map((round) => round.peer.microseconds)) * 10) / 10,
      "p99 ms": p99,
      "nginx p99 ms": median(rounds.map((round) => round.peer.p99)),
      "mean tile, bytes": Math.round(tiles.reduce((sum, tile) => sum + tile.bytes.length, 0) / tiles.length),
      errors: rounds.reduce((sum, round) => sum + round.ours.errors + round.peer.errors, 0),
    };
    report(options.includes("--json"), figures, [
      {
        promise: "requests/s beside nginx",
        goal: "≥ 0.5×",
        measured: `${ratio.toFixed(2)}×`,
        holds: ratio >= 0.5,
      },
      { promise: "p99", goal: "≤ 5 ms", measured: `${p99} ms`, holds: p99 <= 5 },
      {
        promise: "beside decoding and re-encoding",
        goal: "≥ 200×",
        measured: `${Math.round(rate / reencoded)}×`,
        holds: rate / reencoded >= 200,
      },
    ]);
  } finally {
    await Promise.all(started.map(stop));
    await rm(folder, { recursive: true, force: true });
  }
}

/** A working copy written by the product's own writer, with 64 different tiles of ground over and over. */
async function makeScene(
  folder: string,
): Promise<{ key: string; sha256: string; sceneId: string; tiles: Tile[] }> {
  const ground = aerialGround(TILE_SIZE * 8, 1);
  const encoded: Buffer[] = [];
  for (let tile = 0; tile < 64; tile += 1) {
    const place = { left: (tile % 8) * TILE_SIZE, top: Math.floor(tile / 8) * TILE_SIZE };
    const raw = { width: TILE_SIZE * 8, height: TILE_SIZE * 8, channels: 4 } as const;
    const image = sharp(Buffer.from(ground.buffer), { raw, limitInputPixels: false });
    encoded.push(
      await image
        .extract({ ...place, width: TILE_SIZE, height: TILE_SIZE })
        .webp({ quality: 77 })
        .toBuffer(),
    );
  }
  const side = Math.ceil(Math.sqrt(TILES));
  const metres = 305.748_113_140_705; // a tile of zoom 17
  const grid = tileGridOf([0, 0, side * metres, side * metres], side * TILE_SIZE, side * TILE_SIZE);
  const writer = await openCogWriter(grid, TILE_SIZE, path.join(folder, "scratch"));
  const { used } = grid;
  const [level] = grid.levels;
  if (level === undefined) throw new Error("no levels");
  for (let row = 0; row < used.rows; row += 1) {
    for (let column = 0; column < used.columns; column += 1) {
      const webp = encoded[(row * 31 + column * 17) % 64] ?? Buffer.alloc(0);
      await writer.writeTile(0, used.left + column - level.left, used.top + row - level.top, webp);
    }
  }
  const sceneId = randomUUID();
  const key = `scenes/${sceneId}.tif`;
  const file = path.join(folder, "objects", key);
  await mkdir(path.dirname(file), { recursive: true });
  await writer.finish(file);
  await writer.close();
  const bytes = await readFile(file);
  const index = await openTileIndex((offset, length) =>
    Promise.resolve(bytes.subarray(offset, offset + length)),
  );
  const tiles: Tile[] = [];
  for (let y = used.top; y < used.top + used.rows; y += 1) {
    for (let x = used.left; x < used.left + used.columns && tiles.length < TILES; x += 1) {
      const place = index.locate(used.zoom, x, y);
      if (place === null) continue;
      tiles.push({
        path: `/tiles/${sceneId}/${used.zoom}/${x}/${y}`,
        bytes: bytes.subarray(place.offset, place.offset + place.byteLength),
      });
    }
  }
  return { key, sha256: createHash("sha256").update(bytes).digest("hex"), sceneId, tiles };
}

/** The product's whole server in a process of its own, on the core that is measured. */
async function startServer(
  started: ChildProcess[],
  folder: string,
  key: string,
  sha256: string,
  sceneId: string,
): Promise<Subject> {
  const entry = path.join(import.meta.dirname, "tile-server.ts");
  const args = ["--import", import.meta.resolve("tsx"), entry, folder, key, sha256, sceneId];
  const server = spawn(...onCore(CORES.subject, process.execPath, ...args), {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_ENV: "production" },
  });
  started.push(server);
  const [line] = (await once(server.stdout, "data")) as [Buffer];
  return { url: line.toString("utf8").trim(), pid: server.pid ?? 0 };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  await ended;
}

async function startNginx(started: ChildProcess[], folder: string, tiles: readonly Tile[]): Promise<Subject> {
  const root = path.join(folder, "www");
  for (const tile of tiles) {
    await mkdir(path.dirname(root + tile.path), { recursive: true });
    await writeFile(root + tile.path, tile.bytes);
  }
  const port = await findFreePort();
  // As one would set it up for this: one worker, sendfile, files kept open, no log, connections that stay.
  const config = `
    worker_processes 1; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log;
    ${process.getuid?.() === 0 ? "user root;" : ""}
    events { worker_connections 1024; }
    http {
      access_log off; sendfile on; tcp_nopush on; keepalive_timeout 65; keepalive_requests 1000000000;
      open_file_cache max=10000 inactive=60s; default_type image/webp;
      client_body_temp_path ${folder}/a; proxy_temp_path ${folder}/b; fastcgi_temp_path ${folder}/c;
      uwsgi_temp_path ${folder}/d; scgi_temp_path ${folder}/e;
      server { listen 127.0.0.1:${port}; root ${root}; add_header cache-control "public, max-age=31536000, immutable"; }
    }`;
  const file = path.join(folder, "nginx.conf");
  await writeFile(file, config);
  const nginx = spawn(...onCore(CORES.subject, "nginx", "-c", file, "-e", `${folder}/nginx.log`), {
    stdio: "inherit",
  });
  started.push(nginx);
  const url = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const reply = await fetch(url + (tiles[0]?.path ?? "/")).catch(() => null);
    if (reply?.ok === true) return { url, pid: nginx.pid ?? 0 };
    await sleep(100);
  }
  throw new Error("nginx did not start");
}

/** Every connection walks the same list in the same shuffled order. */
async function writeScript(folder: string, tiles: readonly Tile[]): Promise<string> {
  const shuffled = tiles.map((tile, at) => ({ path: tile.path, at: (at * 7_919) % tiles.length }));
  shuffled.sort((one, other) => one.at - other.at);
  const script = path.join(folder, "tiles.lua");
  await writeFile(
    script,
    `local requests = {}
     local paths = { ${shuffled.map((tile) => `"${tile.path}"`).join(",")} }
     local at = 0
     init = function() for i, p in ipairs(paths) do requests[i] = wrk.format("GET", p) end end
     request = function() at = at % #requests + 1; return requests[at] end`,
  );
  return script;
}

async function checkSameBytes({ url }: Subject, tiles: readonly Tile[]): Promise<void> {
  for (const tile of tiles.filter((_, at) => at % 97 === 0)) {
    const reply = await fetch(url + tile.path);
    const bytes = Buffer.from(await reply.arrayBuffer());
    if (reply.status !== 200 || !bytes.equals(tile.bytes)) throw new Error(`${tile.path} differs`);
  }
}

type Subject = { url: string; pid: number };
/** `microseconds` of processor time a request: what is left of the figure when the machine is busy with others. */
type Round = { perSecond: number; p99: number; errors: number; microseconds: number };

/** wrk on the other core. */
async function drive(subject: Subject, script: string, seconds: number): Promise<Round> {
  const args = ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "--latency", "-s", script, subject.url];
  const before = await processorSeconds(subject.pid);
  const { stdout } = await timed(CORES.driver, "wrk", args);
  const used = (await processorSeconds(subject.pid)) - before;
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  const [, amount = "", unit = ""] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const p99 = Number(amount) * (unit === "us" ? 0.001 : unit === "s" ? 1_000 : 1);
  const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const broken = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout) ?? [];
  return {
    perSecond,
    p99,
    microseconds: (used * 1e6) / requests,
    errors: bad + broken.slice(1).reduce((sum, count) => sum + Number(count), 0),
  };
}

/** What a server that renders tiles would do at least. */
async function reencodingPerSecond(tiles: readonly Tile[]): Promise<number> {
  sharp.concurrency(1);
  const start = performance.now();
  let done = 0;
  for (; performance.now() - start < 3_000; done += 1) {
    const tile = tiles[done % tiles.length];
    if (tile !== undefined) await sharp(tile.bytes).webp().toBuffer();
  }
  return done / ((performance.now() - start) / 1_000);
}

function describe({ perSecond, p99 }: Round): string {
  return `${Math.round(perSecond)}/s, p99 ${p99.toFixed(1)} ms`;
}
