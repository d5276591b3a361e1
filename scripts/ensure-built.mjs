/**
 * Builds `dist/` when it is not what the sources would give: server side with the TypeScript compiler, client with
 * Vite. What it was built from is kept as a hash of the sources, so that neither a checkout's new file times nor a
 * deleted file mislead it.
 *
 * `node scripts/ensure-built.mjs` (npm run build) · `--force` builds anyway.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled } from "./ensure-installed.mjs";
import { PROGRAMS, PROJECT, runInstalled } from "./run.mjs";
import { findWordFaults } from "./words.mjs";

const SOURCES = ["shared", "core", "server", "workers", "cli", "client"];
const SETTINGS = [
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "vite.config.ts",
  "installable.config.ts",
];
const DIST = join(PROJECT, "dist");
/** Built beside its place, at the same depth (source maps are relative), so that a failed build breaks nothing. */
const NEW = join(PROJECT, "dist-new");
const STAMP = ".built-from";

/** Leaves the process when it cannot be done. @param {{ force?: boolean }} [options] */
export async function ensureBuilt(options) {
  await ensureInstalled();
  if (!(await build(options))) process.exit(1);
}

/** Says whether `dist/` is what the sources give; if not, why not is on stderr. */
export async function build({ force = false } = {}) {
  const sources = hashSources();
  const stamp = join(DIST, STAMP);
  if (!force && existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return true;

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
  writeFileSync(join(NEW, STAMP), sources);
  rmSync(DIST, { recursive: true, force: true });
  renameSync(NEW, DIST);
  return true;
}

function hashSources() {
  const hash = createHash("sha256");
  const files = SOURCES.flatMap((folder) =>
    readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  );
  for (const file of [...files, ...SETTINGS.map((name) => join(PROJECT, name))].toSorted(byName)) {
    hash
      .update(`${file.slice(PROJECT.length)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex");
}

function byName(a, b) {
  return a < b ? -1 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureBuilt({ force: process.argv.includes("--force") });
}
