import { useSyncExternalStore } from "react";
import { z } from "zod";

const STORED_AS = "aftermap.data-saver";

/** What the browser measured of the line, where it tells (Network Information API). */
const Connection = z.object({ saveData: z.boolean().optional(), effectiveType: z.string().optional() });

const listeners = new Set<() => void>();
let isOn = readChoice() ?? line().saveData ?? false;

/** Lets styles know, before anything is drawn: saving data, no font is fetched. */
export function markDataSaver(): void {
  document.documentElement.toggleAttribute("data-saves-data", isOn);
}

/** Saves data from now on, or no longer, and remembers it on this device. */
export function saveData(isWanted: boolean): void {
  isOn = isWanted;
  try {
    localStorage.setItem(STORED_AS, isWanted ? "on" : "off");
  } catch {
    // Storage closed to us (private window): the choice lasts as long as the page.
  }
  markDataSaver();
  for (const listener of listeners) listener();
}

/** Whether data is to be saved, for screens that show or heed it. */
export function useDataSaver(): boolean {
  return useSyncExternalStore((onChange) => {
    listeners.add(onChange);
    return () => void listeners.delete(onChange);
  }, isSavingData);
}

/** Whether data is to be saved. */
export function isSavingData(): boolean {
  return isOn;
}

/** Whether data is to be saved or the line is too slow for more than what is on screen and next to it. */
export function isLineThin(): boolean {
  return isOn || /2g/.test(line().effectiveType ?? "");
}

/** Dates around the first one that are made ready behind the screen, where nobody counts bytes. */
const READY_BEHIND = 2;

/**
 * How many dates before and after the one asked for are made ready: on a good line all that there are, on a bad one the
 * next. Saving data, none: a date that nobody looks at is not paid for.
 */
export function neighboursReady(isOnScreen: boolean, dates: number): number {
  if (isOn) return 0;
  if (isLineThin()) return isOnScreen ? 1 : 0;
  return isOnScreen ? dates : READY_BEHIND;
}

/** Tasks held at a time: the one on screen and five after it; where the line is bad, enough for a longer gap. */
export function aheadOnThisLine(isUnreachable: boolean): number {
  return isUnreachable || /2g|3g/.test(line().effectiveType ?? "") ? 12 : 6;
}

function line(): z.infer<typeof Connection> {
  const read = Connection.safeParse("connection" in navigator ? navigator.connection : undefined);
  return read.success ? read.data : {};
}

function readChoice(): boolean | null {
  try {
    const stored = localStorage.getItem(STORED_AS);
    return stored === null ? null : stored === "on";
  } catch {
    return null;
  }
}
