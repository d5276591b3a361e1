/** Finds the real data that tests read in place: `TEST_DATA`, by default `../shared/data` beside the project. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(process.env["TEST_DATA"] ?? join(import.meta.dirname, "../../../shared/data"));

/** Why tests on real data are skipped, or null when it is there. For `it.skipIf(noTestData)` and the title. */
export const noTestData: string | null = existsSync(ROOT) ? null : `no real data at ${ROOT}: set TEST_DATA`;

/** The path of a file or folder of the real data. */
export function testData(...path: string[]): string {
  return join(ROOT, ...path);
}
