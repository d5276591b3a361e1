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
  const folder = mkdtempSync(join(tmpdir(), "aftermap-report-"));
  const report = join(folder, "report.json");
  try {
    const reporters = ["default", "json", "./tests/support/stuck-files.ts"].map(
      (name) => `--reporter=${name}`,
    );
    const code = await runInstalled(PROGRAMS.vitest, [
      "run",
      ...reporters,
      `--outputFile.json=${report}`,
      ...args,
    ]);
    return countTests(readReport(report), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** No report means that Vitest itself failed. A file that fails to load has no tests in it to fail: count the file. */
function countTests(report, code) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const broken = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    // An error outside any test (an unhandled rejection) fails the run without failing a test.
    failed: broken === 0 && code !== 0 ? 1 : broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
