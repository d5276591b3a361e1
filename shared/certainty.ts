/** Upper ends of the certainty classes, 0–1; the last one is open to 1. */
export const CERTAINTY_STEPS = [0.5, 0.7, 0.9, 0.95] as const;
