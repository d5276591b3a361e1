import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import yazl from "yazl";

/** Files into one ZIP, in the order given, all dated `changedAt`, so that the same files give the same bytes. */
export async function writeArchive(file: string, paths: readonly string[], changedAt: string): Promise<void> {
  const zip = new yazl.ZipFile();
  for (const one of paths) {
    zip.addFile(one, path.basename(one), {
      mtime: wallClock(changedAt),
      mode: 0o100644,
      forceDosTimestamp: true,
    });
  }
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(file));
}

/** ZIP holds local time without a zone: this date reads as UTC's wall clock wherever it is written. */
function wallClock(changedAt: string): Date {
  const at = new Date(changedAt);
  return new Date(
    Math.max(1980, at.getUTCFullYear()),
    at.getUTCMonth(),
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
    at.getUTCSeconds(),
  );
}
