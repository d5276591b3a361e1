import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds `package.json`, whether this runs from the sources or from `dist`. */
export const PROJECT_FOLDER = findProjectFolder(dirname(fileURLToPath(import.meta.url)));

/** This release, as consensus, exports and the command line name it. */
export const VERSION = "0.1.0";

function findProjectFolder(from: string): string {
  if (existsSync(join(from, "package.json"))) return from;
  const parent = dirname(from);
  if (parent === from)
    throw new Error("package.json was not found above this file: the installation is incomplete");
  return findProjectFolder(parent);
}
