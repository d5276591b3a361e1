/**
 * A reporter that ends the run when a file has not ended for a long time. Vitest's own time limits are timers in the
 * file's process: one that computes without end never sees them, and the run would wait for it for ever.
 */
import { execFileSync } from "node:child_process";
import { relative } from "node:path";
import type { Reporter, TestModule } from "vitest/node";

const LIMIT_MS = 10 * 60_000;
const LOOK_MS = 15_000;

// oxlint-disable-next-line import/no-default-export -- Vitest loads a reporter by it
export default class StuckFiles implements Reporter {
  readonly #since = new Map<string, number>();
  #watch: NodeJS.Timeout | undefined;

  onTestRunStart(): void {
    this.#watch = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  onTestModuleQueued({ moduleId }: TestModule): void {
    this.#since.set(moduleId, Date.now());
  }

  onTestModuleEnd({ moduleId }: TestModule): void {
    this.#since.delete(moduleId);
  }

  onTestRunEnd(): void {
    clearInterval(this.#watch);
  }

  #look(): void {
    const stuck = [...this.#since].filter(([, since]) => Date.now() - since > LIMIT_MS);
    if (stuck.length === 0) return;
    const names = stuck.map(([moduleId]) => relative(process.cwd(), moduleId));
    process.stderr.write(`FAIL: not ended after ${LIMIT_MS / 60_000} minutes: ${names.join(", ")}\n`);
    try {
      execFileSync("pkill", ["-KILL", "-P", String(process.pid)]);
    } finally {
      process.exit(1);
    }
  }
}
