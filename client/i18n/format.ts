import { useTranslation } from "react-i18next";
import type { AcquiredPrecision } from "../../shared/scenes.ts";
import { LANGUAGES, LOCALES } from "../../shared/text.ts";

/** Numbers and dates as the reader's language writes them. Dates are UTC, as scenes are. */
export type Format = {
  number: (value: number) => string;
  /** `share` is 0–1. */
  percent: (share: number) => string;
  /** A day, such as 3 June 2017. */
  date: (instant: string) => string;
  /** A day without room to spare, such as 3 Jun 17. */
  shortDate: (instant: string) => string;
  /** The time of day, UTC; empty where only the day is known. */
  time: (instant: string, precision: AcquiredPrecision) => string;
  /** When a scene was taken, no more exactly than is known. */
  moment: (instant: string, precision: AcquiredPrecision) => string;
  /** The two ends of a span, without repeating what they share: ["3", "11 June 2017"]. */
  span: (from: string, to: string) => [from: string, to: string];
};

const DAY = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
const SHORT_DAY = { day: "numeric", month: "short", year: "2-digit", timeZone: "UTC" } as const;
const TIME = { hour: "2-digit", minute: "2-digit", timeZone: "UTC", timeZoneName: "short" } as const;
const MINUTE = { ...DAY, hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;

const made = new Map<string, Format>();

/** Made once for each language: to make one costs a millisecond, and a list of buildings asks for thirty. */
export function formatIn(language: string): Format {
  const format = made.get(language) ?? makeFormat(language);
  made.set(language, format);
  return format;
}

/** Ends of spans that are kept written: more than the weeks and the pairs of images of a campaign. */
const MAX_SPANS = 2_000;

function makeFormat(language: string): Format {
  const locale = localeOf(language);
  const numbers = new Intl.NumberFormat(locale);
  const percents = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 });
  const days = new Intl.DateTimeFormat(locale, DAY);
  const shortDays = new Intl.DateTimeFormat(locale, SHORT_DAY);
  const times = new Intl.DateTimeFormat(locale, TIME);
  const minutes = new Intl.DateTimeFormat(locale, MINUTE);
  const spans = new Map<string, [string, string]>();
  return {
    number: (value) => numbers.format(value),
    percent: (share) => percents.format(share),
    date: (instant) => days.format(new Date(instant)),
    shortDate: (instant) => shortDays.format(new Date(instant)),
    time: (instant, precision) => (precision === "day" ? "" : times.format(new Date(instant))),
    moment: (instant, precision) => (precision === "day" ? days : minutes).format(new Date(instant)),
    span(from, to) {
      const known = spans.get(`${from} ${to}`);
      if (known !== undefined) return known;
      const written = spanOf(days.formatRangeToParts(new Date(from), new Date(to)));
      if (spans.size >= MAX_SPANS) spans.clear();
      spans.set(`${from} ${to}`, written);
      return written;
    },
  };
}

/** The tag by which `Intl` writes numbers and dates of a language. */
export function localeOf(language: string): string {
  const known = LANGUAGES.find((one) => one === language);
  return known === undefined ? language : LOCALES[known];
}

/** Splits a formatted range at its dash; what both ends share stays with the end beside which it stands. */
function spanOf(parts: readonly Intl.DateTimeRangeFormatPart[]): [string, string] {
  const dash = parts.findIndex(
    ({ source }, at) =>
      source === "shared" && parts.slice(0, at).some((part) => part.source === "startRange"),
  );
  if (dash === -1) return [textOf(parts), textOf(parts)];
  return [textOf(parts.slice(0, dash)), textOf(parts.slice(dash + 1))];
}

function textOf(parts: readonly Intl.DateTimeRangeFormatPart[]): string {
  return parts
    .map(({ value }) => value)
    .join("")
    .trim();
}

/** Numbers and dates in the language on screen. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  return formatIn(i18n.language);
}
