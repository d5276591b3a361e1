/** A PostgreSQL of the run's own, on a small disk where that can be had, to be stopped, killed, filled and started again. */
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { appendFile, chown, mkdir, rename, rm, statfs, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { preparePostgresBinaries } from "../../core/postgres/binaries.ts";
import {
  CLUSTER_ROLE,
  findRunning,
  initialiseCluster,
  startCluster,
  stopCluster,
  type Cluster,
} from "../../core/postgres/cluster.ts";
import { clusterOwner } from "../../core/postgres/unprivileged-user.ts";
import { databaseUrl } from "../support/postgres-server.ts";
import { findSteadyPort } from "./ports.ts";

export type ChaosPostgres = {
  port: number;
  password: string;
  /** The address past the proxy, for the run itself. */
  url: string;
  /** Whether its files lie on a small disk of their own, which `fill` fills. */
  isOnSmallDisk: boolean;
  /** Starts it unless it runs. */
  ensureRunning(): Promise<void>;
  /** `SIGQUIT` stops it at once without a checkpoint, `SIGKILL` is a power cut for it. */
  kill(signal: "SIGQUIT" | "SIGKILL"): Promise<void>;
  /** Sends the signal to the server and everything it started. */
  signalAll(signal: "SIGSTOP" | "SIGCONT"): Promise<void>;
  /** Ends every session but the one that asks. */
  terminateSessions(): Promise<void>;
  /** Takes what the small disk has left. */
  fill(): Promise<void>;
  free(): Promise<void>;
  stop(): Promise<void>;
};

const SMALL_DISK = "600m";
/** Left by `fill`, bytes: too little for a write-ahead log file of 16 MB, enough for a few rows. */
const LEFT_WHEN_FULL = 2_000_000;
const DATABASE = "aftermap";

/** @param folder new, and reachable by the user PostgreSQL runs as */
export async function aChaosPostgres(folder: string): Promise<ChaosPostgres> {
  const owner = clusterOwner();
  const home = path.join(folder, "postgres");
  await mkdir(home, { mode: 0o700 });
  if (owner !== null) await chown(home, owner.uid, owner.gid);
  const cluster: Cluster = { home, owner, binaries: await preparePostgresBinaries(home, owner) };
  const password = "chaos";
  await initialiseCluster(cluster, password);
  const files = path.join(home, "cluster");
  // Written-ahead logs must not fill the small disk by themselves.
  await appendFile(
    path.join(files, "postgresql.auto.conf"),
    "max_wal_size = '128MB'\nmin_wal_size = '32MB'\n",
  );
  const isOnSmallDisk = await moveToSmallDisk(files, owner);
  const port = await findSteadyPort();
  const url = `postgres://${CLUSTER_ROLE}:${password}@127.0.0.1:${port}/${DATABASE}`;
  const ballast = path.join(files, "ballast");

  const ensureRunning = async () => {
    const running = await findRunning(cluster);
    if (running === null) await startCluster(cluster, port);
  };
  const pid = async (): Promise<number> => {
    const running = await findRunning(cluster);
    if (running === null) return 0;
    return running.pid;
  };
  await ensureRunning();
  await onServer(databaseUrl(url, "postgres"), (client) => client.query(`create database ${DATABASE}`));
  await proveOurs(url, files);
  return {
    port,
    password,
    url,
    isOnSmallDisk,
    ensureRunning,
    async kill(signal) {
      const server = await pid();
      if (server === 0) return;
      process.kill(server, signal);
      while ((await pid()) === server) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    async signalAll(signal) {
      const server = await pid();
      if (server === 0) return;
      for (const one of [server, ...childrenOf(server)]) {
        try {
          process.kill(one, signal);
        } catch {
          // it ended meanwhile
        }
      }
    },
    async terminateSessions() {
      await onServer(url, (client) =>
        client.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()",
          [DATABASE],
        ),
      );
    },
    async fill() {
      const { bavail, bsize } = await statfs(files);
      const bytes = bavail * bsize - LEFT_WHEN_FULL;
      if (bytes > 0) spawnSync("fallocate", ["-l", String(bytes), ballast]);
      // Even rows that fit into pages at hand need the log: what is left of it is used up.
      await writeFile(`${ballast}.rest`, Buffer.alloc(LEFT_WHEN_FULL)).catch(() => {});
    },
    async free() {
      await rm(ballast, { force: true });
      await rm(`${ballast}.rest`, { force: true });
    },
    async stop() {
      await stopCluster(cluster).catch(() => {});
      if (isOnSmallDisk) spawnSync("umount", [files]);
    },
  };
}

/** Puts the files on a memory disk of their own size; false where that is not allowed (it takes root). */
async function moveToSmallDisk(files: string, owner: Cluster["owner"]): Promise<boolean> {
  if (process.platform !== "linux" || owner === null) return false;
  const made = `${files}.made`;
  await rename(files, made);
  await mkdir(files, { mode: 0o700 });
  const options = `size=${SMALL_DISK},mode=0700,uid=${owner.uid},gid=${owner.gid}`;
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", files]);
  if (status !== 0) {
    await rm(files, { recursive: true });
    await rename(made, files);
    return false;
  }
  spawnSync("cp", ["-a", `${made}/.`, files]);
  await rm(made, { recursive: true });
  return true;
}

/** Nothing destructive is done to a server that is not this run's: its files must lie where we made them. */
async function proveOurs(url: string, files: string): Promise<void> {
  await onServer(url, async (client) => {
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    if (rows[0]?.data_directory !== files)
      throw new Error(
        `The PostgreSQL at ${url} keeps its files in ${rows[0]?.data_directory}: it is not this run's`,
      );
  });
}

/** One session past the proxies; tried again while the server is not up or has no session to spare. */
async function onServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inSession(url, work);
    } catch (error) {
      if (attempt === 20) throw error;
      await pause(500);
    }
  }
}

async function inSession<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {}); // the server may go away under it
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Processes whose parent is this one, by what Linux tells. */
function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, "utf8");
        return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
      } catch {
        return false;
      }
    })
    .map(Number);
}
