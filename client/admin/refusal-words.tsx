import { useTranslation } from "react-i18next";
import { isRefusalCode, readRefusal, type ToldRefusal } from "../../shared/refusals.ts";
import { isolated } from "../i18n/isolated.ts";

type RefusalWordsProps = {
  /** In English, as it was stored. */
  reason: string;
  refusal: ToldRefusal | null;
};

/** Why a file or a row was refused, in the reader's language; in English where there is no code for it. */
export function RefusalWords({ reason, refusal }: RefusalWordsProps) {
  const { t, i18n } = useTranslation("refusals");
  if (refusal === null || !isRefusalCode(refusal.code) || i18n.language === "en")
    return (
      <span lang="en" dir="auto">
        {reason}
      </span>
    );
  const say = ({ code, values }: ToldRefusal): string | null =>
    isRefusalCode(code) ? t(code, { replace: Object.fromEntries(Object.entries(values).map(spoken)) }) : null;
  /** What is said of a row may stand within what is said of its file. */
  const spoken = ([name, value]: [string, string]): [string, string] => {
    const within = name === "reason" ? readRefusal(value) : null;
    return [name, isolated((within === null ? null : say(within)) ?? value)];
  };
  return (
    <>
      {say(refusal)}
      {refusal.remedy !== null && ` ${t("remedy", { remedy: isolated(refusal.remedy) })}`}
    </>
  );
}
