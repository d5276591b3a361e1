/**
 * The words of the screens: a file per language and screen, fetched when wanted. Imports nothing, so that they can be
 * fetched before the library that puts them to use.
 */
const FILES = import.meta.glob<{ default: Record<string, unknown> }>("./*/*.json");

const STORED_AS = "aftermap.language";

/** Fetches the words of one screen; those already fetched are at hand. @param screen as its file is called */
export async function readWords(language: string, screen: string): Promise<Record<string, unknown>> {
  const file = FILES[`./${language}/${screen}.json`];
  if (file === undefined) throw new Error(`No words for ${language}/${screen}`);
  const words = (await file()).default;
  return language === "fr" ? inFrench(words) : words;
}

/** French sets a space beside these signs, at which no line may break; translators type a plain one. */
const BESIDE_SIGNS = / (?=[?!:;»])|(?<=«) /gu;

function inFrench(words: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(words).map(([key, value]) => [key, keepTogether(value)]));
}

function keepTogether(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll(BESIDE_SIGNS, "\u00a0");
  return typeof value === "object" && value !== null ? inFrench({ ...value }) : value;
}

/** The language stored on this device, else the first of the browser's that we speak, else English. */
export function chooseLanguage(stored: string | null, wanted: readonly string[]): string {
  const candidates = [stored ?? "", ...wanted].map((tag) => tag.toLowerCase().split("-")[0] ?? "");
  return candidates.find((language) => `./${language}/common.json` in FILES) ?? "en";
}

/** The language of this reader on this device. */
export function languageHere(): string {
  return chooseLanguage(storedLanguage(), navigator.languages);
}

/** Remembers a reader's choice on this device. */
export function storeLanguage(language: string): void {
  try {
    localStorage.setItem(STORED_AS, language);
  } catch {
    // Storage closed to us (private window): the choice lasts as long as the page.
  }
}

function storedLanguage(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
