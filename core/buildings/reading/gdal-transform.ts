/**
 * Coordinates through GDAL's `gdaltransform`: it is given numbers and the name of a system, never a file, so nothing
 * hostile reaches its drivers.
 */
import { execFile, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { GDAL_ENVIRONMENT } from "../../imagery/raster/gdal.ts";
import type { Placement } from "./placement.ts";
import { FileRefusal, quote } from "./refusal.ts";

const run = promisify(execFile);
const PROGRAM = "gdaltransform";

/** Whether the program is installed. */
export function hasGdalTransform(): Promise<boolean> {
  return run(PROGRAM, ["--version"], { timeout: 10_000, env: GDAL_ENVIRONMENT }).then(
    () => true,
    () => false,
  );
}

/**
 * Started once for some hundred buildings (30 ms): it keeps its answers back until its input ends.
 *
 * @param srs an EPSG code or WKT, checked by the caller: GDAL would take a file or an address as well
 */
export function transformWithGdal(srs: string, title: string): Placement {
  return {
    note: `Converted coordinates from ${title} with GDAL.`,
    async move(flat) {
      if (flat.length === 0) return;
      const lines = (await transform(srs, title, flat)).split("\n");
      for (let at = 0; at + 1 < flat.length; at += 2) {
        const [lon = Number.NaN, lat = Number.NaN] = (lines[at / 2] ?? "").split(" ").map(Number);
        flat[at] = Math.round(lon * 1e9) / 1e9;
        flat[at + 1] = Math.round(lat * 1e9) / 1e9;
      }
    },
    close() {},
  };
}

async function transform(srs: string, title: string, flat: readonly number[]): Promise<string> {
  const child = spawn(PROGRAM, ["-s_srs", srs, "-t_srs", "EPSG:4326", "-output_xy"], {
    env: GDAL_ENVIRONMENT,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let asked = "";
  for (let at = 0; at + 1 < flat.length; at += 2) asked += `${finite(flat[at])} ${finite(flat[at + 1])}\n`;
  child.stdin.on("error", () => {}); // it has ended early, and says why on its other side
  child.stdin.end(asked);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [answered, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code === 0) return answered;
  throw new FileRefusal(
    `GDAL could not convert coordinates from ${title}: ${quote(complaint) || `it ended with ${code}`}`,
  );
}

/** A line per position must come back; a number that is none would not. */
const finite = (value: number | undefined) => (Number.isFinite(value) ? value : 1e30);
