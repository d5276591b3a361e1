/**
 * PostgreSQL for those who have none: its programs come from npm, its files lie in the data folder, and the
 * processes of one Aftermap share it. The first to come starts it, the last to leave stops it, and after a crash
 * whoever comes next attaches to what still runs or lets PostgreSQL recover.
 *
 * Nothing here knows what is stored in it: `core/db.ts` gets an address, as for any other PostgreSQL.
 */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import type { Logger } from "pino";
import { AppError } from "../shared/errors.ts";
import { preparePostgresBinaries } from "./postgres/binaries.ts";
import { findClusterHome, openClusterHome, removeClusterHome } from "./postgres/cluster-home.ts";
import { countUsers, enterAsUser } from "./postgres/cluster-users.ts";
import {
  CLUSTER_ROLE,
  findRunning,
  initialiseCluster,
  startCluster,
  stopCluster,
  type Cluster,
} from "./postgres/cluster.ts";
import { withFolderLock } from "./postgres/folder-lock.ts";
import { clusterOwner } from "./postgres/unprivileged-user.ts";

/** An open cluster: where its database is, and how to let go of it. `close` may be called twice. */
export type EmbeddedPostgres = { url: string; close: () => Promise<void> };

const DATABASE = "aftermap";

/** Longer than a crash recovery: whoever holds the lock may be waiting for one. */
const LOCK_PATIENCE_MS = 330_000;
const READY_PATIENCE_MS = 300_000;

const ATTEMPTS = 5;

/**
 * Opens the data folder's cluster, making and starting it as needed.
 *
 * @param dataDir `DATA_DIR`; made when missing
 * @returns the address of a database that exists, in the name of a role that may create others
 * @throws AppError `unavailable` when this platform has no embedded PostgreSQL, the files are of another version or lost
 */
export async function openEmbeddedPostgres(dataDir: string, log: Logger): Promise<EmbeddedPostgres> {
  const folder = resolve(dataDir);
  await mkdir(folder, { recursive: true });

  return withLock(folder, async () => {
    const cluster = await openCluster(folder);
    const password = await keptPassword(folder);
    await initialiseCluster(cluster, password);
    const { url, port, started } = await reachDatabase(cluster, password);
    const user = await enterAsUser(folder);
    log.info(
      { port, home: cluster.home },
      started ? "started embedded postgres" : "attached to embedded postgres",
    );

    let closing: Promise<void> | undefined;
    const leave = () =>
      withLock(folder, async () => {
        const { others } = await user.leave();
        if (others > 0) return;
        await stopCluster(cluster);
        log.info({ home: cluster.home }, "stopped embedded postgres");
      });
    return { url, close: () => (closing ??= leave()) };
  });
}

/**
 * Deletes the data folder's cluster and everything stored in it, stopping an orphan first.
 *
 * @throws AppError `conflict` while a living process uses it
 */
export async function removeEmbeddedPostgres(dataDir: string): Promise<void> {
  const folder = resolve(dataDir);
  await mkdir(folder, { recursive: true });
  await withLock(folder, async () => {
    if ((await countUsers(folder)) > 0) {
      throw new AppError("conflict", `Another Aftermap is using the database of ${folder}: stop it first`);
    }
    const home = await findClusterHome(folder);
    if (home !== null && existsSync(home)) await stopCluster(await openCluster(folder));
    await removeClusterHome(folder);
    await rm(passwordFile(folder), { force: true });
  });
}

function withLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
  return withFolderLock(join(folder, "postgres.lock"), LOCK_PATIENCE_MS, work);
}

async function openCluster(folder: string): Promise<Cluster> {
  const owner = clusterOwner();
  const home = await openClusterHome(folder, owner);
  return { home, owner, binaries: await preparePostgresBinaries(home, owner) };
}

/** The database's password, made the first time; only this user (and root) may read it. */
async function keptPassword(folder: string): Promise<string> {
  const kept = await readFile(passwordFile(folder), "utf8").catch(() => null);
  if (kept !== null && kept.trim() !== "") return kept.trim();
  const password = randomBytes(24).toString("base64url");
  await writeFile(passwordFile(folder), `${password}\n`, { mode: 0o600 });
  return password;
}

function passwordFile(folder: string): string {
  return join(folder, "postgres.password");
}

type Reached = { url: string; port: number; started: boolean };

/**
 * Several attempts, because another program may take the free port between our finding it and PostgreSQL's opening
 * it; because what looks alive may just have been killed; and because after a crash a process of the old cluster may
 * need a moment to notice, in which PostgreSQL rightly refuses to start.
 */
async function reachDatabase(cluster: Cluster, password: string): Promise<Reached> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attachOrStart(cluster, password);
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await pause(500);
    }
  }
}

async function attachOrStart(cluster: Cluster, password: string): Promise<Reached> {
  const running = await findSettled(cluster);
  const started = running === null;
  const port = running?.port ?? (await findFreePort());
  if (started) await startCluster(cluster, port);
  const url = `postgres://${CLUSTER_ROLE}:${password}@127.0.0.1:${port}/${DATABASE}`;
  try {
    await createDatabase(url);
  } catch (error) {
    if (started) await stopCluster(cluster);
    throw error;
  }
  return { url, port, started };
}

/** The running cluster once it is ready, or null: an orphan may be in the middle of its crash recovery, or stopping. */
async function findSettled(cluster: Cluster): Promise<{ port: number } | null> {
  const deadline = Date.now() + READY_PATIENCE_MS;
  for (;;) {
    const running = await findRunning(cluster);
    if (running === null || running.ready) return running;
    if (Date.now() > deadline) {
      throw new Error(`PostgreSQL (process ${running.pid}) is not ready after ${READY_PATIENCE_MS / 1000} s`);
    }
    await pause(100);
  }
}

async function createDatabase(url: string): Promise<void> {
  const address = new URL(url);
  address.pathname = "/postgres";
  const client = new Client({ connectionString: address.href });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = $1", [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolvePort, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolvePort(port));
    });
  });
}
