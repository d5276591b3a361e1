/**
 * A door before a server, for browser tests of what only time or an accident brings: a release with a new service
 * worker, another server behind the same address, an API that no longer answers.
 */
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { closeAtEnd } from "./closing.ts";

export type Door = {
  /** Where the browser goes. */
  url: string;
  /** The server behind it, as an origin. */
  behind: string;
  /** Cuts every call of the API. */
  isApiCut: boolean;
  /** Stands in the service worker in place of its build's hash; null leaves the worker as it was built. */
  release: string | null;
};

const WORKER = "/service-worker.js";
const BUILD_HASH = /[0-9a-f]{12}(?=`)/;

/** Opens a door before the server at `behind`. Closed after the file's last test. */
export async function aDoor(behind: string): Promise<Door> {
  const door: Door = { url: "", behind, isApiCut: false, release: null };
  const server = createServer((req, res) => {
    if (door.isApiCut && req.url?.startsWith("/api/") === true) req.socket.destroy();
    else pass(door, req, res);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a server that listens on a port has one
  door.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  closeAtEnd(() => {
    server.close();
    server.closeAllConnections();
  });
  return door;
}

function pass(door: Door, req: IncomingMessage, res: ServerResponse): void {
  const isWorker = req.url === WORKER && door.release !== null;
  const headers = isWorker ? { host: req.headers.host } : req.headers;
  const onward = request(`${door.behind}${req.url}`, { method: req.method, headers }, (answer) => {
    if (isWorker) void sendRelease(answer, door.release ?? "", res);
    else answer.pipe(res.writeHead(answer.statusCode ?? 502, answer.headers));
  });
  onward.on("error", () => res.destroy());
  res.on("close", () => onward.destroy());
  req.pipe(onward);
}

/** @throws Error where the worker no longer carries a hash, so that no test passes by comparing it with itself */
async function sendRelease(answer: IncomingMessage, release: string, res: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(Buffer.from(part));
  const script = Buffer.concat(parts).toString();
  if (!BUILD_HASH.test(script)) throw new Error("No build's hash in the service worker");
  res.writeHead(200, { "content-type": "text/javascript", "cache-control": "no-cache" });
  res.end(script.replace(BUILD_HASH, release));
}
