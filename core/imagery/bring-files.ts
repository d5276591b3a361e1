import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { Context } from "../context.ts";
import { download, type Download } from "./addresses/download.ts";
import { shown } from "./addresses/read-address.ts";

/** Files that were fetched and not imported, for want of a date, are kept this long for the next try. */
const KEEP_DOWNLOADS_MS = 2 * 86_400_000;

/** Whether something is to be fetched and not found on this computer. */
export const isAddress = (place: string): boolean => /^https?:\/\//i.test(place);

/**
 * Brings files here that lie elsewhere; what is here already stays where it is. Whoever is done with `fetched` removes
 * it; what nobody removes goes after two days.
 *
 * @returns all places, in the order that they were asked for, which of them were fetched, and the sentence that says so
 * @throws AppError `invalid_input` when one cannot be had
 */
export async function bringFiles(
  ctx: Context,
  wanted: readonly string[],
  { onProgress, stop }: Download,
): Promise<{ places: string[]; fetched: string[]; did: string[] }> {
  const folder = path.join(ctx.config.dataDir, "downloads");
  const addresses = wanted.filter(isAddress);
  if (addresses.length > 0) await removeOldDownloads(folder);
  const places: string[] = [];
  const fetched: string[] = [];
  for (const place of wanted) {
    if (!isAddress(place)) {
      places.push(place);
      continue;
    }
    const to = await download({ allowed: ctx.config.importHosts }, place, folder, {
      onProgress: (share) => onProgress((fetched.length + share) / addresses.length),
      stop,
    });
    places.push(to);
    fetched.push(to);
  }
  const did = addresses.length === 0 ? [] : [`Fetched from ${addresses.map(shown).join(", ")}.`];
  return { places, fetched, did };
}

async function removeOldDownloads(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const place = path.join(folder, name);
    const found = await stat(place).catch(() => null); // another worker was faster
    if (found !== null && Date.now() - found.mtimeMs > KEEP_DOWNLOADS_MS) await rm(place, { force: true });
  }
}
