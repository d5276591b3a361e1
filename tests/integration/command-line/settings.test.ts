import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runAftermap } from "../../support/processes.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aftermap-settings-"));
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ["PORT", "eighty", /0 to 65535/],
  ["PORT", "70000", /0 to 65535/],
  ["PUBLIC_URL", "aftermap.example.org", /https?/],
  ["DATABASE_URL", "mysql://host/db", /PostgreSQL.*postgres:/],
  ["DATABASE_URL", "not an address", /PostgreSQL.*postgres:/],
  ["DATABASE_DIRECT_URL", "http://host/db", /pooler.*postgres:/],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318", /collector.*http:/],
  ["REDIS_URL", "http://host", /Redis.*redis:/],
  ["OBJECT_STORE", "ftp://bucket", /s3:/],
  ["SECRET", "short", /32 characters/],
  ["LOG_LEVEL", "loud", /info/],
  ["NODE_ENV", "staging", /production/],
])("stops with one line when %s is %s, saying what is expected", async (name, value, expected) => {
  const { code, output, stdout } = await runAftermap(["serve"], {
    DATABASE_URL: "postgres://localhost:1/none",
    PORT: "0",
    DATA_DIR: folder,
    [name]: value,
  });
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(output.trim().split("\n")).toHaveLength(1);
  expect(output).toContain(name);
  expect(output).toMatch(expected);
  if (value !== "short") return;
  expect(output).not.toContain(value);
});

it("asks for a SECRET in production", async () => {
  const { code, output } = await runAftermap(["worker"], {
    NODE_ENV: "production",
    SECRET: undefined,
    DATA_DIR: folder,
  });
  expect(code).toBe(1);
  expect(output.trim()).toMatch(/^[^\n]*SECRET[^\n]*production[^\n]*$/);
});

it("names every bad setting at once, and leaves nothing behind", async () => {
  const { output } = await runAftermap(["serve"], { PORT: "x", REDIS_URL: "y", DATA_DIR: folder });
  expect(output).toContain("PORT");
  expect(output).toContain("REDIS_URL");
  expect(await readdir(folder)).toEqual([]);
});

it("stops with a reason when the database does not answer", async () => {
  const { code, output } = await runAftermap(["serve"], {
    DATABASE_URL: "postgres://127.0.0.1:1/none",
    DATA_DIR: folder,
  });
  expect(code).toBe(1);
  expect(output).toMatch(/DATABASE_URL|database/i);
  expect(output).not.toContain("    at ");
});
