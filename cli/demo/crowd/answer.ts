import type { CannotTell } from "../../../shared/votes.ts";
import { CLASSES } from "../plan/damage.ts";
import { type Random, createRandom } from "../random.ts";
import type { Truth, TrueBuilding } from "../truth.ts";
import type { SimulatedVolunteer } from "./volunteer.ts";

/** What a simulated volunteer says of a building; scenes as indexes in time order. */
export interface Answer {
  class: string | null;
  lastIntact: number | null;
  firstDamaged: number | null;
  cannotTell: CannotTell | null;
  elapsedMs: number;
  comment: string | null;
}

/** Index of "no visible damage" in the scale, which lists the worst first. */
const INTACT = CLASSES.length - 1;

/**
 * Answers as this volunteer would. Pure: depends on seed, volunteer and building only, not on the order in
 * which the server hands out work.
 */
export function answerFor(truth: Truth, building: TrueBuilding, volunteer: SimulatedVolunteer): Answer {
  const random = createRandom(`${truth.seed}:answer:${String(volunteer.number)}:${building.id}`);
  const { skill } = volunteer;
  const elapsedMs = Math.round(skill.elapsedMs * Math.exp(0.45 * random.normal()));
  const hardship = createRandom(`${truth.seed}:hardship:${building.id}`).next();
  if (
    random.chance(skill.givesUp + (building.hiddenIn.length > 1 ? 0.03 : 0) + (hardship > 0.96 ? 0.3 : 0))
  ) {
    return {
      class: null,
      lastIntact: null,
      firstDamaged: null,
      cannotTell: whyNot(building, random),
      elapsedMs,
      comment: null,
    };
  }
  const seen =
    skill.name === "clicker" ? random.integer(0, INTACT) : seenClass(building, volunteer, hardship, random);
  const window = seenWindow(truth, building, volunteer, seen, random);
  const comment =
    building.confusedBy !== null && random.chance(0.12) ? "Looks like building work, not damage?" : null;
  return { class: CLASSES[seen] ?? null, ...window, cannotTell: null, elapsedMs, comment };
}

/** Confuses neighbouring classes most; rubble and whole roofs are told better than the steps between. */
function seenClass(
  building: TrueBuilding,
  { skill }: SimulatedVolunteer,
  hardship: number,
  random: Random,
): number {
  const truth = Math.max(
    0,
    CLASSES.findIndex((code) => code === building.class),
  );
  if (skill.name === "biased") return Math.max(0, truth - (random.chance(0.8) ? 1 : 0));
  const ease = [0.06, -0.04, -0.06, -0.16, 0.07][truth] ?? 0;
  const trouble = (hardship > 0.86 ? 0.34 : 0) + (building.confusedBy === null ? 0 : 0.3);
  if (random.chance(Math.min(0.985, skill.classAccuracy + ease - trouble))) return truth;
  if (random.chance(0.84)) {
    const step = truth === 0 ? 1 : truth === INTACT ? -1 : random.chance(0.5) ? 1 : -1;
    return truth + step;
  }
  return random.integer(0, INTACT);
}

function seenWindow(
  truth: Truth,
  building: TrueBuilding,
  { skill }: SimulatedVolunteer,
  seen: number,
  random: Random,
): Pick<Answer, "lastIntact" | "firstDamaged"> {
  const shown = truth.scenes.flatMap(({ file }, index) => (building.hiddenIn.includes(file) ? [] : [index]));
  const first = shown[0] ?? 0;
  const final = shown.at(-1) ?? first;
  if (seen === INTACT) return { lastIntact: final, firstDamaged: null };
  const trueDamaged = truth.scenes.findIndex(({ file }) => file === building.firstDamaged);
  // Somebody who sees damage where there is none dates it by whatever misled them.
  const position =
    trueDamaged === -1 || skill.name === "clicker"
      ? random.integer(1, shown.length - 1)
      : shown.indexOf(trueDamaged);
  if (random.chance(skill.windowAccuracy)) return bracket(shown, position - 1, position);
  const roll = random.next();
  // Small damage is noticed late; a shadow or dust is taken for it early; a dull image is skipped over.
  if (roll < 0.42) return bracket(shown, position, position + 1);
  if (roll < 0.66) return bracket(shown, position - 2, position - 1);
  if (roll < 0.85) return bracket(shown, position - 2, position);
  return bracket(shown, position - 1 - random.integer(0, 2), position + random.integer(0, 2));
}

/** Two marks from positions among the scenes that show the building; before the first there is none. */
function bracket(
  shown: readonly number[],
  last: number,
  first: number,
): Pick<Answer, "lastIntact" | "firstDamaged"> {
  const firstDamaged = shown[Math.max(0, Math.min(shown.length - 1, first))] ?? null;
  const before = shown[Math.min(shown.length - 2, last)] ?? null;
  return { lastIntact: last < 0 || before === firstDamaged ? null : before, firstDamaged };
}

function whyNot(building: TrueBuilding, random: Random): CannotTell {
  if (building.hiddenIn.length > 1 && random.chance(0.6)) return "cloud";
  return random.pick(["blurred", "blurred", "misplaced", "other"] as const);
}
