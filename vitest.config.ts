import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Processes and threads that a test starts run what is built. */
const alias = [
  {
    find: /^(?:\.\.?\/)+child-code\.ts$/,
    replacement: join(import.meta.dirname, "tests/support/child-code.ts"),
  },
];

/**
 * What opens databases, servers and processes. Files of one worker share its modules: to load all of Aftermap for each
 * took 2.3 s of processor time a file, a quarter of the whole run.
 */
const OPENING = { setupFiles: ["tests/support/close-after-file.ts"], isolate: false };

/** A busy machine answers late, not wrongly; the default is one second. */
const PATIENT = { poll: { timeout: 40_000 } };

/** Tests that start PostgreSQL, Redis, processes or browsers share what this set-up starts once. */
const GLOBAL_SETUP = ["tests/support/global-setup.ts"];

export default defineConfig({
  test: {
    // Integration tests wait for databases, processes and clocks more than they compute.
    maxWorkers: 3,
    projects: [
      {
        test: {
          alias,
          name: "unit",
          include: ["tests/unit/**/*.test.{ts,tsx}"],
          testTimeout: 30_000, // what is slow here computes, on whatever the machine has left
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          alias,
          name: "integration",
          include: ["tests/integration/**/*.test.{ts,tsx}"],
          globalSetup: GLOBAL_SETUP,
          ...OPENING,
          testTimeout: 60_000,
          expect: PATIENT,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          alias,
          name: "browser",
          include: ["tests/browser/**/*.test.{ts,tsx}"],
          globalSetup: GLOBAL_SETUP,
          ...OPENING,
          testTimeout: 180_000,
          hookTimeout: 240_000,
          expect: PATIENT,
          // Two browsers at a time: tests wait more than they compute, and none of them measures time.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
