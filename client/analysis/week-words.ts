import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n/format.ts";
import { WEEK_MS } from "./weeks.ts";

/** Says a week: "Week of 5–11 June 2017". `week`: its Monday. */
export function useWeekWords(): (week: string) => string {
  const { t } = useTranslation("analysis");
  const format = useFormat();
  return (week) => {
    const sunday = new Date(Date.parse(week) + WEEK_MS - 1).toISOString();
    const [from, to] = format.span(`${week}T00:00:00Z`, sunday);
    return t("time.week", { from, to });
  };
}
