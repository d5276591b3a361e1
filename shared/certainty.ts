/** Upper ends of the certainty classes, 0–1; the last one is open to 1. */
export const CERTAINTY_STEPS = [0.5, 0.7, 0.9, 0.95] as const;

/** Where the classes of agreement begin after the first, shares of 0–1; the last one is of one mind. */
export const AGREEMENT_STEPS = [0.5, 0.7, 0.9, 1] as const;
