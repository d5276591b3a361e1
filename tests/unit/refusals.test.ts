import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { z } from "zod";
import { LANGUAGES } from "../../shared/text.ts";
import { readRefusal, REFUSALS, sayRefusal, withRemedy } from "../../shared/refusals.ts";

const PLACE = /\{\{(\w+)\}\}/g;

it("gives back the code and the values of every sentence that refuses", () => {
  for (const [code, text] of Object.entries(REFUSALS)) {
    const values = Object.fromEntries([...text.matchAll(PLACE)].map(([, name = ""]) => [name, `a ${name}`]));
    const said = text.replaceAll(PLACE, (_, name: string) => `a ${name}`);
    expect(readRefusal(said)).toEqual({ code, values, remedy: null });
  }
});

it("tells the remedy apart from the reason", () => {
  const reason = withRemedy(
    sayRefusal("image.compression", { name: "JPEG XL (50002)" }),
    "gdal_translate in.tif out.tif",
  );
  expect(readRefusal(reason)).toEqual({
    code: "image.compression",
    values: { name: "JPEG XL (50002)" },
    remedy: "gdal_translate in.tif out.tif",
  });
});

it("keeps whole what a file says of itself, also a reason within a reason", () => {
  const first = sayRefusal("row.wrong-type", { type: "line\nof (.*) braces {{type}}" });
  const all = sayRefusal("file.none-usable", { number: 3, row: 1, reason: first });
  expect(readRefusal(all)?.values).toEqual({ number: "3", row: "1", reason: first });
  expect(readRefusal(first)?.values).toEqual({ type: "line\nof (.*) braces {{type}}" });
});

it("leaves a sentence that it does not know to English", () => {
  expect(readRefusal("The moon is in the way")).toBeNull();
});

it("has words for every code in English, which are its own, and as many in each other language", () => {
  for (const [code, text] of Object.entries(REFUSALS)) {
    const [kind = "", name = ""] = code.split(".");
    for (const language of LANGUAGES) {
      const words = z
        .record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]))
        .parse(
          JSON.parse(
            readFileSync(new URL(`../../client/i18n/${language}/refusals.json`, import.meta.url), "utf8"),
          ),
        );
      const said = z.record(z.string(), z.string()).parse(words[kind])[name];
      if (language === "en") expect(said).toBe(text);
      expect(said, `${language} ${code}`).toBeTruthy();
    }
  }
});
