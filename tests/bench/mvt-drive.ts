/** Asks for vector tiles: each once, a few at a time, or the same ones over and over. */
import { writeFile } from "node:fs/promises";
import { Agent, get } from "node:http";
import { CORES, processorSeconds, timed } from "./peers.ts";

export type Address = { z: number; x: number; y: number };

/** As many as a browser asks one server for at a time. */
const AT_A_TIME = 6;

/**
 * Milliseconds, in the order of their ends, and bytes. `processorMs` is what the server and its database computed for a
 * tile: what is left of the figure when the machine is busy with others.
 */
export type Pass = {
  perSecond: number;
  processorMs: number;
  times: number[];
  sizes: number[];
  tags: string[];
};

/** Each address once. @param pids processes that work for it @throws Error when one is not answered with a tile */
export async function askOnce(
  urls: readonly string[],
  token: string,
  pids: readonly number[],
): Promise<Pass> {
  const pass: Pass = { perSecond: 0, processorMs: 0, times: [], sizes: [], tags: [] };
  const usedBefore = await usedBy(pids);
  // Connections of its own: those left over from before may just be closed by the server.
  const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });
  const start = performance.now();
  const left = urls.entries();
  const ask = async () => {
    for (const [index, url] of left) {
      const asked = performance.now();
      const { size, tag } = await fetchTile(agent, url, token);
      pass.times.push(performance.now() - asked);
      pass.sizes.push(size);
      pass.tags[index] = tag;
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, ask));
  agent.destroy();
  pass.perSecond = (urls.length * 1_000) / (performance.now() - start);
  pass.processorMs = (((await usedBy(pids)) - usedBefore) * 1_000) / urls.length;
  return pass;
}

async function usedBy(pids: readonly number[]): Promise<number> {
  const used = await Promise.all(pids.map((pid) => processorSeconds(pid)));
  return used.reduce((sum, one) => sum + one, 0);
}

function fetchTile(agent: Agent, url: string, token: string): Promise<{ size: number; tag: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    get(url, { agent, headers }, (reply) => {
      let size = 0;
      reply.on("data", (part: Buffer) => (size += part.length));
      reply.on("error", reject);
      reply.on("end", () => {
        const isTile = reply.statusCode === 200 || reply.statusCode === 204;
        if (isTile) resolve({ size, tag: reply.headers.etag ?? "" });
        else reject(new Error(`${url} was answered with ${reply.statusCode}`));
      });
    }).on("error", reject);
  });
}

export type Rate = { perSecond: number; processorMs: number; p50: number; p99: number; errors: number };

/** The same tiles in turn over 32 connections, with wrk. @param tags sent as `If-None-Match`, if any */
export async function askAgain(
  urls: readonly string[],
  token: string,
  tags: readonly string[] | null,
  { file, seconds, pids }: { file: string; seconds: number; pids: readonly number[] },
): Promise<Rate> {
  const requests = urls.map((url, index) => {
    const known = tags === null ? "" : `, ["if-none-match"] = ${JSON.stringify(tags[index] ?? "")}`;
    return `wrk.format("GET", "${new URL(url).pathname}", { authorization = "Bearer ${token}"${known} })`;
  });
  await writeFile(
    file,
    `local requests = {}
     local at = 0
     init = function() requests = { ${requests.join(",\n")} } end
     request = function() at = at % #requests + 1; return requests[at] end`,
  );
  const origin = new URL(urls[0] ?? "").origin;
  const args = ["-t1", "-c32", `-d${seconds}s`, "--latency", "-s", file, origin];
  const usedBefore = await usedBy(pids);
  const { stdout } = await timed(CORES.driver, "wrk", args);
  const used = (await usedBy(pids)) - usedBefore;
  const after = (share: string) => {
    const [, amount = "", unit = ""] = new RegExp(`${share}%\\s+([\\d.]+)(us|ms|s)`).exec(stdout) ?? [];
    return Number(amount) * (unit === "us" ? 0.001 : unit === "s" ? 1_000 : 1);
  };
  return {
    processorMs: (used * 1_000) / Number(/(\d+) requests in/.exec(stdout)?.[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p50: after("50"),
    p99: after("99"),
    errors: Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0),
  };
}
