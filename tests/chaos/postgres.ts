/** A PostgreSQL of the run's own, on a small disk where that can be had, to be stopped, killed, filled and started again. */
import { appendFile, chown, mkdir } from "node:fs/promises";
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
import { refuseWhileStopping, type Room } from "../support/rooms.ts";
import { findSteadyPort } from "./ports.ts";
import { childrenOf, isStopped } from "./processes.ts";
import { aSmallDisk, type SmallDisk } from "./small-disk.ts";

export type ChaosPostgres = {
  port: number;
  password: string;
  /** The address past the proxy, for the run itself. */
  url: string;
  /** The disk that its files have for themselves; null where there may be none. */
  disk: SmallDisk | null;
  /** Starts it unless it runs. */
  ensureRunning(): Promise<void>;
  /** `SIGQUIT` stops it at once without a checkpoint, `SIGKILL` is a power cut for it. */
  kill(signal: "SIGQUIT" | "SIGKILL"): Promise<void>;
  /** Sends the signal to the server and everything it started. */
  signalAll(signal: "SIGSTOP" | "SIGCONT"): Promise<void>;
  isRunning(): Promise<boolean>;
  isStopped(): Promise<boolean>;
  /** Ends every session but the one that asks; gives how many. */
  terminateSessions(): Promise<number>;
  /** Why it does not take a megabyte now: its code, or that nobody is there; null when it does. */
  whyRefusing(): Promise<string | null>;
};

const DISK_MEGABYTES = 600;
const DATABASE = "aftermap";
const START_ATTEMPTS = 30;

/**
 * @param folder new, and reachable by the user PostgreSQL runs as
 * @param room stops it, in whatever state it is
 */
export async function aChaosPostgres(
  folder: string,
  hasSmallDisk: boolean,
  room: Room,
): Promise<ChaosPostgres> {
  const owner = clusterOwner();
  const home = path.join(folder, "postgres");
  await mkdir(home, { mode: 0o700 });
  if (owner !== null) await chown(home, owner.uid, owner.gid);
  const cluster: Cluster = { home, owner, binaries: await preparePostgresBinaries(home, owner) };
  const password = "chaos";
  await initialiseCluster(cluster, password);
  const files = path.join(home, "cluster");
  // Written-ahead logs must not fill the small disk by themselves; when votes became visible is asked by `watchHolding`.
  await appendFile(
    path.join(files, "postgresql.auto.conf"),
    "max_wal_size = '128MB'\nmin_wal_size = '32MB'\ntrack_commit_timestamp = on\n",
  );
  const disk = owner === null || !hasSmallDisk ? null : await aSmallDisk(files, DISK_MEGABYTES, owner);
  room.closeLater(() => disk?.unmount());
  const port = await findSteadyPort();
  const url = `postgres://${CLUSTER_ROLE}:${password}@127.0.0.1:${port}/${DATABASE}`;

  /** As a service manager does: while processes of a killed server still end, the next one is refused. */
  const startAgain = async () => {
    for (let attempt = 1; (await findRunning(cluster)) === null; attempt += 1) {
      refuseWhileStopping();
      try {
        await startCluster(cluster, port);
      } catch (error) {
        if (attempt === START_ATTEMPTS) throw error;
        await pause(1_000);
      }
    }
  };
  let starting = Promise.resolve();
  const ensureRunning = () => (starting = startAgain());
  const pid = async (): Promise<number> => {
    const running = await findRunning(cluster);
    if (running === null) return 0;
    return running.pid;
  };
  const signalAll = (server: number, signal: NodeJS.Signals) => {
    for (const one of [server, ...childrenOf(server)]) {
      try {
        process.kill(one, signal);
      } catch {
        // it ended meanwhile
      }
    }
  };
  room.closeLater(async () => {
    await starting.catch(() => {});
    const server = await pid();
    if (server === 0) return;
    await disk?.free();
    signalAll(server, "SIGCONT"); // a fault may have stopped it
    await stopCluster(cluster).catch(() => process.kill(server, "SIGQUIT"));
  });
  await ensureRunning();
  await onServer(databaseUrl(url, "postgres"), (client) => client.query(`create database ${DATABASE}`));
  await proveOurs(url, files);
  return {
    port,
    password,
    url,
    disk,
    ensureRunning,
    async kill(signal) {
      const server = await pid();
      if (server === 0) return;
      process.kill(server, signal);
      while (exists(server)) await pause(20);
    },
    async signalAll(signal) {
      if (signal === "SIGSTOP") refuseWhileStopping();
      const server = await pid();
      if (server !== 0) signalAll(server, signal);
    },
    isRunning: async () => (await pid()) !== 0,
    async isStopped() {
      const server = await pid();
      return server !== 0 && isStopped(server) !== false;
    },
    async terminateSessions() {
      const ended = await onServer(url, (client) =>
        client.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()",
          [DATABASE],
        ),
      );
      return ended.rowCount ?? 0;
    },
    async whyRefusing() {
      try {
        await inSession(databaseUrl(url, "postgres"), async (client) => {
          await client.query("create table if not exists megabytes (bytes bytea)");
          await client.query("alter table megabytes alter bytes set storage external");
          await client.query("insert into megabytes values ($1)", [Buffer.alloc(1_000_000)]);
          await client.query("truncate megabytes");
        });
        return null;
      } catch (error) {
        return error instanceof Error && "code" in error ? String(error.code) : String(error);
      }
    },
  };
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

/** As PostgreSQL itself asks before it starts: also while nobody has heard of its end yet. */
function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
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
