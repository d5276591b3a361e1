import { Languages } from "lucide-react";
import { useTranslation } from "react-i18next";
import { LANGUAGES, type Language } from "../../shared/text.ts";
import { changeLanguage } from "../i18n/i18n.ts";

/** Each language in its own words, so that whoever needs it can find it. */
const OWN_NAMES: Record<Language, string> = {
  en: "English",
  ar: "العربية",
  fr: "Français",
  es: "Español",
};

export function LanguageSelect() {
  const { t, i18n } = useTranslation();
  return (
    <label className="language">
      <span className="visually-hidden">{t("language")}</span>
      <Languages size={18} aria-hidden="true" />
      <select value={i18n.language} onChange={(event) => handleChange(event.target.value)}>
        {LANGUAGES.map((language) => (
          <option key={language} value={language} lang={language}>
            {OWN_NAMES[language]}
          </option>
        ))}
      </select>
    </label>
  );
}

function handleChange(value: string): void {
  const language = LANGUAGES.find((known) => known === value);
  if (language !== undefined) void changeLanguage(language);
}
