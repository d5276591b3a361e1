import { chmod, mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEmbeddedPostgres, removeEmbeddedPostgres } from "../../../core/embedded-postgres.ts";
import { findClusterHome } from "../../../core/postgres/cluster-home.ts";
import { identifyProcess } from "../../../core/postgres/process-identity.ts";
import { onServer } from "../../support/postgres-server.ts";
import { startProcess, type RunningProcess } from "../../support/processes.ts";

const log = pino({ level: "silent" });
const OPENER = join(import.meta.dirname, "../../support/open-cluster.ts");
const isRoot = process.getuid?.() === 0;

let folder: string;
let dataDir: string;

beforeEach(async () => {
  // A fresh temporary folder is closed to everybody but its owner: as root, PostgreSQL's user cannot enter it.
  folder = await mkdtemp(join(tmpdir(), "aftermap-cluster-"));
  dataDir = join(folder, "data");
});

afterEach(async () => {
  await removeEmbeddedPostgres(dataDir);
  await rm(folder, { recursive: true, force: true });
});

async function openElsewhere(): Promise<RunningProcess & { url: string }> {
  const opener = startProcess(process.execPath, ["--import", "tsx", OPENER, dataDir]);
  const [, url = ""] = await opener.line(/^open (.+)$/);
  return { ...opener, url };
}

/** The number of the cluster's first process. */
async function postmaster(): Promise<number> {
  const home = (await findClusterHome(dataDir)) ?? "";
  return Number.parseInt(readFileSync(join(home, "cluster", "postmaster.pid"), "utf8"), 10);
}

function saysOne(url: string): Promise<unknown> {
  return onServer(url, async (client) => (await client.query("select 1 as one")).rows[0]?.one);
}

const isGone = (pid: number) => expect.poll(() => identifyProcess(pid), { timeout: 10_000 }).toBeNull();

/** Linux tells it; elsewhere the process is taken to lead its own, as PostgreSQL's start program sees to. */
function processGroup(pid: number): number {
  if (process.platform !== "linux") return pid;
  return Number(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ")[2]);
}

describe("the embedded PostgreSQL", () => {
  it("starts from nothing, leaves no process, and has its data at the next start within 3 s", async () => {
    const first = await openEmbeddedPostgres(dataDir, log);
    await onServer(first.url, (client) => client.query("create table kept as select 42 as answer"));
    const pid = await postmaster();
    await first.close();
    await first.close();
    await isGone(pid);

    const begun = performance.now();
    const second = await openEmbeddedPostgres(dataDir, log);
    expect(performance.now() - begun).toBeLessThan(3000);
    const { rows } = await onServer(second.url, (client) => client.query("select answer from kept"));
    await second.close();
    expect(rows).toEqual([{ answer: 42 }]);
  });

  it("is shared by processes that start at the same moment, and stops with the last of them", async () => {
    const users = await Promise.all([openElsewhere(), openElsewhere(), openElsewhere()]);
    expect(new Set(users.map((user) => user.url)).size).toBe(1);
    const pid = await postmaster();

    const [first, second, third] = users;
    await first?.end("SIGTERM");
    await second?.end("SIGKILL");
    expect(await saysOne(users[0].url)).toBe(1);
    await third?.end("SIGTERM");
    await isGone(pid);
  });

  it("is found again when everybody who used it was killed", async () => {
    const killed = await openElsewhere();
    await onServer(killed.url, (client) => client.query("create table kept as select 42 as answer"));
    const orphan = await postmaster();
    await killed.end("SIGKILL");

    const next = await openEmbeddedPostgres(dataDir, log);
    expect(await postmaster()).toBe(orphan);
    const { rows } = await onServer(next.url, (client) => client.query("select answer from kept"));
    await next.close();
    expect(rows).toEqual([{ answer: 42 }]);
    await isGone(orphan);
  });

  it("keeps what it acknowledged when PostgreSQL itself is killed too", async () => {
    const killed = await openElsewhere();
    await onServer(killed.url, (client) => client.query("create table kept as select 42 as answer"));
    process.kill(await postmaster(), "SIGKILL");
    await killed.end("SIGKILL");

    const next = await openEmbeddedPostgres(dataDir, log);
    const { rows } = await onServer(next.url, (client) => client.query("select answer from kept"));
    await next.close();
    expect(rows).toEqual([{ answer: 42 }]);
  });

  it("runs in a process group of its own, guards its password, and cannot be removed while in use", async () => {
    const { close } = await openEmbeddedPostgres(dataDir, log);
    // A terminal's Ctrl-C goes to the whole group in the foreground: PostgreSQL must not hear it before we stop it.
    expect(processGroup(await postmaster())).toBe(await postmaster());
    expect((await stat(join(dataDir, "postgres.password"))).mode & 0o077).toBe(0);
    expect(await readFile(join(dataDir, "postgres.password"), "utf8")).toMatch(/^\S{32}\n$/);
    await expect(removeEmbeddedPostgres(dataDir)).rejects.toThrow(/stop it first/);

    await close();
    await removeEmbeddedPostgres(dataDir);
    expect(await findClusterHome(dataDir)).toBeNull();
  });

  it("refuses files of another major version, and to start empty when its files are gone", async () => {
    const { close } = await openEmbeddedPostgres(dataDir, log);
    await close();
    const home = (await findClusterHome(dataDir)) ?? "";
    await writeFile(join(home, "cluster", "PG_VERSION"), "15\n");
    await expect(openEmbeddedPostgres(dataDir, log)).rejects.toThrow(/made by PostgreSQL 15.*pg_dump/);

    await rm(home, { recursive: true });
    await writeFile(join(dataDir, "postgres.json"), JSON.stringify({ home }));
    await expect(openEmbeddedPostgres(dataDir, log)).rejects.toThrow(/which is gone/);
  });

  it.skipIf(!isRoot)(
    "as root, lives in the data folder where its user can reach that, and moves with it",
    async () => {
      await rm(folder, { recursive: true });
      await mkdir(folder, { mode: 0o755 });
      const { close } = await openEmbeddedPostgres(dataDir, log);
      await close();
      expect(await findClusterHome(dataDir)).toBe(join(dataDir, "postgres"));

      const moved = join(folder, "moved");
      await rename(dataDir, moved);
      const again = await openEmbeddedPostgres(moved, log);
      await again.close();
      await chmod(folder, 0o700);
      await expect(openEmbeddedPostgres(moved, log)).rejects.toThrow(/chmod o\+x/);
      await chmod(folder, 0o755);
      await removeEmbeddedPostgres(moved);
    },
  );
});
