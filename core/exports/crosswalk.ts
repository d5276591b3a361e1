import type { Snapshot } from "./format.ts";

/** The rungs that the field's scales share; a crosswalk between them loses something both ways. */
type Rung = "destroyed" | "severe" | "moderate" | "possible" | "none";

/**
 * Which rung each class of a known scale stands on. EMS-98 grades 1 and 2 are both "possible" seen from above.
 *
 * @see docs/decisions on exports: the crosswalk is stated, the campaign's own class always stands beside it
 */
const RUNGS: Record<string, Record<string, Rung>> = {
  unosat: {
    destroyed: "destroyed",
    severe: "severe",
    moderate: "moderate",
    possible: "possible",
    no_visible_damage: "none",
  },
  copernicus: {
    destroyed: "destroyed",
    damaged: "severe",
    possibly_damaged: "possible",
    no_visible_damage: "none",
  },
  ems98: {
    "grade-5": "destroyed",
    "grade-4": "severe",
    "grade-3": "moderate",
    "grade-2": "possible",
    "grade-1": "possible",
    "grade-0": "none",
  },
  xbd: { destroyed: "destroyed", "major-damage": "severe", "minor-damage": "moderate", "no-damage": "none" },
};

const UNOSAT_WORDS: Record<Rung, string> = {
  destroyed: "Destroyed",
  severe: "Severe Damage",
  moderate: "Moderate Damage",
  possible: "Possible Damage",
  none: "No Visible Damage",
};

const COPERNICUS_WORDS: Record<Rung, string> = {
  destroyed: "Destroyed",
  severe: "Damaged",
  moderate: "Damaged",
  possible: "Possibly damaged",
  none: "No visible damage",
};

/** The class in UNOSAT's words; null where the campaign's scale is its own and no crosswalk is known. */
export function toUnosat(snapshot: Pick<Snapshot, "scale">, damageClass: string | null): string | null {
  return wordOf(snapshot, damageClass, UNOSAT_WORDS);
}

/** The class as Copernicus EMS's `damage_gra`; null as above. */
export function toCopernicus(snapshot: Pick<Snapshot, "scale">, damageClass: string | null): string | null {
  // Copernicus has one class where others have two: its own "damaged" comes back as itself.
  return wordOf(snapshot, damageClass, COPERNICUS_WORDS);
}

function wordOf(
  { scale }: Pick<Snapshot, "scale">,
  damageClass: string | null,
  words: Record<Rung, string>,
): string | null {
  const rung = damageClass === null ? undefined : RUNGS[scale]?.[damageClass];
  return rung === undefined ? null : words[rung];
}
