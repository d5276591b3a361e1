export type Gathering = {
  /** Does it, and hands it over together with all else that is under way. */
  bring: <Thing>(make: () => Promise<Thing>) => Promise<Thing>;
};

/**
 * Hands over together what was asked for together: a map in patches shows two filters at once, and each patch is a frame
 * more to draw. Whoever is ready waits for the others, but none longer than `patienceMs` after the first.
 */
export function createGathering(patienceMs: number): Gathering {
  let underWay = 0;
  let ready: (() => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    clearTimeout(timer);
    timer = undefined;
    const going = ready;
    ready = [];
    for (const go of going) go();
  }

  return {
    async bring(make) {
      underWay += 1;
      try {
        return await make();
      } finally {
        underWay -= 1;
        if (underWay === 0) open();
        else {
          timer ??= setTimeout(open, patienceMs);
          await new Promise<void>((go) => ready.push(go));
        }
      }
    },
  };
}
