import { z } from "zod";

/** Languages that Aftermap's own screens speak; campaigns may carry texts in others as well. */
export const LANGUAGES = ["en", "ar", "fr", "es"] as const;
export type Language = (typeof LANGUAGES)[number];

/**
 * How numbers and dates are written in each. British order of day and month in English: it is what the humanitarian
 * field writes. Digits 0–9 in Arabic (decision 0022), which browsers would otherwise choose by their age.
 */
export const LOCALES: Record<Language, string> = { en: "en-GB", ar: "ar-u-nu-latn", fr: "fr", es: "es" };

/** PostgreSQL stores no NUL, and UTF-8 no half of a surrogate pair: both are refused at the door. */
const UNSTORABLE = /\u0000|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** A text from a file as it can be stored: without NUL, halves of pairs replaced, cut where it is longer than anybody reads. */
export function storableText(text: string, maxLength: number): string {
  const cut = text.slice(0, maxLength).replaceAll("\u0000", "");
  return cut.replaceAll(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD");
}

/** Words typed by a person, at most `maxLength` UTF-16 units long. */
export function words(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .refine((text) => !UNSTORABLE.test(text), "holds a character that cannot be stored (NUL or half a pair)");
}

/** A BCP 47 language tag, such as `ar` or `pt-BR`. */
export const LanguageTag = z
  .string()
  .regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, "use a language tag such as en or ar");

/** A text in one language, or in several: `"Raqqa"` or `{ "en": "Raqqa", "ar": "الرقة" }`. */
export function localizedText(maxLength: number) {
  return z.union([
    words(maxLength).min(1),
    z
      .record(LanguageTag, words(maxLength))
      .refine((texts) => Object.keys(texts).length > 0, "give at least one language"),
  ]);
}
export type LocalizedText = string | Record<string, string>;

/** The text in the wanted language, else in English, else in whichever there is. */
export function textIn(text: LocalizedText, language: string): string {
  if (typeof text === "string") return text;
  return text[language] ?? text["en"] ?? Object.values(text)[0] ?? "";
}
