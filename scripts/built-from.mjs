/** Tells whether `dist/` is what the sources would give: a hash of them is kept in it when it is built. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "./run.mjs";

const SOURCES = ["shared", "core", "server", "workers", "cli", "client"];
const SETTINGS = [
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
  "vite.config.ts",
  "installable.config.ts",
];
const STAMP = ".built-from";

/** Says whether the folder was built from the sources as they are. */
export function isBuiltFrom(dist, sources = hashSources()) {
  const stamp = join(dist, STAMP);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === sources;
}

/** Keeps what a folder was built from. */
export function keepStamp(dist, sources) {
  writeFileSync(join(dist, STAMP), sources);
}

/** A hash of everything that `dist/` is made of. */
export function hashSources() {
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
