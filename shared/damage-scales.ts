import { z } from "zod";
import { type LocalizedText, localizedText, words } from "./text.ts";

/** One step of a damage scale. `damaged` says whether a building of this class has been hit at all. */
export const DamageClass = z.strictObject({
  code: words(64)
    .min(1)
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, "use letters, digits, dots, hyphens and underscores"),
  label: localizedText(200),
  damaged: z.boolean(),
});
export type DamageClass = { code: string; label: LocalizedText; damaged: boolean };

/** An ordered vocabulary of damage, worst first in the scales that Aftermap ships. */
export type DamageScale = { name: string; classes: DamageClass[] };

/** Scales known by name. Codes of files are never read as these by number: imports state their mapping. */
export const DAMAGE_SCALES = {
  /** UNITAR-UNOSAT damage assessment, the vocabulary of Strike Tracker's Raqqa list. */
  unosat: [
    ["destroyed", "Destroyed", true],
    ["severe", "Severe damage", true],
    ["moderate", "Moderate damage", true],
    ["possible", "Possible damage", true],
    ["no_visible_damage", "No visible damage", false],
  ],
  /** Copernicus EMS Rapid Mapping, `damage_gra` of products since 2019. */
  copernicus: [
    ["destroyed", "Destroyed", true],
    ["damaged", "Damaged", true],
    ["possibly_damaged", "Possibly damaged", true],
    ["no_visible_damage", "No visible damage", false],
  ],
  /** European Macroseismic Scale 1998, grades of damage to buildings. */
  ems98: [
    ["grade-5", "Grade 5: destruction", true],
    ["grade-4", "Grade 4: very heavy damage", true],
    ["grade-3", "Grade 3: substantial to heavy damage", true],
    ["grade-2", "Grade 2: moderate damage", true],
    ["grade-1", "Grade 1: negligible to slight damage", true],
    ["grade-0", "No visible damage", false],
  ],
  /** The Joint Damage Scale of the xBD data set, by its `subtype` values. */
  xbd: [
    ["destroyed", "Destroyed", true],
    ["major-damage", "Major damage", true],
    ["minor-damage", "Minor damage", true],
    ["no-damage", "No damage", false],
  ],
} as const satisfies Record<string, readonly (readonly [code: string, label: string, damaged: boolean])[]>;

export type DamageScaleName = keyof typeof DAMAGE_SCALES;
export const DamageScaleName = z.enum(["unosat", "copernicus", "ems98", "xbd"]);

/** A scale as an admin gives it: the name of a known one, or a vocabulary of the campaign's own. */
export const DamageScaleInput = z.union([
  DamageScaleName,
  z.strictObject({
    name: words(100).min(1),
    classes: z
      .array(DamageClass)
      .min(2)
      .max(9, "nine classes at most: each has a key")
      .refine((classes) => new Set(classes.map(({ code }) => code)).size === classes.length, "each code once")
      .refine((classes) => classes.some(({ damaged }) => damaged), "at least one class must be damaged")
      .refine((classes) => classes.some(({ damaged }) => !damaged), "at least one class must not be damaged"),
  }),
]);
export type DamageScaleInput = z.infer<typeof DamageScaleInput>;

/** The whole scale for a name or for a campaign's own vocabulary. */
export function damageScale(input: DamageScaleInput): DamageScale {
  if (typeof input !== "string") return input;
  return {
    name: input,
    classes: DAMAGE_SCALES[input].map(([code, label, damaged]) => ({ code, label, damaged })),
  };
}
