import { stat } from "node:fs/promises";
import type { Context } from "../context.ts";
import { sha256OfFile } from "./file-digest.ts";
import type { KeptSidecar } from "./imagery.sql.ts";
import type { Sidecar } from "./raster/sidecars/find-sidecars.ts";

/** Sidecars larger than this are not what they seem. */
const LARGEST_SIDECAR_BYTES = 1_000_000_000;

/** Where a kept sidecar must stand beside `original.tif` for the working copy to be made again. */
const SUFFIXES: Partial<Record<Sidecar["role"], string>> = {
  mask: ".tif.msk",
  aux: ".tif.aux.xml",
  world: ".tfw",
  projection: ".prj",
};

/** Names of green and blue beside a red `original.tif`. */
export const PART_SUFFIXES = [".green.tif", ".blue.tif"] as const;

/** The original is not whole without what it was read with. */
export async function keepSidecars(ctx: Context, sidecars: readonly Sidecar[]): Promise<KeptSidecar[]> {
  const kept: KeptSidecar[] = [];
  for (const { role, path: place, name } of sidecars) {
    const suffix = SUFFIXES[role] ?? (role === "metadata" ? `-${name}` : undefined);
    const bytes = (await stat(place)).size;
    if (suffix === undefined || bytes > LARGEST_SIDECAR_BYTES) continue;
    const sha256 = await sha256OfFile(place);
    const key = `originals/${sha256}`;
    await ctx.objects.putFile(key, place, "application/octet-stream");
    kept.push({ suffix, key, sha256, bytes });
  }
  return kept;
}

/** Green and blue are originals as well, and stand beside red. */
export async function keepParts(ctx: Context, parts: readonly string[]): Promise<KeptSidecar[]> {
  const kept: KeptSidecar[] = [];
  for (const [nth, place] of parts.entries()) {
    const sha256 = await sha256OfFile(place);
    const key = `originals/${sha256}.tif`;
    await ctx.objects.putFile(key, place, "image/tiff");
    kept.push({ suffix: PART_SUFFIXES[nth] ?? "", key, sha256, bytes: (await stat(place)).size });
  }
  return kept;
}
