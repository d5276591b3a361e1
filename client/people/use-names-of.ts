import { useTranslation } from "react-i18next";
import type { Person } from "./decision.ts";

/** Names people in a sentence: one by the pseudonym, isolated from the sentence's direction; several by their number. */
export function useNamesOf(): (who: readonly Person[]) => string {
  const { t } = useTranslation("quality");
  return (who) => {
    const [only] = who;
    return who.length === 1 && only !== undefined
      ? `\u2068${only.pseudonym}\u2069`
      : t("decide.accounts", { count: who.length });
  };
}
