import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EVIDENCE } from "../../security/asvs-evidence.ts";
import { REQUIREMENTS } from "../../security/asvs-levels.ts";
import { countStates, JUDGEMENTS, PROJECT, withoutLayout, writeAsvs } from "../../security/lists.ts";

describe("the table of ASVS 5.0", () => {
  it("has every requirement of levels 1 and 2, and none besides", () => {
    expect(REQUIREMENTS).toHaveLength(253);
    expect(REQUIREMENTS.filter(({ level }) => level === 1)).toHaveLength(70);
    expect(Object.keys(JUDGEMENTS).toSorted()).toEqual(REQUIREMENTS.map(({ id }) => id).toSorted());
  });

  it("shows four in five of what applies by tests, and gives a reason for all the rest", () => {
    const { tested, applicable } = countStates();
    expect(tested / applicable).toBeGreaterThanOrEqual(0.8);
    for (const [id, { state, why, evidence, asks }] of Object.entries(JUDGEMENTS)) {
      expect(asks, id).not.toBe("");
      if (state === "tested") expect(evidence.length, id).toBeGreaterThan(0);
      else expect(why, id).not.toBe("");
    }
  });

  it.each(Object.entries(EVIDENCE))("names a test that is there: %s", (_name, [file, test]) => {
    const path = join(PROJECT, file);
    expect(existsSync(path), file).toBe(true);
    const source = readFileSync(path, "utf8").replaceAll('\\"', '"').replaceAll("\\'", "'");
    expect(source).toContain(test);
    expect(source).not.toMatch(/\b(?:it|describe|test)\.(?:skip|todo)\(/);
  });

  it("stands in docs/asvs.md as it is: npm run security-pages", () => {
    const page = readFileSync(join(PROJECT, "docs/asvs.md"), "utf8");
    expect(withoutLayout(page)).toBe(withoutLayout(writeAsvs()));
  });
});
