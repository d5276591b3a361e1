import { statfs } from "node:fs/promises";
import { AppError } from "../../shared/errors.ts";
import type { ExportFailure } from "../../shared/exports.ts";
import type { Context } from "../context.ts";
import { updateExportsAbandoned } from "./exports.sql.ts";

/** With less room than this nothing can be written. */
const FULL_BYTES = 1 << 20;

/** Says of exports whose job was given up that they failed, so that none runs for ever. */
export async function failAbandonedExports(ctx: Context): Promise<void> {
  await ctx.db.transaction(async (tx) => {
    const reason = "It failed so often that it was given up; the log tells why. Ask for the export again.";
    for (const { id, campaign } of await updateExportsAbandoned(tx, { failure: "given_up", reason })) {
      ctx.log.error({ export: id }, "export given up");
      tx.afterCommit(() => ctx.events.publish({ name: "export:changed", campaign, id }));
    }
  });
}

/** Why an export ended without a file: as a code, and in words with what to do about it. */
export async function describeFailure(
  ctx: Context,
  error: unknown,
): Promise<{ failure: ExportFailure; reason: string }> {
  if (error instanceof AppError)
    return { failure: error.code === "too_large" ? "too_large" : "not_written", reason: error.message };
  if (isOfDisk(error) || (await isDiskFull(ctx))) {
    const reason = "The server's disk is full. Nothing was lost: make room and ask for the export again.";
    return { failure: "disk_full", reason };
  }
  const reason = "The file could not be written; the log tells why. Ask for the export again.";
  return { failure: "not_written", reason };
}

/** Our own disk, on which the file is made: the database's says so in its own codes. */
export function isOfDisk(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");
}

/** Not everything that writes says what the matter was: SQLite speaks of an I/O error. */
async function isDiskFull(ctx: Context): Promise<boolean> {
  const { bavail, bsize } = await statfs(ctx.config.dataDir);
  return bavail * bsize < FULL_BYTES;
}
