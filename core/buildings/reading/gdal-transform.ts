/**
 * Coordinates through GDAL's `gdaltransform`: it is given numbers and the name of a system, never a file, so nothing
 * hostile reaches its drivers.
 */
import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { GDAL_ENVIRONMENT } from "../../imagery/raster/gdal.ts";
import type { Placement } from "./placement.ts";
import { FileRefusal, quote } from "./refusal.ts";

const run = promisify(execFile);
const PROGRAM = "gdaltransform";
/** Between writing and reading; pipes hold 64 kB, and a line is at most 60 bytes. */
const POSITIONS_AT_ONCE = 500;

/** Whether the program is installed. */
export function hasGdalTransform(): Promise<boolean> {
  return run(PROGRAM, ["--version"], { timeout: 10_000, env: GDAL_ENVIRONMENT }).then(
    () => true,
    () => false,
  );
}

/** @param srs an EPSG code or WKT, checked by the caller: GDAL would take a file or an address as well */
export async function transformWithGdal(srs: string, title: string): Promise<Placement> {
  const refusal = (why: string) =>
    new FileRefusal(`GDAL could not convert coordinates from ${title}: ${quote(why)}`);
  const probe = run(PROGRAM, ["-s_srs", srs, "-t_srs", "EPSG:4326", "-output_xy"], {
    timeout: 15_000,
    env: GDAL_ENVIRONMENT,
  });
  probe.child.stdin?.end();
  await probe.catch((error: unknown) => {
    throw refusal(error instanceof Error ? error.message : String(error));
  });
  const child = spawn(PROGRAM, ["-s_srs", srs, "-t_srs", "EPSG:4326", "-output_xy"], {
    env: GDAL_ENVIRONMENT,
    stdio: ["pipe", "pipe", "ignore"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    note: `Converted coordinates from ${title} with GDAL.`,
    async move(flat) {
      for (let from = 0; from < flat.length; from += POSITIONS_AT_ONCE * 2) {
        const to = Math.min(flat.length, from + POSITIONS_AT_ONCE * 2);
        let text = "";
        for (let at = from; at < to; at += 2) text += `${finite(flat[at])} ${finite(flat[at + 1])}\n`;
        child.stdin.write(text);
        for (let at = from; at < to; at += 2) {
          const line = await lines.next();
          if (line.done === true) throw refusal("it ended early");
          const [lon = Number.NaN, lat = Number.NaN] = line.value.split(" ").map(Number);
          flat[at] = Math.round(lon * 1e9) / 1e9;
          flat[at + 1] = Math.round(lat * 1e9) / 1e9;
        }
      }
    },
    close() {
      child.stdin.end();
      child.kill();
    },
  };
}

/** A line per position must come back; a number that is none would not. */
const finite = (value: number | undefined) => (Number.isFinite(value) ? value : 1e30);
