import type { ExportPace } from "../../shared/exports.ts";

/** Below this a rate would be guessed from too little, seconds. */
const LEAST_SECONDS = 1;

/** Of a run that writes: buildings written, of how many, in how many seconds. */
export type Run = { done: number; buildings: number | null; seconds: number | null };

/** How fast an export is written and how long it will take yet. Pure. */
export function paceOf({ done, buildings, seconds }: Run): ExportPace {
  const isKnown = seconds !== null && seconds >= LEAST_SECONDS && done > 0;
  const perSecond = isKnown ? done / seconds : null;
  const isCounted = perSecond !== null && buildings !== null;
  return {
    buildings,
    done,
    perSecond: perSecond === null ? null : Math.round(perSecond),
    secondsLeft: isCounted ? Math.max(1, Math.ceil((buildings - done) / perSecond)) : null,
  };
}
