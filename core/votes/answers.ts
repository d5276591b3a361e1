import type { DamageClass } from "../../shared/damage-scales.ts";
import type { FieldError } from "../../shared/errors.ts";

/** An answer on a building, be it a vote, a review or gold. */
export type Answer = {
  building?: string;
  class: string | null;
  lastIntact: string | null;
  firstDamaged: string | null;
  cannotTell?: string | null;
};

/** What answers must fit: the campaign's classes and scenes, what it asks, and which buildings may be answered. */
export type AnswerFrame = {
  classes: readonly DamageClass[];
  asks: { class: boolean; window: boolean };
  scenes: readonly { id: string; acquiredAt: string }[];
  buildings?: readonly string[] | null;
};

/** Everything that is wrong with an answer; empty when it can be stored. Pure. */
export function checkAnswer(answer: Answer, frame: AnswerFrame, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const fault = (field: string, message: string) => faults.push({ path: `${path}.${field}`, message });

  if (answer.building !== undefined && !(frame.buildings ?? []).includes(answer.building)) {
    fault("building", "is not in this assignment");
  }
  const hasMarks = answer.lastIntact !== null || answer.firstDamaged !== null;
  if (answer.cannotTell !== null && answer.cannotTell !== undefined) {
    if (answer.class !== null) fault("class", "must be null when it can't be told");
    if (hasMarks) fault("lastIntact", "both marks must be null when it can't be told");
    return faults;
  }
  if (frame.asks.class && answer.class === null)
    fault("class", "is asked for: give a class or say why it can't be told");
  if (answer.class !== null && !frame.classes.some(({ code }) => code === answer.class)) {
    fault("class", `is none of this campaign's: ${frame.classes.map(({ code }) => code).join(", ")}`);
  }
  if (frame.asks.window && !hasMarks) {
    fault(
      "lastIntact",
      "the window is asked for: give the last intact scene, the first damaged one, or both",
    );
  }
  const lastIntact = frame.scenes.find(({ id }) => id === answer.lastIntact);
  const firstDamaged = frame.scenes.find(({ id }) => id === answer.firstDamaged);
  if (answer.lastIntact !== null && lastIntact === undefined)
    fault("lastIntact", "is no scene of this campaign");
  if (answer.firstDamaged !== null && firstDamaged === undefined)
    fault("firstDamaged", "is no scene of this campaign");
  if (lastIntact !== undefined && firstDamaged !== undefined) {
    const isEarlier = Date.parse(lastIntact.acquiredAt) < Date.parse(firstDamaged.acquiredAt);
    if (!isEarlier) fault("firstDamaged", "must be later than the last intact scene");
  }
  return faults;
}
