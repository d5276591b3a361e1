/**
 * Starts the process that reads a file of footprints, and hands on what it writes. The process has limits on memory
 * and time, so that no file, however broken or hostile, takes the worker down with it.
 */
import type { ChildProcess } from "node:child_process";
import { stat } from "node:fs/promises";
import { z } from "zod";
import { ImportQuestion, RefusedRow } from "../../shared/batches.ts";
import { sayRefusal } from "../../shared/refusals.ts";
import { GDAL_ENVIRONMENT } from "../imagery/raster/gdal.ts";
import { readAt } from "./reading/file-bytes.ts";
import { LINE, Progress, ReadSummary, type ReadOrder } from "./reading/messages.ts";
import { readFootprints } from "./reading/read.ts";
import { FileRefusal, quote } from "./reading/refusal.ts";
import { killGroup, residentBytes, startLimited } from "../limited-process.ts";

/** What is done with the rows while they come. The next are not asked for before it is done. */
export type RowTaker = {
  /** A JSON list of `StagedRow`, to be given to the database as it is. */
  rows(list: string): Promise<void>;
  refused: (rows: readonly RefusedRow[]) => void;
  progress: (share: number) => void;
};

/** Far above what any file needs (200 MB): whoever reaches it is a bomb or a bug. */
const MEMORY_BYTES = 1_073_741_824;
const SMALL_BYTES = 256 * 1024;
const WATCH_MS = 200;
/** So long a file may give nothing usable, or nothing at all; no verdict may take longer than 30 s. */
const PATIENCE_MS = 24_000;
/** Slower than this over all that time, it is work made to be slow: a million rows come at 20,000 a second. */
const SLOWEST_ROWS_PER_SECOND = 100;
const LONGEST_LINE = 64 * 1024 * 1024;

const Told = z.object({ message: z.string() });

/**
 * Reads a file to its end.
 *
 * @returns a summary, or what must be known before the file can be imported
 * @throws AppError `invalid_input` with what is wrong and how to mend it
 */
export async function readFootprintFile(
  order: ReadOrder,
  taker: RowTaker,
  stop: AbortSignal,
): Promise<ReadSummary | ImportQuestion> {
  stop.throwIfAborted();
  if (await isSmallJson(order.file)) return readHere(order, taker);
  const child = startReader();
  const watch = watchReader(child, stop);
  try {
    child.send(order);
    for await (const line of linesOf(child)) {
      watch.heard();
      const [kind, text] = [line.slice(0, 1), line.slice(2)];
      if (kind === LINE.rows) await watch.whileBusy(taker.rows(text));
      else if (kind === LINE.refused) taker.refused(RefusedRow.array().parse(JSON.parse(text)));
      else if (kind === LINE.progress) {
        const progress = Progress.parse(JSON.parse(text));
        taker.progress(progress.share);
        watch.progressed(progress);
      } else if (kind === LINE.done) return ReadSummary.parse(JSON.parse(text));
      else if (kind === LINE.question) return ImportQuestion.parse(JSON.parse(text));
      else if (kind === LINE.no) throw new FileRefusal(Told.parse(JSON.parse(text)).message);
      else if (kind === LINE.failed)
        throw new Error(`the reader failed: ${Told.parse(JSON.parse(text)).message}`);
    }
    throw watch.reason() ?? new FileRefusal(sayRefusal("file.ended-early", { why: watch.complaint() }));
  } catch (error) {
    throw watch.reason() ?? error;
  } finally {
    watch.end();
    killGroup(child);
  }
}

/**
 * A small GeoJSON file is read here: splitting JSON cannot blow up, its work is bounded by its size, and starting a
 * process takes a second.
 */
async function isSmallJson(file: string): Promise<boolean> {
  const { size } = await stat(file);
  return size <= SMALL_BYTES && /^\s*\{/.test((await readAt(file, 0, 64)).toString("latin1"));
}

async function readHere(order: ReadOrder, taker: RowTaker): Promise<ReadSummary | ImportQuestion> {
  const lists: string[] = [];
  const result = await readFootprints(order, {
    rows: (rows) => lists.push(JSON.stringify(rows)),
    refused: taker.refused,
    progress() {},
  });
  for (const list of lists) await taker.rows(list);
  return result;
}

/** Kills the reader when it takes too long, too much, or is not wanted any more; says why. */
function watchReader(child: ChildProcess, stop: AbortSignal) {
  let why: unknown = null;
  let heardAt = Date.now();
  let waitedMs = 0;
  let busySince: number | null = null;
  let last: { read: number; accepted: number } = { read: 0, accepted: 0 };
  let said = "";
  const startedAt = Date.now();
  const kill = () => killGroup(child);
  const give = (reason: unknown) => {
    why ??= reason;
    kill();
  };
  const abort = () => give(stop.reason ?? new Error("aborted"));
  const look = () => {
    if (busySince !== null) return;
    const reading = Date.now() - startedAt - waitedMs;
    if (Date.now() - heardAt > PATIENCE_MS)
      give(new FileRefusal(sayRefusal("file.nothing-in-time", { seconds: PATIENCE_MS / 1_000 })));
    else if (reading > PATIENCE_MS && last.read > 0 && last.accepted === 0) {
      give(new FileRefusal(sayRefusal("file.first-unusable", { number: last.read })));
    } else if (reading > PATIENCE_MS && last.read < (reading / 1_000) * SLOWEST_ROWS_PER_SECOND) {
      give(
        new FileRefusal(sayRefusal("file.slow", { rows: last.read, seconds: Math.round(reading / 1_000) })),
      );
    }
    void residentBytes(child).then((bytes) => {
      if (bytes > MEMORY_BYTES) give(new FileRefusal(sayRefusal("file.memory")));
    });
  };
  const timer = setInterval(look, WATCH_MS);
  stop.addEventListener("abort", abort, { once: true });
  // Ctrl-C reaches the group of the parent, not the child's own group.
  process.once("exit", kill);
  child.stderr?.on("data", (chunk: Buffer) => {
    said = (said + chunk.toString("utf8")).slice(-2_000);
  });
  return {
    heard() {
      heardAt = Date.now();
    },
    progressed(progress: { read: number; accepted: number }) {
      last = progress;
    },
    /** Time that the database takes is not the file's fault. */
    async whileBusy(work: Promise<void>) {
      busySince = Date.now();
      try {
        await work;
      } finally {
        waitedMs += Date.now() - busySince;
        busySince = null;
        heardAt = Date.now();
      }
    },
    reason: () => why,
    complaint: () =>
      /out of memory|heap limit/i.test(said) ? ", out of memory" : said === "" ? "" : `: ${quote(said)}`,
    end() {
      clearInterval(timer);
      stop.removeEventListener("abort", abort);
      process.off("exit", kill);
    },
  };
}

async function* linesOf(child: ChildProcess): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of child.stdout ?? []) {
    if (!Buffer.isBuffer(chunk)) continue;
    let from = 0;
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      yield Buffer.concat([...parts, chunk.subarray(from, at)]).toString("utf8");
      parts = [];
      size = 0;
      from = at + 1;
    }
    parts.push(chunk.subarray(from));
    size += chunk.length - from;
    if (size > LONGEST_LINE) throw new FileRefusal("Its rows are too large to be stored");
  }
}

function startReader(): ChildProcess {
  return startLimited(new URL("./reading/worker.ts", import.meta.url), {
    environment: { ...GDAL_ENVIRONMENT, UV_THREADPOOL_SIZE: "2" },
    isHeard: true,
  });
}
