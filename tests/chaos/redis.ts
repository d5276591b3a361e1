/** A Redis of the run's own that keeps nothing: each start is an empty one. */
import { mkdir, realpath } from "node:fs/promises";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { Redis } from "ioredis";
import { aChild, type Child } from "./child.ts";
import type { Room } from "../support/rooms.ts";
import { findSteadyPort } from "./ports.ts";

export type ChaosRedis = {
  port: number;
  child: Child;
  /** One command past the proxy. */
  command(name: string, ...args: string[]): Promise<unknown>;
};

/** @returns null where neither redis-server nor valkey-server is installed */
export async function aChaosRedis(folder: string, room: Room): Promise<ChaosRedis | null> {
  const program = ["redis-server", "valkey-server"].find(
    (name) => spawnSync(name, ["--version"]).status === 0,
  );
  if (program === undefined) return null;
  const dir = path.join(folder, "redis");
  await mkdir(dir);
  const port = await findSteadyPort();
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", dir];
  const child = aChild("redis", program, args, {}, /Ready to accept connections/);
  room.closeLater(() => child.end("SIGKILL"));
  await child.start();
  const command = async (name: string, ...rest: string[]) => {
    const client = new Redis({ host: "127.0.0.1", port, maxRetriesPerRequest: 3, retryStrategy: () => 100 });
    client.on("error", () => {});
    try {
      return await client.call(name, ...rest);
    } finally {
      client.disconnect();
    }
  };
  await proveOurs(command, child, dir);
  return { port, child, command };
}

/** Nothing destructive is done to a server that is not this run's: it must be our child, in our folder. */
async function proveOurs(command: ChaosRedis["command"], child: Child, dir: string): Promise<void> {
  const told = String(await command("INFO", "server"));
  const [, where] = textsOf(await command("CONFIG", "GET", "dir"));
  if (!told.includes(`process_id:${child.pid()}\r`) || where !== (await realpath(dir)))
    throw new Error("The Redis that answers is not this run's");
}

const textsOf = (answer: unknown): string[] => (Array.isArray(answer) ? answer.map(String) : []);
