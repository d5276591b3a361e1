import { AppError } from "../../shared/errors.ts";
import { nameOfFile } from "./csv.ts";

/** Where a command writes: its result on `out`, everything else on `err`. */
export type CommandIo = { out: (text: string) => void; err: (text: string) => void };

export const DONE = 0;
export const REFUSED = 1;
export const WRONG_USAGE = 2;

/** Wrong usage: the command line itself asks for something that cannot be. */
export class UsageError extends Error {}

/** Runs a command's body and turns what it throws into a line on `err` (with `json`, a document on `out` too) and an exit status. */
export async function exitStatusOf(io: CommandIo, json: boolean, run: () => Promise<void>): Promise<number> {
  try {
    await run();
    return DONE;
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`error: ${error.message}\n`);
      return WRONG_USAGE;
    }
    if (error instanceof AppError) {
      io.err(`${error.message}\n`);
      const { code, message, errors } = error;
      if (json) io.out(`${JSON.stringify({ error: { code, detail: message, errors } })}\n`);
      return REFUSED;
    }
    throw error;
  }
}

const EVERY_ROWS = 1_000_000;

/** Says how far a long file has been read, once per million rows. */
export function createProgress(io: CommandIo, path: string): () => void {
  let rows = 0;
  return () => {
    rows++;
    if (rows % EVERY_ROWS === 0) io.err(`${nameOfFile(path)}: ${rows / EVERY_ROWS} million rows read\n`);
  };
}
