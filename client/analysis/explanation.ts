import type { LocalizedText } from "../../shared/text.ts";

/** A text as it is being typed, by language tag. */
export type Texts = Readonly<Record<string, string>>;

/** A stored text by language, to be changed; one that names no language is taken to be in the campaign's first. */
export function textsOf(text: LocalizedText | null, languages: readonly string[]): Texts {
  if (text === null) return {};
  return typeof text === "string" ? { [languages[0] ?? "en"]: text } : text;
}

/** What was typed, as it is stored: languages without words are left out; null when none has any. */
export function textFrom(texts: Texts): Record<string, string> | null {
  const written = Object.entries(texts).flatMap(([tag, text]) =>
    text.trim() === "" ? [] : [[tag, text.trim()] as const],
  );
  return written.length === 0 ? null : Object.fromEntries(written);
}

/** A language in its own words, such as العربية; its tag where the browser does not know it. */
export function nameOfLanguage(tag: string): string {
  return new Intl.DisplayNames([tag], { type: "language", fallback: "code" }).of(tag) ?? tag;
}
