import { useTranslation } from "react-i18next";
import type { Campaign } from "../../shared/campaigns.ts";
import { useClassLabel } from "../i18n/class-label.ts";
import { useFormat } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";
import { WITHOUT_CLASS, type Filter } from "./filter.ts";

/** Says what a filter lets through, part by part, in the reader's language; nothing where it lets all through. */
export function useFilterWords({ scale }: Campaign): (filter: Filter) => string[] {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const labelOf = useClassLabel(scale);
  const nameOf = (code: string) => (code === WITHOUT_CLASS ? t("legend.noClass") : labelOf(code));
  return (filter) => {
    const parts = [
      [...(filter.finalClass ?? []), ...(filter.class ?? [])].map(nameOf).join(", "),
      (filter.status ?? []).map((status) => t(`status.${status}`)).join(", "),
      said(filter.minProbability, (share) => t("filter.certaintyFrom", { share: format.percent(share) })),
      said(filter.maxProbability, (share) => t("filter.certaintyTo", { share: format.percent(share) })),
      said(filter.minVotes, (votes) => `${t("filter.minVotes")}: ${isolated(format.number(votes))}`),
      said(filter.maxVotes, (votes) => `${t("filter.maxVotes")}: ${isolated(format.number(votes))}`),
      said(filter.damagedFrom, (day) => `${t("filter.damagedFrom")} ${isolated(format.date(day))}`),
      said(filter.damagedTo, (day) => `${t("filter.damagedTo")} ${isolated(format.date(day))}`),
      said(filter.area ?? filter.bbox, () => t("exports.area")),
    ];
    return parts.filter((part) => part !== "");
  };
}

function said<Value>(value: Value | undefined, words: (value: Value) => string): string {
  return value === undefined ? "" : words(value);
}
