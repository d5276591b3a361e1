import { createHmac, randomUUID } from "node:crypto";
import { Redis } from "ioredis";
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";
import type { OpenContext } from "../core/context.ts";
import { TooManyRequests } from "../shared/errors.ts";
import { addressOf, networkOf, type Arrived } from "./caller-address.ts";

/** Slows those who ask for very much. It protects the service; it never decides what a vote is worth. */
export type Limits = {
  /** @throws TooManyRequests */
  countNewSession(req: Arrived): Promise<void>;
  /** @throws TooManyRequests */
  countWrongToken(req: Arrived): Promise<void>;
  close(): Promise<void>;
};

/** A classroom or an office behind one address may start together; on loopback a test simulates thousands. */
const PER_MINUTE = { loopback: 1_000, elsewhere: 120 };
/**
 * Without Redis the other processes are told of an address after each twentieth of the limit that it used here: all together
 * let a twentieth more through for each process beyond the first, and of who asks a few times nobody is told at all.
 */
const TOLD_SHARE = 1 / 20;
/** A Redis that takes commands and does not answer is away too: whoever begins waits no longer for it, milliseconds. */
const REDIS_PATIENCE_MS = 500;

/** A name of this machine for itself. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/;

/**
 * Counts by a keyed hash of the address, so that no address is ever stored. In Redis where there is one, and each process for
 * itself while that is away; without one in memory, and the processes tell each other.
 */
export function openLimits(
  { config, events, log }: Pick<OpenContext, "config" | "events" | "log">,
  secret: string,
): Limits {
  // Behind a proxy on the same machine everybody comes from loopback; then PUBLIC_URL says that it is no demo.
  const isLoopback =
    LOOPBACK.test(config.host) &&
    (config.publicUrl === null || LOOPBACK.test(new URL(config.publicUrl).hostname));
  const points = isLoopback ? PER_MINUTE.loopback : PER_MINUTE.elsewhere;
  const toldEach = Math.ceil(points * TOLD_SHARE);
  const here = randomUUID();
  const redis =
    config.redisUrl === null
      ? null
      : new Redis(config.redisUrl, {
          maxRetriesPerRequest: 1,
          enableOfflineQueue: false,
          commandTimeout: REDIS_PATIENCE_MS,
          retryStrategy: () => 500,
        });
  redis?.on("error", () => {}); // away: the memory limiter counts meanwhile

  const memories = new Map<string, RateLimiterMemory>();
  const open = (name: string): { limiter: RateLimiterAbstract; name: string } => {
    const memory = new RateLimiterMemory({ keyPrefix: name, points, duration: 60 });
    memories.set(name, memory);
    if (redis === null) return { limiter: memory, name };
    const keyPrefix = `aftermap:limit:${name}`;
    const shared = { storeClient: redis, keyPrefix, points, duration: 60, insuranceLimiter: memory };
    return { limiter: new RateLimiterRedis(shared), name };
  };
  const sessions = open("session");
  const tokens = open("token");

  let told = 0;
  const unsubscribe = events.subscribe((hint) => {
    if (hint.name !== "address:counted" || hint.from === here) return;
    void memories.get(hint.limit)?.penalty(hint.address, hint.points);
  });

  let isWarned = false;
  const warnOfUnknownProxy = (req: Arrived) => {
    if (isWarned || config.trustedProxies > 0 || req.headers["x-forwarded-for"] === undefined) return;
    isWarned = true;
    log.warn("requests come through a proxy and TRUSTED_PROXIES is 0: all are counted as of one address");
  };

  const count = async ({ limiter, name }: typeof sessions, req: Arrived) => {
    warnOfUnknownProxy(req);
    const address = hashAddress(secret, addressOf(req, config.trustedProxies));
    try {
      const { consumedPoints } = await limiter.consume(address);
      if (redis !== null || consumedPoints % toldEach !== 0) return;
      told += 1;
      events.publish({
        name: "address:counted",
        limit: name,
        address,
        points: toldEach,
        from: here,
        nth: told,
      });
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      // Once a minute and address, and not each of thousands.
      if (refusal.consumedPoints === points + 1) log.info({ limit: name }, "address slowed");
      throw new TooManyRequests(
        "Too many requests from your address",
        Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      );
    }
  };
  return {
    countNewSession: (req) => count(sessions, req),
    countWrongToken: (req) => count(tokens, req),
    async close() {
      unsubscribe();
      redis?.disconnect();
    },
  };
}

function hashAddress(secret: string, address: string): string {
  return createHmac("sha256", secret).update(networkOf(address)).digest("base64url").slice(0, 22);
}
