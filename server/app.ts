import compression from "compression";
import express, { Router, type Express, type RequestHandler } from "express";
import helmet from "helmet";
import { z } from "zod";
import { describeApi } from "./openapi.ts";
import { clientRoutes } from "./client-files.ts";
import type { ServerContext } from "./context.ts";
import { errorHandler, notFoundHandler } from "./error-handler.ts";
import { accountRoutes } from "./routes/accounts.ts";
import { campaignRoutes } from "./routes/campaigns.ts";
import { consensusRoutes } from "./routes/consensus.ts";
import { exportRoutes } from "./routes/exports.ts";
import { refusedRowsRoutes } from "./routes/refused-rows.ts";
import { mapTileRoutes } from "./routes/map-tiles.ts";
import { questionRoutes } from "./routes/questions.ts";
import { reviewRoutes } from "./routes/reviews.ts";
import { sampleRoutes } from "./routes/samples.ts";
import { sceneRoutes } from "./routes/scenes.ts";
import { signInCalls } from "./routes/sign-in.ts";
import { staffRoutes } from "./routes/staff.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { voteRoutes } from "./routes/votes.ts";
import { watchRoutes } from "./routes/watch.ts";
import { ogcRoutes } from "./ogc.ts";
import { signInRoutes } from "./sign-in.ts";
import { uploadRoutes } from "./uploads.ts";

/** The whole of HTTP but tiles, which are served in front of this (decision 0011). */
export function createApp(ctx: ServerContext, health: Router): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", "simple");
  app.use(securityHeaders(ctx));
  app.use(health);
  app.use(compression());
  app.use(signInRoutes(ctx));
  app.use("/api/v1", apiRoutes(ctx));
  app.use("/ogc", readUndecodablePath, ogcRoutes(ctx));
  app.use(clientRoutes(ctx));
  app.use(notFoundHandler);
  app.use(errorHandler(ctx.log, ctx.errors));
  return app;
}

function apiRoutes(ctx: ServerContext): Router {
  const router = Router();
  const description = JSON.stringify(describeApi());
  router.use(readUndecodablePath);
  router.get("/openapi.json", (_req, res) => {
    res.type("application/json").send(description);
  });
  router.use(uploadRoutes(ctx));
  for (const routes of [
    accountRoutes,
    campaignRoutes,
    voteRoutes,
    consensusRoutes,
    exportRoutes,
    refusedRowsRoutes,
    mapTileRoutes,
    questionRoutes,
    reviewRoutes,
    sampleRoutes,
    sceneRoutes,
    signInCalls,
    staffRoutes,
    tokenRoutes,
    watchRoutes,
  ])
    router.use(routes(ctx));
  router.use(notFoundHandler);
  return router;
}

/**
 * A path segment that is no UTF-8 text, or holds NUL, names nothing, like any other unknown name: Express would answer 400 before
 * anybody asked who calls. Escaped once more, it is the name that it looks like.
 */
const readUndecodablePath: RequestHandler = (req, _res, next) => {
  const [path = "", ...query] = req.url.split("?");
  const segments = path
    .split("/")
    .map((segment) => (isDecodable(segment) ? segment : encodeURIComponent(segment)));
  req.url = [segments.join("/"), ...query].join("?");
  next();
};

/** NUL is no text to PostgreSQL. */
function isDecodable(segment: string): boolean {
  try {
    return !decodeURIComponent(segment).includes("\u0000");
  } catch {
    return false;
  }
}

/** What `securityHeaders` sets, as names and values in turn: for answers given in front of Express. */
export function listSecurityHeaders(ctx: ServerContext): string[] {
  const headers: string[] = [];
  const set = (name: string, value: string) => headers.push(name.toLowerCase(), value);
  const response = { setHeader: set, removeHeader: () => {} };
  // helmet looks at nothing of the request, and at nothing else of the response.
  const parts = z.custom<Parameters<ReturnType<typeof securityHeaders>>>();
  securityHeaders(ctx)(...parts.parse([{}, response, () => {}]));
  return headers;
}

/** Nothing is ever loaded from elsewhere; OpenLayers places its elements by style attributes. */
function securityHeaders(ctx: ServerContext) {
  const isHttps = ctx.config.publicUrl?.startsWith("https:") ?? false;
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        connectSrc: ["'self'"],
        fontSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        imgSrc: ["'self'", "blob:", "data:"],
        objectSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        workerSrc: ["'self'", "blob:"],
      },
    },
    strictTransportSecurity: isHttps,
    referrerPolicy: { policy: "same-origin" },
    xFrameOptions: { action: "deny" },
  });
}
