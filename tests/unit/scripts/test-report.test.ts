import { expect, it } from "vitest";
import { countTests, failedFiles, failedTests, settled } from "../../../scripts/test-report.mjs";

const passed = (fullName: string) => ({ status: "passed", fullName });
const failed = (fullName: string) => ({ status: "failed", fullName });
const counts = { numPassedTests: 2, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 };
const first = {
  ...counts,
  testResults: [
    { name: "/a.test.ts", status: "passed", assertionResults: [passed("a holds")] },
    { name: "/b.test.ts", status: "failed", assertionResults: [passed("b loads"), failed("b holds")] },
    { name: "/c.test.ts", status: "failed", assertionResults: [] },
  ],
};

it("counts a file that does not load as a failure, and names what failed", () => {
  expect(countTests(first, 1)).toEqual({ passed: 2, failed: 2, skipped: 0 });
  expect(failedFiles(first)).toEqual(["/b.test.ts", "/c.test.ts"]);
  expect(failedTests(first)).toEqual(["b holds", "/c.test.ts"]);
});

it("fails a run that broke outside its tests, and one without a report", () => {
  const whole = { ...counts, numFailedTests: 0, testResults: first.testResults.slice(0, 1) };
  expect(countTests(whole, 1)).toEqual({ passed: 2, failed: 1, skipped: 0 });
  expect(countTests(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it("takes the results of files that were run again in place of the first ones, and keeps the others", () => {
  const second = {
    ...counts,
    testResults: [
      { name: "/b.test.ts", status: "passed", assertionResults: [passed("b loads"), passed("b holds")] },
      { name: "/c.test.ts", status: "passed", assertionResults: [passed("c holds")] },
    ],
  };
  expect(countTests(settled(first, second), 0)).toEqual({ passed: 4, failed: 0, skipped: 0 });
  const [again] = second.testResults.slice(0, 1);
  expect(
    countTests(settled(first, { ...counts, testResults: again === undefined ? [] : [again] }), 1),
  ).toEqual({ passed: 3, failed: 1, skipped: 0 });
});
