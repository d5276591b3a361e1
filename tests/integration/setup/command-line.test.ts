import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runAftermap, startProcess } from "../../support/processes.ts";

const LAUNCHER = join(import.meta.dirname, "../../../bin/aftermap.mjs");

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "aftermap-launcher-"));
});

afterEach(() => rm(folder, { recursive: true }));

it("is the same program through its launcher, which npx uses, and by its built file", async () => {
  const built = await runAftermap(["--help"]);
  const launched = startProcess(LAUNCHER, ["--help"]);
  expect(await launched.exited).toBe(0);
  expect(launched.stdout()).toBe(built.stdout);
  expect(built.stdout).toContain("campaign");
});

it("says how to build when it is not built", async () => {
  await mkdir(join(folder, "bin"));
  await cp(LAUNCHER, join(folder, "bin", "aftermap.mjs"));
  const unbuilt = startProcess(join(folder, "bin", "aftermap.mjs"), ["--help"]);
  expect(await unbuilt.exited).toBe(1);
  expect(unbuilt.output()).toContain("npm run build");
});

it("stops with one line that names the setting when a setting is invalid", async () => {
  const { code, output } = await runAftermap(["serve"], { PORT: "eighty", DATA_DIR: folder });
  expect(code).toBe(1);
  expect(output.trim().split("\n")).toHaveLength(1);
  expect(output).toMatch(/PORT.*0 to 65535/);
});

it("tells wrong usage apart from failure", async () => {
  const { code } = await runAftermap(["no-such-command"]);
  expect(code).toBe(2);
});
