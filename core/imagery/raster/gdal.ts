import { execFile } from "node:child_process";
import { mkdir, rm, symlink } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { RasterRefusal, REMEDY } from "./refusal.ts";

const run = promisify(execFile);

/** Nothing but the file it is given: no network, no neighbours in the folder, no drivers but GeoTIFF's. */
export const GDAL_ENVIRONMENT = {
  PATH: "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin:/opt/local/bin",
  GDAL_DISABLE_READDIR_ON_OPEN: "EMPTY_DIR",
  GDAL_PAM_ENABLED: "NO",
  CPL_VSIL_CURL_ALLOWED_EXTENSIONS: ".none",
  PROJ_NETWORK: "OFF",
  GDAL_CACHEMAX: "64",
};

let found: Promise<boolean> | undefined;

/** Whether GDAL's programs are installed. Asked once per process. */
export function hasGdal(): Promise<boolean> {
  found ??= run("gdalwarp", ["--version"], { timeout: 10_000, env: GDAL_ENVIRONMENT }).then(
    () => true,
    () => false,
  );
  return found;
}

/**
 * Lets `gdalwarp` bring an image to Web Mercator that we cannot place or unpack ourselves. The caller has checked
 * that it is a TIFF and runs in a process group with limits.
 *
 * @param mask the TIFF beside it that says where it shows nothing, or null. GDAL sees it in a folder of their own, so
 *   that nothing else beside the image is opened
 * @param kernel `near` for palettes, whose values must not be mixed
 * @throws RasterRefusal with GDAL's own words
 */
export async function warpWithGdal(
  source: string,
  mask: string | null,
  destination: string,
  kernel: "cubic" | "near",
): Promise<void> {
  const folder = `${destination}.masked`;
  if (mask === null) return warp(source, destination, kernel, GDAL_ENVIRONMENT);
  await mkdir(folder);
  try {
    await symlink(path.resolve(source), path.join(folder, "image.tif"));
    await symlink(path.resolve(mask), path.join(folder, "image.tif.msk"));
    const env = { ...GDAL_ENVIRONMENT, GDAL_DISABLE_READDIR_ON_OPEN: "NO" };
    await warp(path.join(folder, "image.tif"), destination, kernel, env);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function warp(
  source: string,
  destination: string,
  kernel: "cubic" | "near",
  env: Record<string, string>,
): Promise<void> {
  const flags = ["-q", "-overwrite", "-if", "GTiff", "-of", "GTiff", "-t_srs", "EPSG:3857", "-r", kernel];
  const output = [
    "-dstalpha",
    "-wm",
    "64",
    "-co",
    "TILED=YES",
    "-co",
    "COMPRESS=LZW",
    "-co",
    "BIGTIFF=IF_SAFER",
  ];
  try {
    await run("gdalwarp", [...flags, ...output, source, destination], {
      env,
      maxBuffer: 1_048_576,
    });
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
    const line = said.split("\n").find((text) => text.includes("ERROR")) ?? "it gave no reason";
    throw new RasterRefusal(`GDAL could not reproject it: ${line.slice(0, 200)}`, REMEDY.reproject, {
      cause: error,
    });
  }
}
