/** Sends what `anyRequest` draws, many at a time, and keeps every answer that no request may ever get. */
import { Agent, request as httpRequest } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import fc from "fast-check";
import { anyRequest, type CallerName, type FuzzRequest, type Names } from "./requests.ts";

export type FuzzReport = {
  requests: number;
  seed: number;
  seconds: number;
  /** How many answers of each hundred: `2xx`, `4xx` … */
  answers: Record<string, number>;
  /**
   * Answers of 503 with Retry-After, by what they say: told to come back later, as when a starved machine gives the database no
   * turn. Who comes back must be answered: they are sent again.
   */
  heldBack: Record<string, number>;
  /** Routes that answered 2xx at least once: how deep it went. */
  reached: number;
  /** The slowest answer, milliseconds. */
  slowestMs: number;
  /** What should never be: 5xx, no answer, an answer that is no problem where one is due. */
  failures: string[];
};

export type FuzzOptions = {
  url: string;
  names: Names;
  /** The bearer token of a role; asked for each request, because fuzzing ends sessions. */
  token: (caller: CallerName) => string | null;
  requests: number;
  seed: number;
  /** Requests of this seed that are left out at the beginning, to come back to where something happened. */
  skip?: number;
  /** Puts right what fuzzing has changed (a closed campaign, an ended session). Called between chunks. */
  restore: () => Promise<void>;
  say?: (line: string) => void;
};

const CHUNK = 500;
/** Few, since it is not about load: whoever sends many at a time to a small machine is told to come back later. */
const AT_A_TIME = 4;
/** So often whoever was told to come back does so, after as many seconds as they were told. */
const COMES_BACK = 5;
/** Longer than any answer may take, so that one that never comes is a failure and not a hang. */
const PATIENCE_MS = 60_000;
const MOST_FAILURES = 20;

/** The same seed and names draw the same requests. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME });
  const reached = new Set<string>();
  const report: FuzzReport = {
    requests: 0,
    seed: options.seed,
    seconds: 0,
    answers: {},
    heldBack: {},
    reached: 0,
    slowestMs: 0,
    failures: [],
  };
  const from = performance.now();
  const arbitrary = anyRequest(options.names);
  for (let chunk = Math.floor((options.skip ?? 0) / CHUNK); report.requests < options.requests; chunk += 1) {
    await options.restore();
    const numRuns = Math.min(CHUNK, options.requests - report.requests);
    const drawn = fc.sample(arbitrary, { seed: options.seed * 1_000_003 + chunk, numRuns });
    let next = 0;
    const sender = async () => {
      for (let one = drawn[next++]; one !== undefined; one = drawn[next++]) {
        const sentAt = performance.now();
        let answer = await send(options, agent, one);
        report.slowestMs = Math.max(report.slowestMs, performance.now() - sentAt);
        for (let nth = 1; nth <= COMES_BACK && isHeldBack(answer); nth += 1) {
          note(report, answer);
          await pause(answer.retryAfterSeconds * 1_000);
          answer = await send(options, agent, one);
        }
        count(report, reached, one, answer);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, sender));
    report.requests += numRuns;
    if (report.failures.length > MOST_FAILURES) break;
    if (chunk % 20 === 19) options.say?.(`${report.requests} requests, ${report.failures.length} failures`);
  }
  agent.destroy();
  return { ...report, reached: reached.size, seconds: (performance.now() - from) / 1_000 };
}

type Answer = { status: number; type: string; text: string; retryAfterSeconds: number };

const isHeldBack = (answer: Answer | string): answer is Answer =>
  typeof answer !== "string" && answer.status === 503 && answer.retryAfterSeconds > 0;

function note({ heldBack }: FuzzReport, { text }: Answer): void {
  const why = text.match(/"detail":"([^"]*)"/)?.[1] ?? "";
  heldBack[why] = (heldBack[why] ?? 0) + 1;
}

function count(report: FuzzReport, reached: Set<string>, sent: FuzzRequest, answer: Answer | string): void {
  const complain = (why: string) => {
    report.failures.push(
      `${why}: ${sent.caller} ${sent.method} ${sent.path.slice(0, 300)} ${JSON.stringify(sent.headers)} ${(sent.body ?? "").slice(0, 500)}`,
    );
  };
  if (typeof answer === "string") {
    complain(answer);
    return;
  }
  const kind = `${Math.floor(answer.status / 100)}xx`;
  report.answers[kind] = (report.answers[kind] ?? 0) + 1;
  if (answer.status < 300)
    reached.add(`${sent.method} ${sent.path.split("?")[0]?.split("/").slice(3, 5).join("/")}`);
  if (answer.status >= 500) complain(`${answer.status} ${answer.text.slice(0, 300)}`);
  const isOurs = sent.path.startsWith("/api/") && sent.method !== "HEAD" && answer.status >= 400;
  if (isOurs && answer.status !== 412 && !answer.type.startsWith("application/problem+json"))
    if (!/uploads|refused-rows/.test(sent.path)) complain(`${answer.status} is no problem document`);
}

function send(
  options: FuzzOptions,
  agent: Agent,
  one: FuzzRequest,
  mayTryAgain = true,
): Promise<Answer | string> {
  const { url, token } = options;
  const bearer = token(one.caller);
  const headers: Record<string, string> = { ...one.headers };
  // Node frames no body of a DELETE by itself: what follows would be read as a request of its own.
  if (one.body !== null) headers["content-length"] = String(Buffer.byteLength(one.body));
  if (bearer !== null) headers["authorization"] = `Bearer ${bearer}`;
  return new Promise((resolve) => {
    const outgoing = httpRequest(`${url}${one.path}`, { method: one.method, headers, agent }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", (error) => resolve(`the answer broke off (${error.message})`));
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: answer.headers["content-type"] ?? "",
          text: Buffer.concat(parts).toString().slice(0, 2_000),
          retryAfterSeconds: Number(answer.headers["retry-after"] ?? 0),
        }),
      );
    });
    outgoing.setTimeout(PATIENCE_MS, () => outgoing.destroy(new Error("no answer in time")));
    outgoing.on("error", (error) => {
      // A line kept open that the server closed in the same moment: HTTP's own race, and to be sent again (RFC 9112 §9.3.1).
      const isRace = outgoing.reusedSocket && /ECONNRESET|socket hang up/.test(error.message);
      if (isRace && mayTryAgain) resolve(send(options, agent, one, false));
      else resolve(`no answer (${error.message})`);
    });
    outgoing.end(one.body ?? undefined);
  });
}
