import type { ConsensusProperties } from "../../shared/consensus.ts";
import type { Scene } from "../../shared/scenes.ts";

/**
 * Time as the campaign's scenes cut it: interval 0 lies before the first scene, interval k between scene
 * k−1 and scene k, and the last one (k = number of scenes) after them all: still intact.
 */
export type Timeline = {
  scenes: readonly Scene[];
  /** Acquisition times, milliseconds since 1970, rising. */
  times: readonly number[];
  indexOf: ReadonlyMap<string, number>;
};

export function timelineOf(scenes: readonly Scene[]): Timeline {
  const sorted = [...scenes].sort((a, b) => Date.parse(a.acquiredAt) - Date.parse(b.acquiredAt));
  return {
    scenes: sorted,
    times: sorted.map(({ acquiredAt }) => Date.parse(acquiredAt)),
    indexOf: new Map(sorted.map(({ id }, index) => [id, index])),
  };
}

/** The window of a building as scene ids: an open end is null. */
export type Marks = { lastIntact: string | null; firstDamaged: string | null };

/** The window to show: the analyst's where the review states one, else the crowd's; null while nobody knows. */
export function shownMarks({ final, window, votes }: ConsensusProperties): Marks | null {
  if (final !== undefined && hasMark(final)) return final;
  return window === null || votes === 0 || !hasMark(window) ? null : window;
}

function hasMark({ lastIntact, firstDamaged }: Marks): boolean {
  return lastIntact !== null || firstDamaged !== null;
}

/**
 * From which scene on the building is damaged: the index of its first damaged scene, the number of scenes
 * if it stands to the end, null while that is not known.
 */
export function damagedFrom(building: ConsensusProperties, { scenes, indexOf }: Timeline): number | null {
  const marks = shownMarks(building);
  if (marks === null) return null;
  return marks.firstDamaged === null ? scenes.length : (indexOf.get(marks.firstDamaged) ?? null);
}

/** The interval in which an instant lies when it ends there: the first scene not earlier than it. */
function intervalEndingAt(instant: number, times: readonly number[]): number {
  const index = times.findIndex((time) => time >= instant);
  return index === -1 ? times.length : index;
}

/**
 * The building's probability of first damage per interval of the whole campaign. Where a building's own
 * intervals span several scenes (a cloudy one between), the mass is shared out by the days of each.
 */
export function massPerInterval(building: ConsensusProperties, { times }: Timeline): number[] {
  const mass = Array.from({ length: times.length + 1 }, () => 0);
  const add = (index: number, p: number) => {
    mass[index] = (mass[index] ?? 0) + p;
  };
  for (const { from, to, p } of building.intervals) {
    if (to === null) add(times.length, p);
    else if (from === null) add(intervalEndingAt(Date.parse(to), times), p);
    else shareOut(Date.parse(from), Date.parse(to), p, times, add);
  }
  return mass;
}

function shareOut(
  from: number,
  to: number,
  p: number,
  times: readonly number[],
  add: (index: number, p: number) => void,
): void {
  const first = intervalEndingAt(from, times) + 1;
  const last = intervalEndingAt(to, times);
  for (let index = first; index <= last; index += 1) {
    const start = Math.max(from, times[index - 1] ?? from);
    const end = Math.min(to, times[index] ?? to);
    add(index, (p * (end - start)) / (to - from));
  }
}
