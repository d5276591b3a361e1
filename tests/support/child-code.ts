/**
 * Stands in the place of `core/child-code.ts` in tests (see vitest.config.ts): processes and threads run from `dist/`
 * where that is what the sources give, as in `npm test`, which builds first. Otherwise they run from the sources.
 */
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { codeOf as codeInDevelopment, type ChildCode } from "../../core/child-code.ts";
import { isBuiltFrom } from "../../scripts/built-from.mjs";

const PROJECT = join(import.meta.dirname, "../..");
const DIST = join(PROJECT, "dist");
let isBuilt: boolean | undefined;

export function codeOf(file: URL): ChildCode {
  isBuilt ??= isBuiltFrom(DIST);
  if (!isBuilt) return codeInDevelopment(file);
  const built = join(DIST, fileURLToPath(file).slice(PROJECT.length)).replace(/\.ts$/, ".js");
  return { file: pathToFileURL(built), isSource: false };
}
