/** The API as a benchmark's driver calls it: over few connections that stay, with as little work of its own as can be. */
import { Agent, request } from "node:http";

export type Answer = { status: number; body: string };

export type Calls = {
  call(method: string, path: string, token: string, body?: unknown): Promise<Answer>;
  close(): void;
};

/** @param url of the server; paths are below its API */
export function openCalls(url: string, connections: number): Calls {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    call: (method, path, token, body) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? "" : JSON.stringify(body);
        const headers = {
          authorization: `Bearer ${token}`,
          ...(body === undefined
            ? {}
            : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
        };
        const sent = request(`${url}/api/v1${path}`, { method, agent, headers }, (answer) => {
          let told = "";
          answer.setEncoding("utf8");
          answer.on("data", (piece: string) => (told += piece));
          answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: told }));
          answer.on("error", reject);
        });
        sent.on("error", reject);
        sent.end(text);
      }),
    close: () => agent.destroy(),
  };
}
