import { fork, type ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { codeOf } from "./child-code.ts";

/**
 * Starts a module in a process of its own in which a file that nobody trusts is read. It gets no environment but what is
 * given: settings and secrets of the server have no business in there. Works from TypeScript sources and built.
 *
 * @param file of the module, `.ts` also where only the built `.js` is there
 * @param options.isHeard whether its standard output is read; errors always are
 */
export function startLimited(
  file: URL,
  options: { environment: Record<string, string>; isHeard: boolean },
): ChildProcess {
  const code = codeOf(file);
  return fork(code.file, [], {
    // A group of its own, so that a kill reaches the programs that it may have started.
    detached: true,
    env: options.environment,
    execArgv: [
      "--max-old-space-size=512",
      ...(code.isSource ? ["--import", import.meta.resolve("tsx")] : []),
    ],
    stdio: ["ignore", options.isHeard ? "pipe" : "ignore", "pipe", "ipc"],
    serialization: "json",
  });
}

/** Ends the process and all that it started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    child.kill("SIGKILL");
  }
}

/** Memory in use, where the system tells (Linux); 0 elsewhere, where only V8's own limit then guards. */
export async function residentBytes(child: ChildProcess): Promise<number> {
  const statm = await readFile(`/proc/${child.pid}/statm`, "utf8").catch(() => "");
  return Number(statm.split(" ")[1] ?? 0) * 4_096;
}
