/**
 * Which process is meant, in a way that survives the reuse of process numbers: on Linux the number and the
 * moment it started, elsewhere the number alone.
 *
 * Used to tell whether whoever left a file behind still lives.
 */
import { readFileSync } from "node:fs";

/** `1234@567890`: process number and, on Linux, its start in clock ticks since boot. */
export type ProcessIdentity = string;

/** Names the process with this number, or null when it does not run (a zombie does not). */
export function identifyProcess(pid: number): ProcessIdentity | null {
  if (process.platform !== "linux") return exists(pid) ? `${pid}@` : null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in brackets and may itself hold blanks: count from the last bracket.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const state = fields[0];
    const startTicks = fields[19]; // field 22 of proc(5)
    return state === "Z" || state === "X" || startTicks === undefined ? null : `${pid}@${startTicks}`;
  } catch {
    return null;
  }
}

/** Whether the process that this identity was taken of is still the one running under its number. */
export function isAlive(identity: ProcessIdentity): boolean {
  const pid = Number.parseInt(identity, 10);
  return Number.isInteger(pid) && pid > 0 && identifyProcess(pid) === identity;
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
