import { createHash } from "node:crypto";
import { mkdir, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../../shared/errors.ts";
import { fetchAddress, type Answer, type FetchRules } from "./fetch-address.ts";
import { meaning, shown } from "./read-address.ts";

/** Far above the largest scenes sold, and below what fills a disk unseen. */
const MOST_BYTES = 64 * 1_024 ** 3;
const MOST_TRIES = 5;
const FIRST_WAIT_MS = 500;
/** Slower than this a file is given up, bytes a second in the long run: a sender of a byte a minute holds a worker. */
const LEAST_PACE = 4_096;
const LEAST_MS = 120_000;

export type Download = {
  /** Called with a share 0–1 where the length is known. */
  onProgress: (share: number) => void;
  stop: AbortSignal;
};

/**
 * Fetches a file to disk and goes on where it stopped, after a cut of the line as after a restart of the worker: the
 * beginning stays in `folder` under the address's hash, with the ETag that it must still have.
 *
 * @returns the path of the whole file
 * @throws AppError `invalid_input` when it cannot be had
 */
export async function download(
  rules: FetchRules,
  address: string,
  folder: string,
  how: Download,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const whole = path.join(folder, createHash("sha256").update(address).digest("hex"));
  if ((await sizeOf(whole)) !== null) return whole;
  const part = `${whole}.part`;
  for (let tries = 1; ; tries += 1) {
    try {
      await fetchRest(rules, address, part, how);
      await rename(part, whole);
      await rm(`${part}.etag`, { force: true });
      return whole;
    } catch (error) {
      how.stop.throwIfAborted();
      // A refusal stays one; a cut line is tried again from where it was cut.
      if (error instanceof AppError || tries >= MOST_TRIES) throw asRefusal(error, address);
      await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** tries));
    }
  }
}

async function fetchRest(
  rules: FetchRules,
  address: string,
  part: string,
  { onProgress, stop }: Download,
): Promise<void> {
  const have = (await sizeOf(part)) ?? 0;
  const etag = await readFile(`${part}.etag`, "utf8").catch(() => "");
  const isResumed = have > 0 && etag !== "";
  const headers = isResumed ? { range: `bytes=${have}-`, "if-range": etag } : {};
  const pace = new AbortController();
  const answer = await fetchAddress(rules, address, {
    headers,
    signal: AbortSignal.any([stop, pace.signal]),
  });
  if (answer.status === 416 && isResumed) {
    answer.body.destroy();
    await rm(part, { force: true });
    throw new Error("what was there of it is not its beginning");
  }
  if (answer.status !== 200 && answer.status !== 206) {
    answer.body.destroy();
    throw new AppError(
      "invalid_input",
      `${shown(address)} answered ${answer.status}${meaning(answer.status)}`,
    );
  }
  const continues = answer.headers["content-range"]?.startsWith(`bytes ${have}-`) === true;
  if (answer.status === 206 && !(isResumed && continues)) {
    answer.body.destroy();
    throw new AppError("invalid_input", `${shown(address)} answered with another part than was asked for`);
  }
  const from = answer.status === 206 ? have : 0;
  const total = from + Number(answer.headers["content-length"] ?? Number.NaN);
  if (total > MOST_BYTES) {
    answer.body.destroy();
    throw new AppError("invalid_input", `${shown(address)} claims ${total} bytes: more than is fetched`);
  }
  await writeFile(`${part}.etag`, validatorOf(answer));
  await write(answer, part, { from, total, onProgress, pace });
  const arrived = (await sizeOf(part)) ?? 0;
  if (Number.isFinite(total) && arrived !== total)
    throw new Error(`it ended after ${arrived} of ${total} bytes`);
}

/** What must be unchanged for the rest to belong to the beginning. RFC 9110 §13.1.5: a weak ETag will not do. */
function validatorOf({ headers }: Answer): string {
  const { etag } = headers;
  if (etag !== undefined) return etag.startsWith('"') ? etag : "";
  return headers["last-modified"] ?? "";
}

type Writing = { from: number; total: number; onProgress: (share: number) => void; pace: AbortController };

async function write(
  { body }: Answer,
  part: string,
  { from, total, onProgress, pace }: Writing,
): Promise<void> {
  const started = Date.now();
  let arrived = 0;
  const watch = setInterval(() => {
    const elapsed = Date.now() - started;
    if (elapsed > LEAST_MS && arrived / (elapsed / 1_000) < LEAST_PACE) {
      pace.abort(new AppError("invalid_input", "It arrives more slowly than 4 kB a second"));
    }
  }, 10_000);
  // By hand and not through a pipeline, which throws away what it holds when the line is cut.
  const file = await open(part, from > 0 ? "r+" : "w");
  try {
    for await (const chunk of body) {
      if (!Buffer.isBuffer(chunk)) continue;
      await file.write(chunk, 0, chunk.length, from + arrived);
      arrived += chunk.length;
      if (from + arrived > MOST_BYTES) throw new AppError("invalid_input", "It does not end");
      if (Number.isFinite(total) && total > 0) onProgress((from + arrived) / total);
    }
  } finally {
    await file.close();
    clearInterval(watch);
  }
}

async function sizeOf(file: string): Promise<number | null> {
  return (await stat(file).catch(() => null))?.size ?? null;
}

function asRefusal(error: unknown, address: string): AppError {
  if (error instanceof AppError) return error;
  const why = error instanceof Error ? error.message : String(error);
  return new AppError("invalid_input", `${shown(address)} could not be fetched whole (${why}): try again`, {
    cause: error,
  });
}
