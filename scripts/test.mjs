/**
 * `npm test`: checks, then unit, integration and browser tests, from a fresh clone. Ends with one line that counts
 * them all; each check counts as one. Arguments go to Vitest: `npm test -- --project unit votes`.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "./checks.mjs";
import { ensureBuilt } from "./ensure-built.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { PROGRAMS, runInstalled } from "./run.mjs";

await ensureInstalled();
const checks = await runChecks();
await ensureBuilt();
const tests = await runTests(process.argv.slice(2));

const allFailed = checks.failed + tests.failed;
const skipped = tests.skipped === 0 ? "" : `, ${tests.skipped} skipped`;
console.log(`${checks.passed + tests.passed} passed, ${allFailed} failed${skipped}`);
process.exitCode = allFailed === 0 ? 0 : 1;

async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), "aftermap-report-"));
  const report = join(folder, "report.json");
  try {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const code = await runInstalled(PROGRAMS.vitest, ["run", ...reporters, ...args]);
    return count(readReport(report), code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** No report means that Vitest itself failed. A file that fails to load has no tests in it to fail: count the file. */
function count(report, code) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  const failed = report.numFailedTests + brokenFiles.length;
  return {
    passed: report.numPassedTests,
    // An error outside any test (an unhandled rejection) fails the run without failing a test.
    failed: failed === 0 && code !== 0 ? 1 : failed,
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
