/**
 * A reporter that tells `npm test` of errors outside any test (an unhandled rejection), which Vitest's report in JSON
 * leaves out: writes their number beside that report, as `outside-errors.json`.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import type { Reporter, TestModule, Vitest } from "vitest/node";

// oxlint-disable-next-line import/no-default-export -- Vitest loads a reporter by it
export default class OutsideErrors implements Reporter {
  #report: string | undefined;

  onInit({ config }: Vitest): void {
    this.#report = typeof config.outputFile === "object" ? config.outputFile["json"] : config.outputFile;
  }

  onTestRunEnd(_modules: readonly TestModule[], errors: readonly unknown[]): void {
    if (this.#report === undefined) return;
    writeFileSync(path.join(path.dirname(this.#report), "outside-errors.json"), String(errors.length));
  }
}
