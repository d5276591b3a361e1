/** What Linux tells of processes. */
import { readdirSync, readFileSync } from "node:fs";

/** Processes whose parent is this one. */
export function childrenOf(parent: number): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => Number(fieldsOf(Number(name))[1]) === parent)
    .map(Number);
}

/** Whether it was stopped by a signal; null where nobody can tell. */
export function isStopped(pid: number): boolean | null {
  const [state] = fieldsOf(pid);
  return state === undefined ? null : state === "T";
}

/** Of `/proc/PID/stat`: what follows the name, which may hold anything. */
function fieldsOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return [];
  }
}
