import { CERTAINTY_STEPS } from "../../shared/certainty.ts";

/** Which certainty class a share of 0–1 falls into: 0 (least) … `CERTAINTY_STEPS.length`. */
export function certaintyStep(certainty: number): number {
  return CERTAINTY_STEPS.filter((step) => certainty >= step).length;
}
