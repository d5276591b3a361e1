/** What is done to the stack, class by class: each is begun, lasts for a while, and is healed. */
import { setTimeout as pause } from "node:timers/promises";
import type { Random } from "../../shared/consensus/random.ts";
import type { Stack } from "./stack.ts";

/** Seconds of a fault are drawn between these. */
type Lasting = readonly [shortest: number, longest: number];

export type Fault = {
  name: string;
  lasting: Lasting;
  /** Why it cannot be done here, or null. */
  impossible?: (stack: Stack) => string | null;
  /** Begins it; what it gives heals it. */
  begin(stack: Stack, random: Random): Promise<() => Promise<void>>;
};

const one = <T>(random: Random, from: readonly T[]): T => {
  const chosen = from[Math.floor(random() * from.length)];
  if (chosen === undefined) throw new Error("There is nothing to choose from");
  return chosen;
};
const AT_ONCE: Lasting = [0, 0.5];
const needsRedis = (stack: Stack) => (stack.redis === null ? "the queue is on PostgreSQL" : null);
const nothing = async () => {};

/** The stack's Redis, in faults that only exist with one. */
function redisOf(stack: Stack): NonNullable<Stack["redis"]> {
  if (stack.redis === null) throw new Error("This run has no Redis");
  return stack.redis;
}

export const FAULTS: readonly Fault[] = [
  {
    name: "kill-api",
    lasting: AT_ONCE,
    async begin(stack, random) {
      const api = one(random, stack.apis);
      await api.end("SIGKILL");
      return () => api.start();
    },
  },
  {
    name: "kill-worker",
    lasting: AT_ONCE,
    async begin(stack, random) {
      const worker = one(random, stack.workers);
      await worker.end("SIGKILL");
      return () => worker.start();
    },
  },
  {
    name: "kill-everything",
    lasting: AT_ONCE,
    async begin(stack) {
      const all = [...stack.apis, ...stack.workers];
      await Promise.all(all.map((child) => child.end("SIGKILL")));
      return async () => void (await Promise.all(all.map((child) => child.start())));
    },
  },
  {
    name: "restart",
    lasting: AT_ONCE,
    async begin(stack, random) {
      const child = one(random, [...stack.apis, ...stack.workers]);
      await child.end("SIGTERM");
      return () => child.start();
    },
  },
  {
    name: "stop-and-continue",
    lasting: [1, 6],
    async begin(stack, random) {
      const child = one(random, [...stack.apis, ...stack.workers]);
      child.signal("SIGSTOP");
      return async () => child.signal("SIGCONT");
    },
  },
  {
    name: "clock-shift",
    lasting: [2, 5],
    async begin(stack, random) {
      const child = one(random, [...stack.apis, ...stack.workers]);
      const hours = one(random, [-1, 1]);
      await child.end("SIGTERM");
      await child.start({ CHAOS_CLOCK_SHIFT_MS: String(hours * 3_600_000) });
      return async () => {
        await child.end("SIGTERM");
        await child.start({});
      };
    },
  },
  {
    name: "postgres-stop",
    lasting: [0.5, 3],
    async begin(stack) {
      await stack.postgres.kill("SIGQUIT");
      return () => stack.postgres.ensureRunning();
    },
  },
  {
    name: "postgres-kill",
    lasting: [0.5, 3],
    async begin(stack) {
      await stack.postgres.kill("SIGKILL");
      return () => stack.postgres.ensureRunning();
    },
  },
  {
    name: "postgres-freeze",
    lasting: [1, 5],
    async begin(stack) {
      await stack.postgres.signalAll("SIGSTOP");
      return () => stack.postgres.signalAll("SIGCONT");
    },
  },
  {
    name: "sessions-terminated",
    lasting: AT_ONCE,
    async begin(stack) {
      await stack.postgres.terminateSessions();
      return nothing;
    },
  },
  {
    name: "postgres-line-cut",
    lasting: [0, 3],
    async begin(stack) {
      stack.postgresLine.block();
      return async () => stack.postgresLine.mend();
    },
  },
  {
    name: "disk-full",
    lasting: [2, 5],
    impossible: (stack) =>
      stack.postgres.isOnSmallDisk ? null : "a small disk takes root on Linux with the right to mount",
    async begin(stack) {
      await stack.postgres.fill();
      return async () => {
        await stack.postgres.free();
        await pause(100);
        await stack.postgres.ensureRunning();
      };
    },
  },
  {
    name: "redis-killed",
    lasting: [1, 10],
    impossible: needsRedis,
    async begin(stack) {
      const { child } = redisOf(stack);
      await child.end("SIGKILL");
      return () => child.start();
    },
  },
  {
    name: "redis-flushed",
    lasting: AT_ONCE,
    impossible: needsRedis,
    async begin(stack) {
      await redisOf(stack).command("FLUSHALL");
      return nothing;
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
      return async () => void (await redis.command("CONFIG", "SET", "maxmemory", "0"));
    },
  },
  {
    name: "redis-freeze",
    lasting: [1, 5],
    impossible: needsRedis,
    async begin(stack) {
      const { child } = redisOf(stack);
      child.signal("SIGSTOP");
      return async () => child.signal("SIGCONT");
    },
  },
  {
    name: "redis-line-cut",
    lasting: [0, 4],
    impossible: needsRedis,
    async begin(stack) {
      stack.redisLine?.block();
      return async () => stack.redisLine?.mend();
    },
  },
];
