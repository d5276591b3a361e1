import { createInstance, type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import { LANGUAGES, type Language } from "../../shared/text.ts";
import { formatIn } from "./format.ts";

/** Each screen's words are a file of their own per language, fetched when the screen is. */
const FILES = import.meta.glob<{ default: Record<string, unknown> }>("./*/*.json");

const STORED_AS = "aftermap.language";

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set<Language>(["ar"]);

const i18n = createInstance();

const filesBackend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: async (language: string, namespace: string) => {
    const file = FILES[`./${language}/${namespace}.json`];
    if (file === undefined) throw new Error(`No words for ${language}/${namespace}`);
    return (await file()).default;
  },
};

/**
 * Starts the words, in the language chosen before or else the browser's first that we speak.
 *
 * @param screens whose words are wanted at once, beside those that all share
 */
export async function startI18n(screens: readonly string[]): Promise<void> {
  i18n.on("languageChanged", (language) => {
    document.documentElement.lang = language;
    document.documentElement.dir = RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
  });
  await i18n
    .use(filesBackend)
    .use(initReactI18next)
    .init({
      lng: chooseLanguage(storedLanguage(), navigator.languages),
      supportedLngs: [...LANGUAGES],
      fallbackLng: false,
      ns: ["common", ...screens],
      defaultNS: "common",
      interpolation: { escapeValue: false }, // React escapes
    });
  writeNumbersOurWay();
}

/** Numbers inside texts are written as those beside them, whatever the browser's own choice of digits. */
function writeNumbersOurWay(): void {
  i18n.services.formatter?.add("number", (value, language) =>
    formatIn(language ?? "en").number(Number(value)),
  );
}

/** Switches every screen to the language and remembers it on this device. */
export async function changeLanguage(language: Language): Promise<void> {
  await i18n.changeLanguage(language);
  try {
    localStorage.setItem(STORED_AS, language);
  } catch {
    // Storage closed to us (private window): the choice lasts as long as the page.
  }
}

/** The language stored on this device, else the first of the browser's that we speak, else English. */
export function chooseLanguage(stored: string | null, wanted: readonly string[]): Language {
  const candidates = [stored ?? "", ...wanted].map((tag) => tag.toLowerCase().split("-")[0]);
  for (const candidate of candidates) {
    const spoken = LANGUAGES.find((language) => language === candidate);
    if (spoken !== undefined) return spoken;
  }
  return "en";
}

function storedLanguage(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
