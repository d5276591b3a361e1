import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { LANGUAGES } from "../../../shared/text.ts";

const FOLDER = new URL("../../../client/i18n/", import.meta.url);
const PLURAL = /_(zero|one|two|few|many|other)$/;

/** Every text of a file by its dotted key. */
function textsOf(language: string, file: string): Map<string, string> {
  const texts = new Map<string, string>();
  const walk = (value: unknown, path: string): void => {
    if (typeof value === "string") texts.set(path, value);
    else if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, path === "" ? key : `${path}.${key}`);
    }
  };
  walk(JSON.parse(readFileSync(new URL(`${language}/${file}`, FOLDER), "utf8")), "");
  return texts;
}

const files = readdirSync(new URL("en/", FOLDER)).filter((file) => file.endsWith(".json"));

/** The keys a language must have: English's, with the plural forms of the language itself. */
function keysFor(language: string, english: Iterable<string>): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const keys = [...english].flatMap((key) =>
    PLURAL.test(key) ? forms.map((form) => key.replace(PLURAL, `_${form}`)) : [key],
  );
  return [...new Set(keys)].toSorted();
}

/** What stands in `{{…}}`, without how it is formatted. */
function holesIn(text: string): Set<string> {
  return new Set([...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)].map(([, name]) => name ?? ""));
}

describe.each(LANGUAGES)("the words in %s", (language) => {
  it.each(files)("%s has every key, in every plural form of the language, and no other", (file) => {
    const texts = textsOf(language, file);
    expect([...texts.keys()].toSorted()).toEqual(keysFor(language, textsOf("en", file).keys()));
  });

  it.each(files)("%s leaves no text empty and asks for nothing English does not give", (file) => {
    const english = textsOf("en", file);
    const wrong = [...textsOf(language, file)].filter(([key, text]) => {
      const given = holesIn(english.get(key) ?? english.get(key.replace(PLURAL, "_other")) ?? "");
      return text.trim() === "" || [...holesIn(text)].some((hole) => !given.has(hole));
    });
    expect(wrong).toEqual([]);
  });
});
