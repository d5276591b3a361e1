import { createInstance, type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import { LANGUAGES, type Language } from "../../shared/text.ts";
import { formatIn } from "./format.ts";
import { languageHere, readWords, storeLanguage } from "./words.ts";

const RIGHT_TO_LEFT: ReadonlySet<string> = new Set<Language>(["ar"]);

const i18n = createInstance();

const filesBackend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: (language: string, namespace: string) => readWords(language, namespace),
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
      lng: languageHere(),
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
  storeLanguage(language);
}
