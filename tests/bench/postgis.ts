/** A PostgreSQL cluster of its own with PostGIS, for benchmarks beside it: installed on demand, gone afterwards. */
import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { findFreePort } from "../support/redis-server.ts";

const SERVERS = "/usr/lib/postgresql";
const PACKAGE = "postgresql-15-postgis-3";

/** @throws Error that names what to install */
export async function openPostgis(
  log: (line: string) => void,
): Promise<{ url: string; close: () => Promise<void> }> {
  const bin = await findServer(log);
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-postgis-"));
  const port = await findFreePort();
  const isRoot = process.getuid?.() === 0;
  // PostgreSQL refuses to run as root.
  const as = (program: string, ...args: string[]) => {
    const [command, rest] = isRoot
      ? ["runuser", ["-u", "postgres", "--", program, ...args]]
      : [program, args];
    const done = spawnSync(command, rest, { stdio: ["ignore", "ignore", "pipe"], cwd: "/" });
    if (done.status !== 0) throw new Error(`${program} failed: ${String(done.stderr)}`);
  };
  await chmod(folder, 0o777);
  const data = path.join(folder, "data");
  as(path.join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "--locale=C", "-E", "UTF8");
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c shared_buffers=512MB -c max_wal_size=4GB`;
  as(path.join(bin, "pg_ctl"), "-D", data, "-w", "-l", path.join(folder, "log"), "-o", settings, "start");
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    async close() {
      as(path.join(bin, "pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function findServer(log: (line: string) => void): Promise<string> {
  const find = async () => {
    for (const version of (await readdir(SERVERS).catch(() => [])).toSorted(
      (a, b) => Number(b) - Number(a),
    )) {
      const extensions: string[] = await readdir(`/usr/share/postgresql/${version}/extension`).catch(
        () => [],
      );
      if (extensions.includes("postgis.control")) return path.join(SERVERS, version, "bin");
    }
    return null;
  };
  const found = await find();
  if (found !== null) return found;
  if (process.getuid?.() !== 0) throw new Error(`install first: apt-get install ${PACKAGE}`);
  log(`installing ${PACKAGE}`);
  spawnSync("apt-get", ["update", "-q"], { stdio: "ignore" });
  spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", PACKAGE], { stdio: "ignore" });
  const installed = await find();
  if (installed === null) throw new Error(`could not install ${PACKAGE}`);
  return installed;
}
