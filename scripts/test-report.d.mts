export type TestResult = { status: string; fullName: string };
/** `name` is the file's path. */
export type FileResult = { name: string; status: string; assertionResults: TestResult[] };
export type Report = {
  testResults: FileResult[];
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
};

export function countTests(
  report: Report | null,
  code: number,
): { passed: number; failed: number; skipped: number };
export function failedFiles(report: Report): string[];
export function failedTests(report: Report): string[];
export function settled(first: Report, second: Report): Report;
