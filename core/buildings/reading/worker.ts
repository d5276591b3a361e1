/**
 * The child process that reads one file of footprints: told what to do in one message, writes rows to its standard
 * output as fast as the other side takes them, and ends. It inherits no environment, so it has no secret to lose.
 */
import { writeSync } from "node:fs";
import { AppError } from "../../../shared/errors.ts";
import { LINE, ReadOrder } from "./messages.ts";
import { readFootprints } from "./read.ts";

const PROGRESS_MS = 250;
const STDOUT = 1;

process.once("message", (message) => {
  void work(message);
});
// Whoever asked has died: nobody reads the rest.
process.on("disconnect", () => process.exit(1));

async function work(message: unknown): Promise<void> {
  let told = 0;
  let share = 0;
  try {
    const order = ReadOrder.parse(message);
    const result = await readFootprints(order, {
      rows: (rows) => tell(LINE.rows, rows),
      refused: (rows) => tell(LINE.refused, rows),
      progress(read, accepted) {
        if (Date.now() - told < PROGRESS_MS) return;
        told = Date.now();
        share = 1 - 1 / (1 + read / 50_000);
        tell(LINE.progress, { share, read, accepted });
      },
    });
    tell("choices" in result ? LINE.question : LINE.done, result);
  } catch (error) {
    if (error instanceof AppError) tell(LINE.no, { message: error.message });
    else
      tell(LINE.failed, { message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
  process.disconnect();
}

/** Written at once and wholly: a pipe that is full makes this process wait, which is all the back pressure needed. */
function tell(kind: string, value: unknown): void {
  const bytes = Buffer.from(`${kind} ${JSON.stringify(value)}\n`);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(STDOUT, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EAGAIN")) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}
