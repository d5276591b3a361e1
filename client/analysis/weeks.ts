import type { ExpectedCount } from "../../shared/summary.ts";
import type { Timeline } from "./moments.ts";

const DAY_MS = 86_400_000;
export const WEEK_MS = 7 * DAY_MS;
/** 1 January 1970 was a Thursday: weeks begin on Mondays, UTC (ISO 8601). */
const MONDAY_MS = 4 * DAY_MS;

/**
 * Where the time slider can stand: at the end of a week, or at a picture that shares its week with a later one. What
 * is shown is what has become of the buildings by then, over the newest picture of that time.
 */
export type Stop = {
  /** The Monday of its week, such as 2017-06-05. */
  week: string;
  isWeek: boolean;
  /** The last instant that counts, milliseconds since 1970. */
  until: number;
  /** The index of the newest scene not later than that. */
  scene: number;
};

const weekOf = (time: number) => Math.floor((time - MONDAY_MS) / WEEK_MS);
const startOf = (week: number) => MONDAY_MS + week * WEEK_MS;
const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** From the first picture's week to the last one's; without windows weeks say nothing, and each picture is a stop. */
export function stopsOf({ times }: Timeline, hasWindows: boolean): Stop[] {
  const stops: Stop[] = [];
  for (const [scene, time] of times.entries()) {
    const week = weekOf(time);
    const next = times[scene + 1];
    const nextWeek = next === undefined ? week + 1 : weekOf(next);
    const stop = { week: dayOf(startOf(week)), scene };
    if (!hasWindows || nextWeek === week) stops.push({ ...stop, isWeek: false, until: time });
    else {
      for (let at = week; at < nextWeek; at += 1)
        stops.push({ week: dayOf(startOf(at)), isWeek: true, until: startOf(at + 1) - 1, scene });
    }
  }
  return stops;
}

/** The stop that an address names, by its week or by its scene; else the last one. */
export function stopAt(
  stops: readonly Stop[],
  { week, scene }: { week: string | null; scene: number | null },
): number {
  const ofWeek = stops.findIndex((stop) => stop.isWeek && stop.week === week);
  const at = ofWeek === -1 ? stops.findIndex((stop) => stop.scene === scene) : ofWeek;
  return at === -1 ? stops.length - 1 : at;
}

/** The normal distribution's 95th percentile, as in the server's ranges. */
const Z_90 = 1.6448536;

/**
 * Buildings damaged in each week, from what is expected in each interval between two pictures: within one, each day
 * is as likely as another. The range is of a sum of independent draws: a building with probability p in an interval
 * has p·s in the share s of it, so the variance Σ ps(1 − ps) follows from the sums that the interval's range holds.
 *
 * @param perInterval before the first scene, between each two, and "still intact"
 */
export function expectedPerWeek(
  perInterval: readonly ExpectedCount[],
  stops: readonly Stop[],
  { times }: Timeline,
): { week: string; interval: number; count: ExpectedCount }[] {
  const weeks = [...new Set(stops.map(({ week }) => week))];
  return weeks.map((week) => {
    const [from, to] = [Date.parse(week), Date.parse(week) + WEEK_MS];
    let [expected, variance, interval, most] = [0, 0, 1, -1];
    for (let at = 1; at < times.length; at += 1) {
      const [begin, end] = [times[at - 1] ?? 0, times[at] ?? 0];
      const count = perInterval[at];
      const days = Math.min(to, end) - Math.max(from, begin);
      if (count === undefined || days <= 0) continue;
      const share = days / (end - begin);
      const ofAll = ((count.high - count.expected) / Z_90) ** 2;
      const squares = Math.max(0, count.expected - ofAll);
      expected += count.expected * share;
      variance += count.expected * share - squares * share ** 2;
      if (count.expected * share > most) [interval, most] = [at, count.expected * share];
    }
    const spread = Z_90 * Math.sqrt(Math.max(0, variance));
    return {
      week,
      interval,
      count: { expected, low: Math.max(0, expected - spread), high: expected + spread },
    };
  });
}

/** Share (0–1) of the looked-at buildings damaged by an instant; within an interval it grows day by day. */
export function shareDamagedBy(
  perInterval: readonly ExpectedCount[],
  { times }: Timeline,
  until: number,
): number {
  const total = perInterval.reduce((sum, { expected }) => sum + expected, 0);
  if (total === 0) return 0;
  const damaged = times.reduce((sum, end, at) => {
    const begin = times[at - 1];
    const passed =
      until >= end ? 1 : begin === undefined || until <= begin ? 0 : (until - begin) / (end - begin);
    return sum + (perInterval[at]?.expected ?? 0) * passed;
  }, 0);
  return damaged / total;
}
