/** A proxy before several servers, each request and each socket to the next of them: no sticky sessions. */
import { once } from "node:events";
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type Socket } from "node:net";

export type Balancer = {
  url: string;
  /** Answers that no server gave: 502. */
  failures(): number;
  close(): Promise<void>;
};

/** Sent twice they do what they do once; a POST that may have arrived is the caller's to repeat. */
const MAY_BE_REPEATED = ["GET", "HEAD", "PUT", "DELETE"];

/** @param ports of servers on this machine; one that refuses a connection is passed over, as nginx does */
export async function aBalancer(ports: readonly number[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  const sockets = new Set<Socket>();
  let turn = 0;
  let failures = 0;
  const nextPort = () => ports[(turn += 1) % ports.length] ?? 0;

  const pass = (req: IncomingMessage, res: ServerResponse, body: Buffer, triesLeft: number) => {
    const upstream = request(
      { host: "127.0.0.1", port: nextPort(), method: req.method, path: req.url, headers: req.headers, agent },
      (reply) => {
        res.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(res);
        reply.on("error", () => res.destroy());
      },
    );
    upstream.on("error", (error) => {
      const isRefused = "code" in error && error.code === "ECONNREFUSED";
      const mayGoOn = isRefused || MAY_BE_REPEATED.includes(req.method ?? "");
      if (mayGoOn && !res.headersSent && triesLeft > 0) {
        pass(req, res, body, triesLeft - 1);
        return;
      }
      failures += 1;
      if (res.headersSent) res.destroy();
      else res.writeHead(502).end();
    });
    upstream.end(body);
  };
  const server = createServer((req, res) => {
    const parts: Buffer[] = [];
    req.on("data", (part: Buffer) => parts.push(part));
    req.on("end", () => pass(req, res, Buffer.concat(parts), ports.length));
  });
  server.on("upgrade", (req: IncomingMessage, near: Socket, head: Buffer) => {
    const far = connect(nextPort(), "127.0.0.1", () => {
      const headers = req.rawHeaders.flatMap((name, index, all) =>
        index % 2 === 0 ? [`${name}: ${all[index + 1]}`] : [],
      );
      far.write(`${req.method} ${req.url} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n`);
      far.write(head);
      near.pipe(far).pipe(near);
    });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.on("error", () => other.destroy());
      one.once("close", () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A listening server has a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    failures: () => failures,
    async close() {
      agent.destroy();
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
