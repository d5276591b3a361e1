/** Makes, starts and stops one PostgreSQL cluster with PostgreSQL's own programs. */
import { spawn } from "node:child_process";
import { existsSync, readlinkSync, realpathSync } from "node:fs";
import { chown, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "../../shared/errors.ts";
import type { PostgresBinaries } from "./binaries.ts";
import { settingsText } from "./cluster-settings.ts";
import { identifyProcess } from "./process-identity.ts";
import type { ClusterOwner } from "./unprivileged-user.ts";

/** What every step needs: where the files are, whose they are, and the programs. */
export type Cluster = { home: string; owner: ClusterOwner | null; binaries: PostgresBinaries };

/** The only role: it owns the databases and is reached with a password over the loopback interface alone. */
export const CLUSTER_ROLE = "aftermap";

/** Crash recovery replays at most `max_wal_size`; a slow disk may need minutes for it. */
const START_SECONDS = 300;
const STOP_SECONDS = 60;
const LOG_KEPT_BYTES = 10_000_000;

/**
 * Makes the cluster's files the first time. They are made beside their place and renamed, so that a process killed
 * half-way leaves no half cluster.
 *
 * @throws AppError `unavailable` when existing files are of another major version
 */
export async function initialiseCluster(cluster: Cluster, password: string): Promise<void> {
  const files = clusterFiles(cluster);
  if (existsSync(files)) return refuseOtherVersion(cluster);

  const unfinished = `${files}.unfinished`;
  const passwordFile = join(cluster.home, "password");
  await rm(unfinished, { recursive: true, force: true });
  await writeOwned(cluster, passwordFile, `${password}\n`);
  try {
    await run(cluster, cluster.binaries.initdb, [
      `--pgdata=${unfinished}`,
      `--username=${CLUSTER_ROLE}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      // PostgreSQL's own locale: sorts the same on every machine, whatever locales that has.
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
    ]);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, files);
}

/** Starts the cluster on the port and returns when it accepts connections. It outlives this process and its terminal. */
export async function startCluster(cluster: Cluster, port: number): Promise<void> {
  const files = clusterFiles(cluster);
  const log = join(cluster.home, "postgres.log");
  await forgetStaleStart(cluster);
  await writeOwned(cluster, join(files, "postgresql.conf"), settingsText(port));
  if (((await stat(log).catch(() => null))?.size ?? 0) > LOG_KEPT_BYTES) await rename(log, `${log}.1`);
  await writeOwned(cluster, log, "", "a");
  try {
    await run(cluster, cluster.binaries.pgCtl, [
      "start",
      "--wait",
      `--timeout=${START_SECONDS}`,
      `--pgdata=${files}`,
      `--log=${log}`,
    ]);
  } catch (cause) {
    const lastLines = (await readFile(log, "utf8")).trimEnd().split("\n").slice(-5).join("\n");
    throw new Error(`PostgreSQL did not start; ${log} ends with:\n${lastLines}`, { cause });
  }
}

/** Ends all connections and stops the cluster, leaving its files in order. Does nothing when it is not running. */
export async function stopCluster(cluster: Cluster): Promise<void> {
  if ((await findRunning(cluster)) === null) return;
  const how = [
    "stop",
    "--mode=fast",
    "--wait",
    `--timeout=${STOP_SECONDS}`,
    `--pgdata=${clusterFiles(cluster)}`,
  ];
  await run(cluster, cluster.binaries.pgCtl, how);
}

/**
 * The port on which the cluster runs or is about to, or null when it does not run. PostgreSQL's own lock file is
 * what tells: whoever started it may be long gone.
 */
export async function findRunning(
  cluster: Cluster,
): Promise<{ pid: number; port: number; ready: boolean } | null> {
  const text = await readFile(lockFile(cluster), "utf8").catch(() => null);
  if (text === null) return null;
  // The lines: number, files, start time, port, socket folder, address, shared memory, status.
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!isPostmaster(pid, clusterFiles(cluster))) return null;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
}

/**
 * After a crash the number in the lock file may belong to a stranger, for whose sake PostgreSQL would refuse to
 * start. In every other case the file must stay: with it PostgreSQL makes sure that no orphan of the old cluster
 * still writes.
 */
async function forgetStaleStart(cluster: Cluster): Promise<void> {
  const pid = Number.parseInt(await readFile(lockFile(cluster), "utf8").catch(() => ""), 10);
  if (pid > 0 && identifyProcess(pid) !== null && (await findRunning(cluster)) === null) {
    await rm(lockFile(cluster), { force: true });
  }
}

/** A cluster's first process works in the folder of its files; where we cannot see that, being alive must do. */
function isPostmaster(pid: number, files: string): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || identifyProcess(pid) === null) return false;
  if (process.platform !== "linux") return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(files);
  } catch {
    return false;
  }
}

async function refuseOtherVersion(cluster: Cluster): Promise<void> {
  const files = clusterFiles(cluster);
  const made = Number.parseInt(await readFile(join(files, "PG_VERSION"), "utf8"), 10);
  const { major } = cluster.binaries;
  if (made === major) return;
  throw new AppError(
    "unavailable",
    `The database in ${files} was made by PostgreSQL ${made}, and this Aftermap brings ${major}: dump it with ` +
      `PostgreSQL ${made}'s pg_dump (start the Aftermap that made it), restore it here, or set DATABASE_URL`,
  );
}

async function writeOwned(
  { owner }: Cluster,
  path: string,
  text: string,
  flag: "w" | "a" = "w",
): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flag });
  if (owner !== null) await chown(path, owner.uid, owner.gid);
}

/** Runs one of PostgreSQL's programs as the owner; what it printed is in the error when it fails. */
function run({ home, owner }: Cluster, program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // A working folder that the owner may not enter, such as root's, makes the programs fail.
    const identity = owner === null ? {} : { uid: owner.uid, gid: owner.gid };
    const child = spawn(program, args, {
      cwd: home,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      ...identity,
    });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text: string) => (printed += text));
    }
    child.once("error", reject);
    // Not "close": on Windows the server inherits the pipes and would keep them open as long as it runs.
    child.once("exit", (code, signal) => {
      child.stdout.destroy();
      child.stderr.destroy();
      if (code === 0) resolve();
      else reject(new Error(`${program} ended with ${signal ?? code}: ${printed.trim()}`));
    });
  });
}

function clusterFiles({ home }: Cluster): string {
  return join(home, "cluster");
}

function lockFile(cluster: Cluster): string {
  return join(clusterFiles(cluster), "postmaster.pid");
}
