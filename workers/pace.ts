/** The least time between two calls for the same subject. */
export type Pace = {
  /** Calls at once where the last call for the subject is long enough ago; else once as soon as it is. */
  call(subject: string): void;
  close(): void;
};

/** Lets through the first of a burst of calls, and the rest of it together, every so many milliseconds. */
export function openPace(everyMs: number, act: (subject: string) => void): Pace {
  /** Subjects called lately, and whether they were called again since. */
  const resting = new Map<string, { isCalledAgain: boolean; timer: NodeJS.Timeout }>();
  const actNow = (subject: string): void => {
    const timer = setTimeout(() => {
      const isCalledAgain = resting.get(subject)?.isCalledAgain ?? false;
      resting.delete(subject);
      if (isCalledAgain) actNow(subject);
    }, everyMs);
    resting.set(subject, { isCalledAgain: false, timer });
    act(subject);
  };
  return {
    call(subject) {
      const rest = resting.get(subject);
      if (rest === undefined) actNow(subject);
      else rest.isCalledAgain = true;
    },
    close() {
      for (const { timer } of resting.values()) clearTimeout(timer);
      resting.clear();
    },
  };
}
