/** A web server for tests of imports by address: files in memory, with ETags, ranges, and cuts where a test wants them. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type FileServer = {
  /** `http://127.0.0.1:port`. */
  origin: string;
  /** As IMPORT_HOSTS wants it. */
  host: string;
  /** Path → content; an object is sent as JSON, a function answers itself. */
  files: Map<string, Buffer | object | ((request: IncomingMessage) => Buffer | null)>;
  /** Paths asked for, in order, and their Range. */
  requests: { path: string; range: string | undefined }[];
  /** Cuts each answer after so many bytes, this many times. */
  cut: { after: number; times: number };
  close(): void;
};

export async function aFileServer(): Promise<FileServer> {
  const files: FileServer["files"] = new Map();
  const requests: FileServer["requests"] = [];
  const cut = { after: 0, times: 0 };
  const server = createServer((req, res) => {
    const path = req.url ?? "/";
    requests.push({ path, range: req.headers.range });
    const found = files.get(path) ?? files.get(path.replace(/\?.*$/, ""));
    const content = typeof found === "function" ? found(req) : found;
    if (content === undefined || content === null) {
      res.writeHead(404).end();
      return;
    }
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
    const etag = `"${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}"`;
    const from = Number(/^bytes=(\d+)-$/.exec(req.headers.range ?? "")?.[1] ?? 0);
    const isPart = from > 0 && req.headers["if-range"] === etag;
    const body = isPart ? bytes.subarray(from) : bytes;
    res.writeHead(isPart ? 206 : 200, {
      etag,
      "content-length": body.length,
      "content-type": "text/plain",
      ...(isPart ? { "content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
    });
    if (cut.times > 0 && body.length > cut.after) {
      cut.times -= 1;
      // A line that is cut has delivered what it carried.
      res.write(body.subarray(0, cut.after), () => setTimeout(() => res.destroy(), 100));
    } else res.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://${host}`, host, files, requests, cut, close };
}
