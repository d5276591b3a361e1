/**
 * Where benchmarks of the whole product run: an embedded PostgreSQL with the settings it ships with (fsync on), the
 * real API process on the core that is measured, PostgreSQL and whoever drives on the other; or all on any core. Gone
 * afterwards.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { loadavg, setPriority, tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { pino } from "pino";
import { openEmbeddedPostgres } from "../../core/embedded-postgres.ts";
import { migrate } from "../../core/migrate.ts";
import { PROJECT_FOLDER } from "../../core/project.ts";
import { openRoom, refuseWhileStopping, type Room } from "../support/rooms.ts";
import { CORES, onCore, processorSeconds } from "./peers.ts";

export type Process = { url: string; pid: number; stop(): Promise<void> };

export type Stand = {
  folder: string;
  databaseUrl: string;
  pool: pg.Pool;
  /** Starts `aftermap serve` or `aftermap worker` on a core; `null`: on any. */
  start(command: "serve" | "worker", core: number | null): Promise<Process>;
  /** Processor time that PostgreSQL used so far, its sessions of now and before included, seconds. */
  postgresSeconds(): Promise<number>;
  close(): Promise<void>;
};

/** @param options `isPinned: false` leaves PostgreSQL and us on all cores */
export async function openStand(name: string, options = { isPinned: true }): Promise<Stand> {
  const room = openRoom();
  try {
    return await standIn(room, name, options);
  } catch (error) {
    await room.close();
    throw error;
  }
}

async function standIn(room: Room, name: string, { isPinned }: { isPinned: boolean }): Promise<Stand> {
  const folder = await mkdtemp(path.join(tmpdir(), `aftermap-${name}-`));
  room.closeLater(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o755);
  // Ours from here on, and with us the PostgreSQL that we start: the other core is for what is measured.
  if (isPinned)
    spawnSync("taskset", ["-acp", String(CORES.driver), String(process.pid)], { stdio: "ignore" });
  // As `onCore` does: ahead of whatever else the machine is doing.
  if (process.getuid?.() === 0) setPriority(-15);
  const quiet = pino({ level: "silent" });
  const postgres = await openEmbeddedPostgres(folder, quiet);
  room.closeLater(postgres.close);
  const pool = new pg.Pool({ connectionString: postgres.url, max: 4 });
  room.closeLater(() => pool.end());
  pool.on("error", () => {}); // an idle session may be ended with its server
  await migrate(postgres.url, quiet);
  const { rows } = await pool.query("select pg_backend_pid() as pid");
  const postmaster = parentOf(Number(rows[0].pid));
  return {
    folder,
    databaseUrl: postgres.url,
    pool,
    start: (command, core) => startProcess(room, command, core, folder, postgres.url),
    postgresSeconds: () => processorSeconds(postmaster),
    close: () => room.close(),
  };
}

async function startProcess(
  room: Room,
  command: "serve" | "worker",
  core: number | null,
  folder: string,
  databaseUrl: string,
): Promise<Process> {
  const profile = process.env["BENCH_PROFILE"] === command ? ["--cpu-prof", "--cpu-prof-dir=/tmp"] : [];
  const args = [...profile, "--import", import.meta.resolve("tsx"), "cli/main.ts", command];
  refuseWhileStopping();
  const child = spawn(...onCore(core, process.execPath, ...args), {
    cwd: PROJECT_FOLDER,
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      DATABASE_URL: databaseUrl,
      DATA_DIR: folder,
      PORT: "0",
      LOG_LEVEL: "warn",
      NODE_ENV: "production",
      SECRET: "a secret of the benchmark, long enough",
    },
  });
  room.closeLater(() => stop(child));
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const url = /https?:\S+/.exec(line.toString("utf8"))?.[0] ?? "";
  return { url, pid: child.pid ?? 0, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  await ended;
}

function parentOf(pid: number): number {
  return Number(/PPid:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
}

function read(file: string): string {
  return String(spawnSync("cat", [file]).stdout);
}

/** The value of `--name=number` among a benchmark's options. */
export function numberOption(options: readonly string[], name: string, otherwise: number): number {
  const given = options.find((option) => option.startsWith(`--${name}=`));
  return given === undefined ? otherwise : Number(given.slice(name.length + 3));
}

/** How busy the machine was: figures of a shared one are ratios at best. */
export const loadNow = (): number => Math.round((loadavg()[0] ?? 0) * 10) / 10;
