import { createWriteStream } from "node:fs";
import { realpath } from "node:fs/promises";
import { finished } from "node:stream/promises";
import { refuseFile } from "./csv.ts";
import { UsageError } from "./terminal.ts";

/** Keeps a result from taking the place of what it is made from. @throws UsageError when `out` is one of the files read */
export async function refuseOverwriting(
  out: string | undefined,
  read: readonly (string | undefined)[],
): Promise<void> {
  if (out === undefined) return;
  const placeOf = (path: string) => realpath(path).catch(() => null);
  const target = await placeOf(out);
  if (target === null) return; // not there yet
  for (const path of read) {
    if (path === undefined || (await placeOf(path)) !== target) continue;
    throw new UsageError(`--out ${out} is a file that this command reads; give another path`);
  }
}

/** Rows gathered before the disk is asked to take them. */
const ROWS_AT_ONCE = 10_000;

/**
 * Writes lines to a file as a stream, waiting for the disk, so that memory stays flat.
 *
 * @throws AppError invalid_input when the file cannot be written
 */
export async function writeCsv(path: string, lines: Iterable<string>): Promise<void> {
  const file = createWriteStream(path);
  const done = finished(file).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw refuseFile(path, null, `cannot be written (${why}); give another path to --out`);
  });
  // Awaited below; this only keeps an early failure from being called unhandled while rows are still made.
  done.catch(() => undefined);
  let piece = "";
  let rows = 0;
  for (const line of lines) {
    piece += line;
    rows++;
    if (rows % ROWS_AT_ONCE !== 0) continue;
    const room = file.write(piece);
    piece = "";
    if (!room)
      await Promise.race([done, new Promise<void>((resolve) => file.once("drain", () => resolve()))]);
  }
  file.end(piece);
  await done;
}
