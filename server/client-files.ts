import express, { Router } from "express";
import path from "node:path";
import { PROJECT_FOLDER } from "../core/project.ts";
import { AppError } from "../shared/errors.ts";

const CLIENT_FOLDER = path.join(PROJECT_FOLDER, "dist", "client");
const SERVER_PATHS = /^\/(?:api|tiles|ogc|socket\.io|sign-in)(?:\/|$)/;

/** The built client: files named by their content for ever, and its page for every address that is a screen. */
export function clientRoutes(): Router {
  const router = Router();
  const assets = { immutable: true, maxAge: "1y", index: false } as const;
  router.use(
    "/assets",
    express.static(path.join(CLIENT_FOLDER, "assets"), { ...assets, fallthrough: false }),
  );
  router.use(express.static(CLIENT_FOLDER, { index: false, maxAge: "1h" }));
  router.use((req, res, next) => {
    const isScreen = (req.method === "GET" || req.method === "HEAD") && !SERVER_PATHS.test(req.path);
    if (!isScreen || req.accepts("html") === false || path.extname(req.path) !== "") {
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
