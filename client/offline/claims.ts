/** What tabs of one browser agree on through Web Locks. Those need a secure context; without them each tab is alone. */

const releases = new Map<string, () => void>();

/** Runs `work` when no other tab does work of this name. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  // Two tabs that both send or both ask do no harm: votes and leases have ids.
  return "locks" in navigator ? await navigator.locks.request(name, work) : work();
}

/**
 * Takes an assignment for this tab, so that no other shows it. Held until released or until the tab is gone,
 * however it goes.
 *
 * @returns false when another tab has it
 */
export function claim(assignment: string): Promise<boolean> {
  if (!("locks" in navigator) || releases.has(assignment)) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(lockName(assignment), { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      if (lock === null) return undefined;
      return new Promise<void>((letGo) => releases.set(assignment, letGo));
    });
  });
}

/** Lets other tabs have an assignment. */
export function release(assignment: string): void {
  releases.get(assignment)?.();
  releases.delete(assignment);
}

const lockName = (assignment: string) => `aftermap-task-${assignment}`;
