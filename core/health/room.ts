import { readdir, stat, statfs } from "node:fs/promises";
import path from "node:path";

export type Room = { freeBytes: number | null; totalBytes: number | null; usedBytes: number | null };

/** Counting a large store may take minutes on a slow disk: the page is not worth that. */
const PATIENCE_MS = 1_500;

/** How much room a folder's disk has, and how much the folder itself takes; null for what could not be found out in time. */
export async function roomOf(folder: string): Promise<Room> {
  const disk = await statfs(folder).catch(() => null);
  return {
    freeBytes: disk === null ? null : disk.bavail * disk.bsize,
    totalBytes: disk === null ? null : disk.blocks * disk.bsize,
    usedBytes: await bytesBelow(folder),
  };
}

async function bytesBelow(folder: string): Promise<number | null> {
  const deadline = Date.now() + PATIENCE_MS;
  const waiting = [folder];
  let bytes = 0;
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (Date.now() > deadline) return null;
    const here = next;
    const entries = await readdir(here, { withFileTypes: true }).catch(() => []);
    const files: string[] = [];
    for (const entry of entries) {
      if (entry.isDirectory()) waiting.push(path.join(here, entry.name));
      else if (entry.isFile()) files.push(path.join(here, entry.name));
    }
    const sizes = await Promise.all(
      files.map((file) =>
        stat(file).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
    );
    for (const size of sizes) bytes += size;
  }
  return bytes;
}
