import { Router } from "express";
import { Redis } from "ioredis";
import { getHealth, pingDatabase } from "../core/health.ts";
import { API } from "../shared/api.ts";
import type { ServerContext } from "./context.ts";
import { isFromInside } from "./caller-address.ts";
import { openMetrics, type Metrics } from "./metrics.ts";
import { serve } from "./serve.ts";

/** Readiness is asked every few seconds: a store that does not answer within this is away. */
const PATIENCE_MS = 2_000;

/** For those who run it: is the process alive, can it serve, and how does it do. */
export function healthRoutes(ctx: ServerContext): { router: Router; metrics: Metrics; close(): void } {
  const router = Router();
  const metrics = openMetrics();
  const redis =
    ctx.config.redisUrl === null
      ? null
      : new Redis(ctx.config.redisUrl, {
          maxRetriesPerRequest: 1,
          enableOfflineQueue: false,
          retryStrategy: () => 1_000,
        });
  redis?.on("error", () => {}); // away: /readyz tells

  router.get("/livez", (_req, res) => {
    res.json({ status: "ok" });
  });
  router.get("/readyz", async (_req, res) => {
    const database = await answers(pingDatabase(ctx));
    const queue = redis === null || (await answers(redis.ping()));
    const status = !database ? "unavailable" : queue ? "ok" : "degraded";
    res.status(database ? 200 : 503).json({ status, database, redis: redis === null ? null : queue });
  });
  const startedAt = new Date().toISOString();
  const api = Router();
  const findHealth = async () =>
    getHealth(ctx, {
      redis: redis === null ? null : await answers(redis.ping()),
      serverStartedAt: startedAt,
      errors: ctx.errors.list(),
    });
  serve(api, ctx, API.getHealth, findHealth);
  router.use("/api/v1", api);
  router.get("/metrics", async (req, res, next) => {
    if (!isFromInside(req)) {
      next(); // like any address at which there is nothing
      return;
    }
    // Without a database there is still much to tell.
    const health = await inTime(findHealth(), null);
    res.type(metrics.contentType).send(await metrics.text(health));
  });
  return { router, metrics, close: () => redis?.disconnect() };
}

const answers = (question: Promise<unknown>): Promise<boolean> =>
  inTime(
    question.then(() => true),
    false,
  );

/** The answer, or `otherwise` when it fails or does not come in time. */
async function inTime<T, U>(answer: Promise<T>, otherwise: U): Promise<T | U> {
  const tooLate = new Promise<U>((resolve) => setTimeout(() => resolve(otherwise), PATIENCE_MS).unref());
  return Promise.race([answer.catch(() => otherwise), tooLate]);
}
