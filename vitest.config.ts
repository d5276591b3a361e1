import { defineConfig } from "vitest/config";

/** Tests that start PostgreSQL, Redis, processes or browsers share what this set-up starts once. */
const GLOBAL_SETUP = ["tests/support/global-setup.ts"];

export default defineConfig({
  test: {
    // Integration tests wait for databases, processes and clocks more than they compute.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: "unit",
          include: ["tests/unit/**/*.test.{ts,tsx}"],
          testTimeout: 30_000, // what is slow here computes, on whatever the machine has left
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.{ts,tsx}"],
          globalSetup: GLOBAL_SETUP,
          testTimeout: 60_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.{ts,tsx}"],
          globalSetup: GLOBAL_SETUP,
          testTimeout: 120_000,
          hookTimeout: 240_000,
          // A page on a busy machine answers late, not wrongly; the default is one second.
          expect: { poll: { timeout: 20_000 } },
          // Two browsers at a time: tests wait more than they compute, and none of them measures time.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
