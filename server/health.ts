import { Router } from "express";
import { Redis } from "ioredis";
import { collectDefaultMetrics, Registry } from "prom-client";
import { getHealth, pingDatabase } from "../core/health.ts";
import { API } from "../shared/api.ts";
import type { ServerContext } from "./context.ts";
import { serve } from "./serve.ts";

/** Readiness is asked every few seconds: a store that does not answer within this is away. */
const PATIENCE_MS = 2_000;

/** For those who run it: is the process alive, can it serve, and how does it do. */
export function healthRoutes(ctx: ServerContext): { router: Router; close(): void } {
  const router = Router();
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
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
  serve(api, ctx, API.getHealth, async () =>
    getHealth(ctx, {
      redis: redis === null ? null : await answers(redis.ping()),
      serverStartedAt: startedAt,
      errors: ctx.errors.list(),
    }),
  );
  router.use("/api/v1", api);
  router.get("/metrics", async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });
  return { router, close: () => redis?.disconnect() };
}

async function answers(question: Promise<unknown>): Promise<boolean> {
  const tooLate = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PATIENCE_MS).unref());
  return Promise.race([
    question.then(
      () => true,
      () => false,
    ),
    tooLate,
  ]);
}
