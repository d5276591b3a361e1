/** Holds every language of the client against English: `npm run check`, `npm test` and each build do. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PROJECT } from "./run.mjs";

const FOLDER = join(PROJECT, "client", "i18n");
const PLURAL = /_(zero|one|two|few|many|other)$/;

/**
 * What is missing, too much, empty, or asks for what English does not give: one line a fault, none when all is well.
 *
 * @param {string} [folder] a folder per language, a JSON file per screen
 * @returns {string[]}
 */
export function findWordFaults(folder = FOLDER) {
  const languages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = new Set(languages.flatMap(({ name }) => jsonFiles(join(folder, name))));
  return [...files].flatMap((file) => {
    const english = textsOf(join(folder, "en", file));
    return languages.flatMap(({ name }) =>
      faultsOf(name, english, textsOf(join(folder, name, file))).map((fault) => `${name}/${file}: ${fault}`),
    );
  });
}

function faultsOf(language, english, texts) {
  const wanted = keysFor(language, [...english.keys()]);
  const given = (key) => english.get(key) ?? english.get(key.replace(PLURAL, "_other")) ?? "";
  return [
    ...[...wanted].filter((key) => !texts.has(key)).map((key) => `${key} is missing`),
    ...[...texts.keys()].filter((key) => !wanted.has(key)).map((key) => `${key} is not in English`),
    ...[...texts].filter(([, text]) => text.trim() === "").map(([key]) => `${key} is empty`),
    ...[...texts].flatMap(([key, text]) =>
      [...holesIn(text)]
        .filter((hole) => !holesIn(given(key)).has(hole))
        .map((hole) => `${key} asks for {{${hole}}}`),
    ),
  ];
}

/** English's keys, with the plural forms of the language itself. */
function keysFor(language, english) {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return new Set(
    english.flatMap((key) =>
      PLURAL.test(key) ? forms.map((form) => key.replace(PLURAL, `_${form}`)) : [key],
    ),
  );
}

/** What stands in `{{…}}`, without how it is formatted. */
function holesIn(text) {
  return new Set([...text.matchAll(/\{\{\s*(\w+)[^}]*\}\}/g)].map(([, name]) => name));
}

/** Every text of a file by its dotted key; none where there is no such file. */
function textsOf(file) {
  const texts = new Map();
  const walk = (value, path) => {
    if (typeof value === "string") texts.set(path, value);
    else for (const [key, inner] of Object.entries(value)) walk(inner, path === "" ? key : `${path}.${key}`);
  };
  try {
    walk(JSON.parse(readFileSync(file, "utf8")), "");
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  return texts;
}

function jsonFiles(folder) {
  return readdirSync(folder).filter((file) => file.endsWith(".json"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = findWordFaults();
  for (const fault of faults) console.error(`words: ${fault}`);
  process.exit(faults.length === 0 ? 0 : 1);
}
