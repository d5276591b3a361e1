import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { AppError } from "../../../shared/errors.ts";
import { sayRefusal } from "../../../shared/refusals.ts";
import type { RasterOptions, WorkingCopy } from "./facts.ts";
import { GDAL_ENVIRONMENT } from "./gdal.ts";
import { inspectRaster } from "./inspect.ts";
import { RasterRefusal, REMEDY } from "./refusal.ts";
import { WorkMessage, type WorkOrder } from "./worker-messages.ts";
import { killGroup, residentBytes, startLimited } from "../../limited-process.ts";

export type WorkingCopyRequest = {
  /** Local path of the original. */
  source: string;
  /** Local paths of green and blue, where `source` holds red alone. */
  parts?: readonly string[];
  /** Local path of the working copy; written whole or not at all. Must not exist yet. */
  destination: string;
  /** Called with a share 0–1, a few times a second at most. */
  onProgress?: (share: number) => void;
  /** Aborting kills the child at once; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  options?: RasterOptions;
  /** Of the child. By default 1 GB of memory, and 25 s plus 2 s per million pixels. */
  limits?: { memoryBytes?: number; seconds?: number };
};

/** Far above what any image needs (300 MB): whoever reaches it is a bomb or a bug. */
const MEMORY_BYTES = 1_073_741_824;
const SECONDS = 25;
const SECONDS_PER_MEGAPIXEL = 2;
const WATCH_MS = 200;

/**
 * Makes the working copy of an image in a child process with limits on memory and time, so that no file, however
 * broken or hostile, takes the worker down with it. A child that crashes is a refusal of its file.
 *
 * @throws AppError `invalid_input` with what is wrong and how to mend it
 */
export async function makeWorkingCopy(request: WorkingCopyRequest): Promise<WorkingCopy> {
  const { source, destination, signal } = request;
  signal?.throwIfAborted();
  const facts = await inspectRaster(source);
  signal?.throwIfAborted();
  const megapixels = (facts.width * facts.height) / 1_000_000;
  const seconds = request.limits?.seconds ?? SECONDS + SECONDS_PER_MEGAPIXEL * megapixels;
  const unfinished = `${destination}.${randomUUID()}.part`;
  const order: WorkOrder = {
    source,
    parts: [...(request.parts ?? [])],
    destination: unfinished,
    options: {
      ...(request.options?.bands === undefined ? {} : { bands: [...request.options.bands] }),
      ...(request.options?.stretch === undefined ? {} : { stretch: request.options.stretch }),
    },
  };
  try {
    const copy = await runChild(order, request, request.limits?.memoryBytes ?? MEMORY_BYTES, seconds);
    await rename(unfinished, destination);
    return copy;
  } finally {
    await rm(unfinished, { force: true });
  }
}

function runChild(
  order: WorkOrder,
  { signal, onProgress }: WorkingCopyRequest,
  memoryBytes: number,
  seconds: number,
): Promise<WorkingCopy> {
  const child = startChild();
  return new Promise((resolve, reject) => {
    let settled = false;
    let complaint = "";
    const settle = (finish: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      clearInterval(watch);
      signal?.removeEventListener("abort", abort);
      process.off("exit", kill);
      finish();
    };
    const kill = () => killGroup(child);
    const refuse = (what: string, remedy: string) => {
      kill();
      settle(() => reject(new RasterRefusal(what, remedy)));
    };
    const abort = () => {
      kill();
      settle(() => reject(signal?.reason ?? new Error("aborted")));
    };
    const deadline = setTimeout(
      () => refuse(sayRefusal("image.slow", { seconds: Math.round(seconds) }), REMEDY.recompress),
      seconds * 1_000,
    );
    const watch = setInterval(() => {
      void residentBytes(child).then((bytes) => {
        if (bytes > memoryBytes) refuse(sayRefusal("image.memory"), REMEDY.recompress);
      });
    }, WATCH_MS);
    // Ctrl-C reaches the group of the parent, not the child's own group.
    process.once("exit", kill);
    signal?.addEventListener("abort", abort, { once: true });

    child.stderr?.on("data", (chunk: Buffer) => {
      complaint = (complaint + chunk.toString("utf8")).slice(-2_000);
    });
    child.on("message", (raw) => {
      const parsed = WorkMessage.safeParse(raw);
      if (!parsed.success) return;
      const message = parsed.data;
      if (message.kind === "progress") onProgress?.(message.share);
      else if (message.kind === "done") settle(() => resolve(message.copy));
      else if (message.kind === "refused")
        settle(() => reject(new AppError("invalid_input", message.message)));
      else settle(() => reject(unreadable(message.message)));
    });
    child.once("error", (error) => settle(() => reject(error)));
    child.once("exit", (code, killedBy) => {
      // Grandchildren, and messages still under way, come first.
      setImmediate(() => {
        settle(() =>
          reject(unreadable(`the reader ended with ${killedBy ?? code}: ${complaint.slice(0, 300)}`)),
        );
      });
    });
    child.send(order);
  });
}

function startChild(): ChildProcess {
  return startLimited(new URL("./worker.ts", import.meta.url), {
    environment: { ...GDAL_ENVIRONMENT, UV_THREADPOOL_SIZE: "4" },
    isHeard: false,
  });
}

function unreadable(why: string): RasterRefusal {
  return new RasterRefusal(sayRefusal("image.unreadable", { why: why.trim() }), REMEDY.recompress);
}
