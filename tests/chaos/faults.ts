/** What is done to the stack, class by class: each is begun, proves that it bites, lasts for a while, and is healed. */
import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "../../shared/consensus/random.ts";
import type { Child } from "./child.ts";
import { isStopped } from "./processes.ts";
import type { Stack } from "./stack.ts";

/** Seconds of a fault are drawn between these. */
type Lasting = readonly [shortest: number, longest: number];

export type Begun = {
  heal(): Promise<void>;
  /** Asked right before it is healed: what shows that something is broken; null when nothing is. */
  bite(): string | null | Promise<string | null>;
};

export type Fault = {
  name: string;
  lasting: Lasting;
  /** Why it cannot be done here, or null. */
  impossible?: (stack: Stack) => string | null;
  begin(stack: Stack, random: Random): Promise<Begun>;
};

const one = <T>(random: Random, from: readonly T[]): T => {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined) throw new Error("There is nothing to choose from");
  return chosen;
};
const AT_ONCE: Lasting = [0, 0.5];
const needsRedis = (stack: Stack) => (stack.redis === null ? "the queue is on PostgreSQL" : null);
const NO_DISK = "a small disk takes root on Linux with the right to mount";
const nothing = async () => {};
const processesOf = (stack: Stack): Child[] => [...stack.apis, ...stack.workers];

/** The stack's Redis, in faults that only exist with one. */
function redisOf(stack: Stack): NonNullable<Stack["redis"]> {
  if (stack.redis === null) throw new Error("This run has no Redis");
  return stack.redis;
}

/** Ends processes and starts them again when it is healed. */
async function ending(children: readonly Child[], signal: "SIGKILL" | "SIGTERM"): Promise<Begun> {
  const ran = children.filter((child) => child.pid() !== 0).length;
  await Promise.all(children.map((child) => child.end(signal)));
  return {
    heal: async () => void (await Promise.all(children.map((child) => child.start()))),
    bite: () => (ran > 0 && children.every((child) => child.pid() === 0) ? "processes gone" : null),
  };
}

/** Stops a process where it stands, as a machine that swaps or a laptop that sleeps does. */
function stopping(child: Child): Begun {
  child.signal("SIGSTOP");
  return {
    heal: async () => child.signal("SIGCONT"),
    bite: () => (child.pid() === 0 || isStopped(child.pid()) === false ? null : "process stopped"),
  };
}

/** Resets connections and every new one, until it is healed. */
function cutting(lines: Stack["apiLines"]): Begun {
  const broken = lines.map((line) => line.block()).reduce((sum, count) => sum + count, 0);
  return {
    heal: async () => lines.forEach((line) => line.mend()),
    bite: () => (broken > 0 ? "connections reset" : null),
  };
}

const killingPostgres = (name: string, signal: "SIGQUIT" | "SIGKILL"): Fault => ({
  name,
  lasting: [0.5, 3],
  async begin(stack) {
    await stack.postgres.kill(signal);
    return {
      heal: () => stack.postgres.ensureRunning(),
      bite: async () => ((await stack.postgres.isRunning()) ? null : "server gone"),
    };
  },
});

export const FAULTS: readonly Fault[] = [
  {
    name: "kill-api",
    lasting: AT_ONCE,
    begin: (stack, random) => ending([one(random, stack.apis)], "SIGKILL"),
  },
  {
    name: "kill-worker",
    lasting: AT_ONCE,
    begin: (stack, random) => ending([one(random, stack.workers)], "SIGKILL"),
  },
  {
    name: "kill-everything",
    lasting: AT_ONCE,
    begin: (stack) => ending(processesOf(stack), "SIGKILL"),
  },
  {
    name: "restart",
    lasting: AT_ONCE,
    begin: (stack, random) => ending([one(random, processesOf(stack))], "SIGTERM"),
  },
  {
    name: "stop-and-continue",
    lasting: [1, 6],
    begin: async (stack, random) => stopping(one(random, processesOf(stack))),
  },
  {
    name: "clock-shift",
    lasting: [2, 5],
    async begin(stack, random) {
      const child = one(random, processesOf(stack));
      const hours = one(random, [-1, 1]);
      await child.end("SIGTERM");
      await child.start({ CHAOS_CLOCK_SHIFT_MS: String(hours * 3_600_000) });
      const told = /the clock is wrong by -?60 minutes/.exec(child.lastLines());
      return {
        async heal() {
          await child.end("SIGTERM");
          await child.start({});
        },
        bite: () => told?.[0] ?? null,
      };
    },
  },
  {
    name: "api-line-cut",
    lasting: [0, 3],
    begin: async (stack) => cutting(stack.apiLines),
  },
  killingPostgres("postgres-stop", "SIGQUIT"),
  killingPostgres("postgres-kill", "SIGKILL"),
  {
    name: "postgres-freeze",
    lasting: [1, 5],
    async begin(stack) {
      await stack.postgres.signalAll("SIGSTOP");
      return {
        heal: () => stack.postgres.signalAll("SIGCONT"),
        bite: async () => ((await stack.postgres.isStopped()) ? "server stopped" : null),
      };
    },
  },
  {
    name: "sessions-terminated",
    lasting: AT_ONCE,
    async begin(stack) {
      const ended = await stack.postgres.terminateSessions();
      return { heal: nothing, bite: () => (ended > 0 ? "sessions ended" : null) };
    },
  },
  {
    name: "postgres-line-cut",
    lasting: [0, 3],
    begin: async (stack) => cutting([stack.postgresLine]),
  },
  {
    name: "disk-full",
    lasting: [2, 5],
    impossible: (stack) => (stack.postgres.disk === null ? NO_DISK : null),
    async begin(stack) {
      await stack.postgres.disk?.fill();
      return {
        async heal() {
          await stack.postgres.disk?.free();
          await pause(100);
          await stack.postgres.ensureRunning();
        },
        async bite() {
          const why = await stack.postgres.whyRefusing();
          return why === null ? null : `PostgreSQL said ${why}`;
        },
      };
    },
  },
  {
    name: "data-disk-full",
    lasting: [2, 5],
    impossible: (stack) => (stack.dataDisk === null ? NO_DISK : null),
    async begin(stack) {
      await stack.dataDisk?.fill();
      return {
        heal: async () => stack.dataDisk?.free(),
        bite: async () => ((await stack.dataDisk?.hasRoom()) === false ? "no room" : null),
      };
    },
  },
  {
    name: "redis-killed",
    lasting: [1, 10],
    impossible: needsRedis,
    begin: (stack) => ending([redisOf(stack).child], "SIGKILL"),
  },
  {
    name: "redis-flushed",
    lasting: AT_ONCE,
    impossible: needsRedis,
    async begin(stack) {
      const before = Number(await redisOf(stack).command("DBSIZE"));
      await redisOf(stack).command("FLUSHALL");
      return { heal: nothing, bite: () => (before > 0 ? "keys forgotten" : null) };
    },
  },
  {
    name: "redis-full",
    lasting: [2, 6],
    impossible: needsRedis,
    async begin(stack) {
      const redis = redisOf(stack);
      await redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
      await redis.command("CONFIG", "SET", "maxmemory", "1");
      return {
        heal: async () => void (await redis.command("CONFIG", "SET", "maxmemory", "0")),
        bite: async () =>
          (await redis.command("SET", "chaos", "1").catch(String)) === "OK" ? null : "writes refused",
      };
    },
  },
  {
    name: "redis-freeze",
    lasting: [1, 5],
    impossible: needsRedis,
    begin: async (stack) => stopping(redisOf(stack).child),
  },
  {
    name: "redis-line-cut",
    lasting: [0, 4],
    impossible: needsRedis,
    begin: async (stack) => cutting(stack.redisLine === null ? [] : [stack.redisLine]),
  },
];
