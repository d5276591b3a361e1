import { createHmac } from "node:crypto";
import { isIP } from "node:net";
import type { Request } from "express";
import { Redis } from "ioredis";
import {
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
  type RateLimiterAbstract,
} from "rate-limiter-flexible";
import type { Config } from "../core/config.ts";
import { TooManyRequests } from "../shared/errors.ts";

/** Slows those who ask for very much. It protects the service; it never decides what a vote is worth. */
export type Limits = {
  /** @throws TooManyRequests */
  countNewSession(req: Request): Promise<void>;
  /** @throws TooManyRequests */
  countWrongToken(req: Request): Promise<void>;
  close(): Promise<void>;
};

/** A classroom or an office behind one address may start together; on loopback a test simulates thousands. */
const PER_MINUTE = { loopback: 1_000, elsewhere: 120 };

/**
 * Counts by a keyed hash of the address, in Redis where there is one and in memory while that is away, so that no
 * address is ever stored.
 */
export function openLimits(config: Config, secret: string): Limits {
  const isLoopback = config.host === "localhost" || config.host === "::1" || config.host.startsWith("127.");
  const points = isLoopback ? PER_MINUTE.loopback : PER_MINUTE.elsewhere;
  const redis =
    config.redisUrl === null
      ? null
      : new Redis(config.redisUrl, {
          maxRetriesPerRequest: 1,
          enableOfflineQueue: false,
          retryStrategy: () => 500,
        });
  redis?.on("error", () => {}); // away: the memory limiter counts meanwhile

  const open = (name: string): RateLimiterAbstract => {
    const memory = new RateLimiterMemory({ keyPrefix: name, points, duration: 60 });
    if (redis === null) return memory;
    const keyPrefix = `aftermap:limit:${name}`;
    return new RateLimiterRedis({
      storeClient: redis,
      keyPrefix,
      points,
      duration: 60,
      insuranceLimiter: memory,
    });
  };
  const sessions = open("session");
  const tokens = open("token");
  const count = async (limiter: RateLimiterAbstract, req: Request) => {
    try {
      await limiter.consume(hashAddress(secret, addressOf(req, config.trustedProxies)));
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      throw new TooManyRequests(
        "Too many requests from your address",
        Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
      );
    }
  };
  return {
    countNewSession: (req) => count(sessions, req),
    countWrongToken: (req) => count(tokens, req),
    close: async () => redis?.disconnect(),
  };
}

/**
 * Where a request comes from. Each proxy of ours adds the address it saw to the end of `X-Forwarded-For`; what stands
 * before those was written by the client and is not believed.
 */
function addressOf(req: Request, trustedProxies: number): string {
  const direct = req.socket.remoteAddress ?? "";
  if (trustedProxies === 0) return direct;
  const forwarded = String(req.headers["x-forwarded-for"] ?? "").split(",");
  return forwarded.at(-trustedProxies)?.trim() || direct;
}

/** One household has one IPv6 network of 64 bits, but any number of addresses in it. */
function hashAddress(secret: string, address: string): string {
  const network = isIP(address) === 6 ? address.split(":").slice(0, 4).join(":") : address;
  return createHmac("sha256", secret).update(network).digest("base64url").slice(0, 22);
}
