import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { type Draft, isDamagedBefore, isIntactToTheEnd } from "./draft.ts";
import { placeOf, type Question } from "./question.ts";

const DAY_MS = 86_400_000;

/** Days between two instants, rounded to whole ones but never to none. */
export function daysBetween(from: string, to: string): number {
  return Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS));
}

/** Says a draft's window in a sentence; null while nothing is marked. */
export function useWindowWords(draft: Draft, question: Question): string | null {
  const { t } = useTranslation("tagging");
  const format = useFormat();
  const last = question.scenes[placeOf(question, draft.lastIntact)];
  const first = question.scenes[placeOf(question, draft.firstDamaged)];

  if (draft.cannotTell !== null) return t(`cannotTell.said.${draft.cannotTell}`);
  if (last !== undefined && first !== undefined) {
    const [from, to] = format.span(last.acquiredAt, first.acquiredAt);
    const count = daysBetween(last.acquiredAt, first.acquiredAt);
    return t("window.between", { from, to, days: t("window.days", { count }) });
  }
  if (last !== undefined) {
    const date = format.date(last.acquiredAt);
    return isIntactToTheEnd(draft, question)
      ? t("window.toTheEnd", { date })
      : t("window.onlyLast", { date });
  }
  if (first !== undefined) {
    const date = format.date(first.acquiredAt);
    return isDamagedBefore(draft, question) ? t("window.before", { date }) : t("window.onlyFirst", { date });
  }
  return null;
}
