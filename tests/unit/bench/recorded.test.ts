import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PROJECT_FOLDER } from "../../../core/project.ts";
import { pageOf, readRuns } from "../../bench/record.ts";

it("the page of benchmarks says what was recorded, and nothing else", async () => {
  const runs = await readRuns();
  expect(Object.keys(runs)).not.toHaveLength(0);
  expect(await readFile(join(PROJECT_FOLDER, "docs/benchmarks.md"), "utf8")).toBe(await pageOf(runs));
});
