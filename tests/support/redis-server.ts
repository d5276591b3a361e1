/** A Redis (or Valkey) of the tests' own, where one is installed. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { Redis } from "ioredis";

/** How many numbered databases it has: one for each of Vitest's workers, and to spare. */
const DATABASES = 64;

export type TestRedis = { url: string; pid: number | undefined; stop: () => Promise<void> };

/**
 * Starts a server on a free port of the loopback interface that keeps nothing on disk.
 *
 * `TEST_REDIS_URL` names one that runs already; it is left running.
 *
 * @returns null where neither redis-server nor valkey-server is installed
 */
export async function startRedis(folder: string, port?: number): Promise<TestRedis | null> {
  const given = process.env["TEST_REDIS_URL"];
  if (given !== undefined && given !== "")
    return { url: given, pid: undefined, stop: () => Promise.resolve() };

  for (const program of ["redis-server", "valkey-server"]) {
    const server = await start(
      program,
      await mkdtemp(join(folder, "redis-")),
      port ?? (await findFreePort()),
    );
    if (server !== null) return server;
  }
  return null;
}

async function start(program: string, folder: string, port: number): Promise<TestRedis | null> {
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child = spawn(program, [...args, "--databases", `${DATABASES}`, "--dir", folder], {
    stdio: "ignore",
  });
  const started = await new Promise<boolean>((resolve) => {
    child.once("spawn", () => resolve(true));
    child.once("error", () => resolve(false)); // not installed
  });
  if (!started) return null;
  const url = `redis://127.0.0.1:${port}`;
  await answersPing(url);
  return { url, pid: child.pid, stop: () => end(child) };
}

async function answersPing(url: string): Promise<void> {
  const client = new Redis(url, { maxRetriesPerRequest: 100, retryStrategy: () => 50 });
  client.on("error", () => undefined); // not up yet: it retries
  try {
    await client.ping();
  } finally {
    client.disconnect();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("A listening server has a port");
  return address.port;
}
