/** The checks that need no running program: types, lint, format, unused code, words. `npm run check` and `npm test` run them. */
import { PROGRAMS, runInstalled } from "./run.mjs";
import { findWordFaults } from "./words.mjs";

const CHECKS = [
  { name: "types", program: PROGRAMS.tsc, args: ["-p", "tsconfig.json"] },
  { name: "lint", program: PROGRAMS.oxlint, args: ["--type-aware"] },
  { name: "format", program: PROGRAMS.prettier, args: ["--check", "--log-level", "warn", "--cache", "."] },
  { name: "unused code", program: PROGRAMS.knip, args: ["--cache"] },
];

/** Runs all of them, the failed ones' messages on stderr, and answers how many passed and failed. */
export async function runChecks() {
  let passed = 0;
  for (const { name, program, args } of CHECKS) {
    const begun = performance.now();
    const code = await runInstalled(program, args);
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    console.error(`${code === 0 ? "✓" : "✗"} ${name} (${seconds} s)`);
    if (code === 0) passed += 1;
  }
  const faults = findWordFaults();
  console.error([`${faults.length === 0 ? "✓" : "✗"} words`, ...faults].join("\n  "));
  if (faults.length === 0) passed += 1;
  return { passed, failed: CHECKS.length + 1 - passed };
}
