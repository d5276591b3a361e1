import type { TFunction } from "i18next";
import type { ExportPace } from "../../shared/exports.ts";
import type { Format } from "../i18n/format.ts";

/** Up to here seconds are counted. */
const SECONDS = 120;

/** How many buildings are written, how fast, and how long the rest will take; nothing of what cannot be said yet. */
export function paceWords(
  t: TFunction<"analysis">,
  language: string,
  format: Format,
  { done, buildings, perSecond, secondsLeft }: ExportPace,
): string[] {
  if (buildings === null || perSecond === null || secondsLeft === null) return [];
  const [first, all, rate] = [done, buildings, perSecond].map((number) => format.number(number));
  const pace = t("exports.pace", { done: first, all, rate });
  if (secondsLeft < SECONDS) return [pace, t("exports.left", { count: secondsLeft })];
  const [unit, seconds] = secondsLeft < 7_200 ? (["minute", 60] as const) : (["hour", 3_600] as const);
  const options = { style: "unit", unit, unitDisplay: "long", maximumFractionDigits: 0 } as const;
  const time = new Intl.NumberFormat(language, options).format(Math.round(secondsLeft / seconds));
  return [pace, t("exports.timeLeft", { time })];
}
