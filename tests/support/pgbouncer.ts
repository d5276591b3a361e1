/** Debian's PgBouncer in transaction mode before a test's database, where it is installed. */
import { spawnSync } from "node:child_process";
import { chmod, chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clusterOwner } from "../../core/postgres/unprivileged-user.ts";
import { closeAtEnd } from "./closing.ts";
import { startProcess } from "./processes.ts";
import { findFreePort } from "./redis-server.ts";

/** Whether there is one; a test that needs it is skipped otherwise. */
export const hasPgBouncer = spawnSync("pgbouncer", ["--version"]).status === 0;

/** Server sessions that all clients share. Few, so that each goes from hand to hand. */
const POOL_SIZE = 3;

/** @returns the address of the same database through it */
export async function aPgBouncer(databaseUrl: string): Promise<{ url: string }> {
  const server = new URL(databaseUrl);
  const database = server.pathname.slice(1);
  const folder = await mkdtemp(join(tmpdir(), "aftermap-pgbouncer-"));
  const port = await findFreePort();
  const file = join(folder, "pgbouncer.ini");
  await writeFile(
    join(folder, "users.txt"),
    `"${decodeURIComponent(server.username)}" "${decodeURIComponent(server.password)}"\n`,
  );
  await writeFile(
    file,
    `[databases]
${database} = host=${server.hostname} port=${server.port === "" ? "5432" : server.port} dbname=${database}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = plain
auth_file = ${folder}/users.txt
pool_mode = transaction
default_pool_size = ${POOL_SIZE}
max_client_conn = 200
logfile =
pidfile =
`,
  );
  // It refuses to run as root.
  const owner = clusterOwner();
  if (owner !== null) {
    for (const path of [folder, join(folder, "users.txt"), file]) await chown(path, owner.uid, owner.gid);
    await chmod(folder, 0o700);
  }
  const [program, args] =
    owner === null
      ? ["pgbouncer", [file]]
      : ["setpriv", [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, "--clear-groups", "pgbouncer", file]];
  const running = startProcess(program, args);
  closeAtEnd(async () => {
    await running.end("SIGKILL");
    await rm(folder, { recursive: true, force: true });
  });
  await running.line(/process up/, 20_000);
  server.host = `127.0.0.1:${port}`;
  return { url: server.href };
}
