import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { readWords } from "../../../client/i18n/words.ts";
import { findWordFaults } from "../../../scripts/words.mjs";

const folder = mkdtempSync(join(tmpdir(), "words-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("every language has every text, in each of its plural forms, and asks for nothing English does not give", () => {
  expect(findWordFaults()).toEqual([]);
});

it("a text that is missing, empty, unknown or full of holes is named, so that the build stops at it", () => {
  cpSync(fileURLToPath(new URL("../../../client/i18n/", import.meta.url)), folder, { recursive: true });
  const file = join(folder, "ar", "common.json");
  const words = JSON.parse(readFileSync(file, "utf8"));
  delete words.close;
  words.back = " ";
  words.extra = "x";
  words.cancel = "{{nobody}}";
  writeFileSync(file, JSON.stringify(words));
  expect(findWordFaults(folder)).toEqual([
    "ar/common.json: close is missing",
    "ar/common.json: extra is not in English",
    "ar/common.json: back is empty",
    "ar/common.json: cancel asks for {{nobody}}",
  ]);
});

it("no line of a French text begins with a sign or ends with what opens a quotation", async () => {
  expect((await readWords("fr", "tagging"))["window"]).toMatchObject({
    legend: expect.stringMatching(/\u00a0\?$/),
  });
  for (const screen of ["common", "tagging", "learn", "campaigns"])
    expect(JSON.stringify(await readWords("fr", screen))).not.toMatch(/ [?!:;»]|« /);
  expect(await readWords("en", "common")).toHaveProperty("close");
});

it("no text writes digits other than 0–9, which dates and numbers beside it are written in", () => {
  const files = ["admin", "analysis", "campaigns", "common", "learn", "me", "tagging"];
  for (const name of files) {
    const text = readFileSync(new URL(`../../../client/i18n/ar/${name}.json`, import.meta.url), "utf8");
    expect(text).not.toMatch(/[\u0660-\u0669]/);
  }
});
