/** Runs the built command line as real processes, and sees to it that none survives its test file. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { closeAtEnd } from "./closing.ts";
import { definedEnvironment } from "./environment.ts";

/** What `npm run build` makes; the tests' command builds first. */
export const BUILT_CLI = join(import.meta.dirname, "../../dist/cli/main.js");

/** A process under test. `output` is everything it has printed so far on both streams, in the order of arrival. */
export type RunningProcess = {
  pid: number;
  stdout(): string;
  output(): string;
  /** Waits until a line matches and returns the match; fails with the output when the process ends or time runs out. */
  line(pattern: RegExp, patienceMs?: number): Promise<RegExpMatchArray>;
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** The exit code, null after a signal. */
  exited: Promise<number | null>;
};

/** Starts `aftermap …args` from `dist/`. `env` is added to ours; a value of undefined takes a name away. */
export function startAftermap(
  args: readonly string[],
  env: Record<string, string | undefined> = {},
): RunningProcess {
  return startProcess(process.execPath, [BUILT_CLI, ...args], env);
}

/** Runs `aftermap …args` to its end. */
export async function runAftermap(
  args: readonly string[],
  env: Record<string, string | undefined> = {},
): Promise<{ code: number | null; stdout: string; output: string }> {
  const running = startAftermap(args, env);
  const code = await running.exited;
  return { code, stdout: running.stdout(), output: running.output() };
}

/** Starts any program. It is killed after the file's last test if it still runs then. */
export function startProcess(
  program: string,
  args: readonly string[],
  env: Record<string, string | undefined> = {},
): RunningProcess {
  const child = spawn(program, args, { env: environment(env), stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
  let ended = false;
  const exited = once(child, "close").then(([code]) => {
    ended = true;
    return typeof code === "number" ? code : null;
  });
  closeAtEnd(async () => {
    if (ended || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  });
  const command = `${program} ${args.join(" ")}`;

  return {
    pid: child.pid ?? 0,
    stdout: () => stdout,
    output: () => output,
    exited,
    end: (signal) => {
      child.kill(signal);
      return exited;
    },
    line: async (pattern, patienceMs = 60_000) => {
      const deadline = Date.now() + patienceMs;
      for (;;) {
        const match = output
          .split("\n")
          .map((text) => text.match(pattern))
          .find((found) => found !== null);
        if (match !== undefined && match !== null) return match;
        if (ended) throw new Error(`${command} ended before it printed ${pattern}:\n${output}`);
        if (Date.now() > deadline) throw new Error(`${command} has not printed ${pattern}:\n${output}`);
        await Promise.race([pause(20), exited]);
      }
    },
  };
}

function environment(changes: Record<string, string | undefined>): Record<string, string> {
  const merged = { ...definedEnvironment(), ...changes };
  return Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
