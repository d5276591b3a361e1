/**
 * Builds `dist/` when it is not what the sources would give: server side with the TypeScript compiler, client with
 * Vite. What it was built from is kept as a hash of the sources, so that neither a checkout's new file times nor a
 * deleted file mislead it.
 *
 * `node scripts/ensure-built.mjs` (npm run build) · `--force` builds anyway.
 */
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { hashSources, isBuiltFrom, keepStamp } from "./built-from.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { PROGRAMS, PROJECT, runInstalled } from "./run.mjs";
import { findWordFaults } from "./words.mjs";

const DIST = join(PROJECT, "dist");
/** Built beside its place, at the same depth (source maps are relative), so that a failed build breaks nothing. */
const NEW = join(PROJECT, "dist-new");

/** Leaves the process when it cannot be done. @param {{ force?: boolean }} [options] */
export async function ensureBuilt(options) {
  await ensureInstalled();
  if (!(await build(options))) process.exit(1);
}

/** Says whether `dist/` is what the sources give; if not, why not is on stderr. */
export async function build({ force = false } = {}) {
  const sources = hashSources();
  if (!force && isBuiltFrom(DIST, sources)) return true;

  const faults = findWordFaults();
  if (faults.length > 0) {
    console.error(`The client cannot be built, because words are wrong:\n  ${faults.join("\n  ")}`);
    return false;
  }
  console.error("Building…");
  rmSync(NEW, { recursive: true, force: true });
  const codes = await Promise.all([
    runInstalled(PROGRAMS.tsc, ["-p", "tsconfig.build.json", "--outDir", NEW]),
    runInstalled(PROGRAMS.vite, ["build", "--logLevel", "warn", "--outDir", join(NEW, "client")]),
  ]);
  if (codes.some((code) => code !== 0)) {
    console.error("The build failed: see the messages above.");
    return false;
  }
  keepStamp(NEW, sources);
  rmSync(DIST, { recursive: true, force: true });
  renameSync(NEW, DIST);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureBuilt({ force: process.argv.includes("--force") });
}
