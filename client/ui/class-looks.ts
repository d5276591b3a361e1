import type { DamageClass } from "../../shared/damage-scales.ts";

/** How a damage class looks everywhere: a colour, and a shape for whoever cannot tell colours apart. */
export type ClassLook = { colour: string; shape: ClassShape };

/** Drawn by `ClassSign`. */
export type ClassShape = "cross" | "diamond" | "triangle" | "square" | "bar" | "ring" | "question";

/**
 * Colours of the damaged classes, worst first, and of the undamaged; the same as `--damage-…` in tokens.css.
 * A map engine needs them as values.
 */
const DAMAGED: readonly ClassLook[] = [
  { colour: "#e5535b", shape: "cross" },
  { colour: "#f0803f", shape: "diamond" },
  { colour: "#f2b13c", shape: "triangle" },
  { colour: "#f3e3a0", shape: "square" },
  { colour: "#d9d6c3", shape: "bar" },
];
const UNDAMAGED: ClassLook = { colour: "#8db8dd", shape: "ring" };

/** What a building without a class looks like. */
export const UNKNOWN_LOOK: ClassLook = { colour: "#8b979d", shape: "question" };

/** The look of each class of a scale, by code. Damaged classes are spread from worst to slightest. */
export function classLooks(classes: readonly DamageClass[]): ReadonlyMap<string, ClassLook> {
  const damaged = classes.filter((one) => one.damaged);
  return new Map(
    classes.map((one) => {
      if (!one.damaged) return [one.code, UNDAMAGED] as const;
      const rank = damaged.indexOf(one);
      const spread =
        damaged.length <= DAMAGED.length ? rank : (rank * (DAMAGED.length - 1)) / (damaged.length - 1);
      return [one.code, DAMAGED[Math.round(spread)] ?? UNKNOWN_LOOK] as const;
    }),
  );
}
