/**
 * `npm test`: checks, then unit, integration and browser tests, from a fresh clone. Ends with one line that counts
 * them all; each check counts as one. Arguments go to Vitest: `npm test -- --project unit votes`.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "./checks.mjs";
import { build } from "./ensure-built.mjs";
import { install } from "./ensure-installed.mjs";
import { PROGRAMS, runInstalled } from "./run.mjs";
import { countTests, failedFiles, failedTests, settled } from "./test-report.mjs";

/** As many files that fail are run again alone: more than these is no accident of a busy machine. */
const FILES_RUN_AGAIN = 2;

const counts = [];
if (await install()) {
  counts.push(await runChecks());
  counts.push((await build()) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  // Also after a failed build: what does not need it still tells where things stand.
  counts.push(await runTests(process.argv.slice(2)));
} else {
  counts.push({ passed: 0, failed: 1 });
}
const [passed, failed, skipped] = ["passed", "failed", "skipped"].map((outcome) =>
  counts.reduce((sum, count) => sum + (count[outcome] ?? 0), 0),
);
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? "" : `, ${skipped} skipped`}`);
process.exitCode = failed === 0 ? 0 : 1;

async function runTests(args) {
  const first = await runVitest(args);
  // Errors outside any test belong to no file that could be run again.
  const files = first.report === null || first.outsideErrors > 0 ? [] : failedFiles(first.report);
  if (files.length === 0 || files.length > FILES_RUN_AGAIN) return countTests(first.report, first.code);
  console.error(`\nRunning again, alone, what failed: ${files.join(", ")}\n`);
  const second = await runVitest(files);
  if (second.report === null || second.code !== 0) return countTests(first.report, first.code);
  for (const name of failedTests(first.report)) {
    console.error(`UNSTEADY: failed among the others and passed alone, which wants mending: ${name}`);
  }
  return countTests(settled(first.report, second.report), 0);
}

async function runVitest(args) {
  const folder = mkdtempSync(join(tmpdir(), "aftermap-report-"));
  const report = join(folder, "report.json");
  try {
    const reporters = [
      "default",
      "json",
      "./tests/support/stuck-files.ts",
      "./tests/support/outside-errors.ts",
    ].map((name) => `--reporter=${name}`);
    const code = await runInstalled(PROGRAMS.vitest, [
      "run",
      ...reporters,
      `--outputFile.json=${report}`,
      ...args,
    ]);
    return {
      report: readJson(report),
      outsideErrors: readJson(join(folder, "outside-errors.json")) ?? 0,
      code,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
