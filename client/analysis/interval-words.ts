import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import type { Marks, Timeline } from "./moments.ts";

/** Says a window: "before 3 June 2017", "between 3 and 11 June 2017", "intact on 2 September 2017". */
export function useWindowWords({ scenes, indexOf }: Timeline): (marks: Marks) => string {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  const dateOf = (id: string | null) => scenes[indexOf.get(id ?? "") ?? -1]?.acquiredAt;
  return ({ lastIntact, firstDamaged }) => {
    const [from, to] = [dateOf(lastIntact), dateOf(firstDamaged)];
    if (to === undefined) return from === undefined ? "" : t("window.intactOn", { date: format.date(from) });
    if (from === undefined) return t("window.before", { date: format.date(to) });
    const [start, end] = format.span(from, to);
    return t("window.between", { from: start, to: end });
  };
}

/** Says an interval of the campaign's timeline in the same words. */
export function useIntervalWords(timeline: Timeline): (interval: number) => string {
  const wordsOf = useWindowWords(timeline);
  const idAt = (index: number) => timeline.scenes[index]?.id ?? null;
  return (interval) => wordsOf({ lastIntact: idAt(interval - 1), firstDamaged: idAt(interval) });
}
