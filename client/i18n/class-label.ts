import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { DAMAGE_SCALES } from "../../shared/damage-scales.ts";
import { textIn } from "../../shared/text.ts";

/** Names a class of a campaign's scale in the reader's language; our own scales are translated, others bring their words. */
export function useClassLabel(scale: Campaign["scale"]): (code: string) => string {
  const { i18n } = useTranslation();
  return (code) => {
    const key = `scale.${scale.name}.${code}`;
    const ours: unknown =
      scale.name in DAMAGE_SCALES ? i18n.getResource(i18n.language, "common", key) : undefined;
    if (typeof ours === "string") return ours;
    const own = scale.classes.find((one) => one.code === code);
    return own === undefined ? code : textIn(own.label, i18n.language);
  };
}
