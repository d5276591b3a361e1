import express, { Router, type RequestHandler } from "express";
import { existsSync } from "node:fs";
import path from "node:path";
import { PROJECT_FOLDER } from "../core/project.ts";
import { AppError } from "../shared/errors.ts";
import type { ServerContext } from "./context.ts";

/** What the build made for browsers. */
export const CLIENT_FOLDER = path.join(PROJECT_FOLDER, "dist", "client");
const SERVER_PATHS = /^\/(?:(?:api|tiles|ogc|socket\.io|livez|readyz|metrics)(?:\/|$)|sign-in\/)/;

/**
 * A worker that removes itself and all it kept, but for answers (they are not in its caches). Browsers fetch it at the
 * next visit, whatever the worker before does: a bad one can always be recalled with `SERVICE_WORKER=off`.
 */
const RECALL = `addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("aftermap-")) await caches.delete(name);
  await registration.unregister();
  for (const tab of await clients.matchAll({ type: "window" })) await tab.navigate(tab.url).catch(() => {});
})()));
`;

/** The built client: files named by their content for ever, and its page for every address that is a screen. */
export function clientRoutes({ config }: ServerContext): Router {
  const router = Router();
  const assets = { immutable: true, maxAge: "1y", index: false } as const;
  router.use(
    "/assets",
    preferCompressed,
    express.static(path.join(CLIENT_FOLDER, "assets"), { ...assets, fallthrough: false }),
  );
  router.get("/service-worker.js", (_req, res, next) => {
    res.setHeader("cache-control", "no-cache");
    if (config.hasServiceWorker) next();
    else res.type("text/javascript").send(RECALL);
  });
  router.use(express.static(CLIENT_FOLDER, { index: false, setHeaders: setAge }));
  router.use((req, res, next) => {
    const isRead = req.method === "GET" || req.method === "HEAD";
    if (!isRead || !isScreen(req.path, req.headers.accept)) {
      next();
      return;
    }
    res.setHeader("cache-control", "no-cache");
    res.sendFile("index.html", { root: CLIENT_FOLDER }, (error) => {
      if (error === undefined || error === null || res.headersSent) return;
      next(new AppError("not_found", "The client is not built: run npm run build", { cause: error }));
    });
  });
  return router;
}

/** Whether the client has a screen for this path, and whoever asks takes a page. */
export function isScreen(url: string, accept: string | undefined): boolean {
  const [name = ""] = url.split("?");
  if (SERVER_PATHS.test(name) || path.extname(name) !== "") return false;
  return accept === undefined || /text\/(?:html|\*)|\*\/\*/.test(accept);
}

/** Sends what the build compressed as far as it goes, a sixth less than can be done for every request anew. */
const preferCompressed: RequestHandler = (req, res, next) => {
  const name = path.basename(req.path);
  const compressed = `${name}.br`;
  res.vary("accept-encoding");
  if (req.acceptsEncodings("br") === "br" && existsSync(path.join(CLIENT_FOLDER, "assets", compressed))) {
    res.setHeader("content-encoding", "br");
    res.type(path.extname(name));
    req.url = `/${compressed}`;
  }
  next();
};

/** The worker is asked for anew at every visit: what is in it decides how old everything else may be. */
function setAge(res: { setHeader: (name: string, value: string) => unknown }, file: string): void {
  const isWorker = path.basename(file) === "service-worker.js";
  res.setHeader("cache-control", isWorker ? "no-cache" : "public, max-age=3600");
}
