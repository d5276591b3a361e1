import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { createFindingShelf } from "../core/consensus/finding-shelf.ts";
import { createMapTiles } from "../core/consensus/map-tiles.ts";
import { findRemoteTiles, findSceneTiles } from "../core/imagery/imagery.ts";
import { openTileProxy } from "../core/imagery/remote/tile-proxy.ts";
import { readSecret } from "../core/secret.ts";
import type { OpenContext } from "../core/context.ts";
import { AppError } from "../shared/errors.ts";
import { createApp, listSecurityHeaders } from "./app.ts";
import type { ServerContext } from "./context.ts";
import { openErrorCounts } from "./error-counts.ts";
import { openBusyCalls } from "./front/busy-calls.ts";
import { openFront } from "./front.ts";
import { healthRoutes } from "./health.ts";
import { openLimits } from "./limits.ts";
import { openLive } from "./live.ts";
import { createMapTileHandler } from "./map-tiles.ts";
import { holdBack } from "./pressure.ts";
import { createTileHandler } from "./tiles.ts";
import { traceRequest } from "./tracing.ts";

/** How long requests that are under way may take to end when the server stops, milliseconds. */
const GRACE_MS = 10_000;

/**
 * Longer than proxies keep a connection that nothing is asked on (nginx: 60 s). Were it shorter, one of theirs would at
 * times be closed just as a request is sent on it, and a POST that may have arrived cannot be sent again.
 */
const KEEP_ALIVE_MS = 75_000;
const CLOSE_IDLE_EVERY_MS = 100;

/** Starts the API: tiles first, then everything else, sockets on the same port. Gives the address browsers use. */
export async function startServer(open: OpenContext): Promise<{ origin: string; close(): Promise<void> }> {
  let origin = open.config.publicUrl ?? "";
  const limits = openLimits(open, await readSecret(open.config));
  const findings = createFindingShelf(open);
  const ctx: ServerContext = {
    ...open,
    limits,
    findings,
    mapTiles: createMapTiles({ ...open, findings }),
    errors: openErrorCounts(),
    origin: () => origin,
  };
  const health = healthRoutes(ctx);
  const app = createApp(ctx, health.router);
  const tiles = createTileHandler({
    objects: ctx.objects,
    findScene: (id) => findSceneTiles(ctx, id),
    proxy: openTileProxy(
      { allowed: ctx.config.importHosts },
      join(ctx.config.dataDir, "remote-tiles"),
      (id) => findRemoteTiles(ctx, id),
    ),
  });
  const handleMapTile = createMapTileHandler(ctx);
  const headers = listSecurityHeaders(ctx);
  const front = openFront(ctx, headers, holdBack(openBusyCalls(ctx, headers, app)));
  const handle = (req: IncomingMessage, res: ServerResponse) => {
    if (!tiles.handle(req, res) && !handleMapTile(req, res, () => front(req, res))) front(req, res);
  };
  const { tracing } = ctx;
  let isClosing = false;
  const server = createServer((req, res) => {
    health.metrics.watch(req, res);
    if (isClosing) res.shouldKeepAlive = false; // a proxy asks another server next time
    if (tracing === null) handle(req, res);
    else traceRequest(tracing, req, res, () => handle(req, res));
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const live = openLive(ctx, server);

  const port = await listen(server, open.config.port, open.config.host);
  if (origin === "") origin = `http://${printable(open.config.host)}:${port}`;
  ctx.log.info({ port }, "server started");
  return {
    origin,
    async close() {
      isClosing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const deadline = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      // What was being answered when we began to close is idle a moment later.
      const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
      await live.close();
      server.closeIdleConnections();
      await closed;
      clearTimeout(deadline);
      clearInterval(idle);
      health.close();
      await tiles.close();
      await limits.close();
      ctx.log.info("server stopped");
    },
  };
}

/** @throws AppError `unavailable` when the port is taken or not allowed */
async function listen(server: Server, port: number, host: string): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const handleError = (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === "EADDRINUSE"
          ? "another program uses it: set PORT to another one, or to 0"
          : error.message;
      reject(new AppError("unavailable", `Cannot listen on ${host}:${port}: ${reason}`, { cause: error }));
    };
    server.once("error", handleError);
    server.listen(port, host, () => {
      server.off("error", handleError);
      resolve();
    });
  });
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** The host as it stands in an address: a wildcard is no place to go to, and IPv6 wants brackets. */
function printable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
