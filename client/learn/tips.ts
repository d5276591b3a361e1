import type { Campaign } from "../../shared/campaigns.ts";

/** What the tips of a task depend on. */
export type TipPlace = {
  asks: Campaign["asks"];
  practice: number;
  /** Whether the volunteer uses a finger: then there are no keys to speak of. */
  isTouch: boolean;
};

/** For how many of a person's first tasks there are tips. */
export const TIPPED_TASKS = 20;

const ALWAYS = ["contrast", "neighbours", "rest"] as const;

/** The tips in the order of the tasks that show them, one a task; fewer than tasks, and then there is quiet. Pure. */
export function tipsFor({ asks, practice, isTouch }: TipPlace) {
  return [
    ...(practice > 0 ? (["practise"] as const) : []),
    isTouch ? "timelineTouch" : "timeline",
    ...(asks.window ? (["marks", "intact"] as const) : []),
    ...(isTouch ? [] : (["blink"] as const)),
    "cannotTell",
    ...(asks.class ? (["worst"] as const) : []),
    "shadow",
    ...(asks.window ? (["wide"] as const) : []),
    isTouch ? "guideTouch" : "guide",
    "compare",
    "undo",
    ...ALWAYS,
  ] as const;
}

const STORED_AS = "aftermap.tips";

/** How many tasks this person was tipped on, on this device; more than there are tips once they are switched off. */
export function tasksTipped(): number {
  try {
    return Number(localStorage.getItem(STORED_AS) ?? 0) || 0;
  } catch {
    return 0;
  }
}

/** Remembers it. */
export function rememberTipped(tasks: number): void {
  try {
    localStorage.setItem(STORED_AS, String(tasks));
  } catch {
    // Storage closed to us (private window): the tips begin anew on the next visit.
  }
}
