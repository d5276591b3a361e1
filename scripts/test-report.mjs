/** Reads what Vitest reports as JSON: how many tests passed, what failed, and where. */

/**
 * No report means that Vitest itself failed. A file that fails to load has no tests in it to fail: count the file.
 */
export function countTests(report, code) {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const broken = report.numFailedTests + report.testResults.filter(isBroken).length;
  return {
    passed: report.numPassedTests,
    // An error outside any test (an unhandled rejection) fails the run without failing a test.
    failed: broken === 0 && code !== 0 ? 1 : broken,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

export function failedFiles(report) {
  return report.testResults.filter(({ status }) => status === "failed").map(({ name }) => name);
}

/**
 * The full names of what failed; of a file that failed as a whole, its path.
 */
export function failedTests(report) {
  return report.testResults.flatMap((file) =>
    isBroken(file) ? [file.name] : file.assertionResults.filter(isFailed).map(({ fullName }) => fullName),
  );
}

/**
 * The first report with the files of the second in place of its own.
 */
export function settled(first, second) {
  const again = new Map(second.testResults.map((file) => [file.name, file]));
  const testResults = first.testResults.map((file) => again.get(file.name) ?? file);
  const count = (status) =>
    testResults.flatMap((file) => file.assertionResults).filter((test) => test.status === status).length;
  return {
    testResults,
    numPassedTests: count("passed"),
    numFailedTests: count("failed"),
    numPendingTests: count("pending") + count("skipped"),
    numTodoTests: count("todo"),
  };
}

function isBroken(file) {
  return file.status === "failed" && !file.assertionResults.some(isFailed);
}

function isFailed({ status }) {
  return status === "failed";
}
