/** The `map` benchmark's measures of an analyst at work on the map: frames, and what the page's thread computes. */
import type { Browser, Page } from "playwright-core";
import { newPage, type BenchPage } from "./client-page.ts";

const DESKTOP = { width: 1440, height: 900 };
const MAP = ".map-target";
const LIST = ".building-rows";
const PLAY = ".time-bar-play";

/**
 * `frames`: milliseconds between one and the next, as people see them. `ownMs`: what the page's own thread computed
 * between one and the next, in time of the processor: on a busy machine the difference is waiting for others.
 * `processorMs`: all that it computed.
 */
export type Moved = { frames: number[]; ownMs: number[]; longestTaskMs: number; processorMs: number };

/** A page on which the whole city has been drawn. */
export async function openMap(
  browser: Browser,
  url: string,
  slug: string,
  signIn: string,
): Promise<BenchPage> {
  const bench = await newPage(browser, { viewport: DESKTOP });
  await bench.page.goto(`${url}/sign-in/${signIn}`);
  await bench.page.goto(`${url}/campaigns/${slug}/map`);
  await bench.page.waitForSelector(`${MAP}[data-drawn]`, { timeout: 60_000 });
  await untilIdle(bench.page);
  return bench;
}

/** Waits until nothing is on its way and the page has nothing to do. */
export async function untilIdle(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.evaluate(
    () => new Promise((resolve) => requestIdleCallback(() => resolve(null), { timeout: 5_000 })),
  );
}

const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline"];

/** Counts frames, and reads from the browser's own trace what each task took, while something is done. */
export async function watch(
  browser: Browser,
  { page, processorMs }: BenchPage,
  act: () => Promise<void>,
): Promise<Moved> {
  await untilIdle(page);
  await browser.startTracing(page, { categories: CATEGORIES });
  const before = await processorMs();
  await page.evaluate(START_FRAMES);
  await act();
  const frames = await page.evaluate(STOP_FRAMES);
  const work = (await processorMs()) - before;
  const trace: unknown = JSON.parse((await browser.stopTracing()).toString());
  return { frames, ...workIn(trace), processorMs: work };
}

const START_FRAMES = () => {
  const frames: number[] = [];
  let last = 0;
  let isOn = true;
  const look = (now: number) => {
    if (last !== 0) frames.push(now - last);
    last = now;
    if (isOn) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  Object.assign(globalThis, {
    stopFrames: () => {
      isOn = false;
      return frames;
    },
  });
};
const STOP_FRAMES = (): number[] => (globalThis as unknown as { stopFrames: () => number[] }).stopFrames();

/** Of the tasks on the main thread of the page, microseconds of the processor (`tdur`), in all and from frame to frame. */
function workIn(trace: any): { ownMs: number[]; longestTaskMs: number } {
  const events: any[] = trace.traceEvents;
  const drawn = events.filter(({ name }) => name === "FireAnimationFrame");
  const { pid, tid } = drawn[0] ?? {};
  const tasks = events
    .filter((one) => one.name === "RunTask" && one.pid === pid && one.tid === tid)
    .toSorted((a, b) => a.ts - b.ts);
  // A frame begins with the task that it is drawn in.
  const firsts = drawn
    .map(({ ts }) => tasks.findLastIndex((task) => task.ts <= ts))
    .toSorted((a, b) => a - b);
  const own = (from: number, to: number) =>
    tasks.slice(from, to).reduce((sum, { tdur = 0 }) => sum + tdur / 1_000, 0);
  return {
    ownMs: firsts.slice(1).map((to, at) => own(Math.max(0, firsts[at] ?? 0), to)),
    longestTaskMs: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur / 1_000)),
  };
}

/** Drags the picture about, with the pointer moving for every frame. */
export async function pan(page: Page): Promise<void> {
  for (const [dx, dy] of [
    [-300, -120],
    [260, 180],
    [-160, 140],
    [220, -200],
  ] as const) {
    await page.mouse.move(640, 400);
    await page.mouse.down();
    for (let step = 1; step <= 30; step += 1) {
      await page.mouse.move(640 + (dx * step) / 30, 400 + (dy * step) / 30);
    }
    await page.mouse.up();
  }
  await page.waitForTimeout(600);
}

/** Turns the wheel, in or out, about `levels` levels. */
export async function zoom(page: Page, levels: number): Promise<void> {
  await page.mouse.move(640, 400);
  for (let step = 0; step < Math.abs(levels) * 4; step += 1) {
    await page.mouse.wheel(0, levels > 0 ? -100 : 100);
    await page.waitForTimeout(60);
  }
  await page.waitForTimeout(600);
}

/** Plays from the first week to the last. Looking for the button by its role would cost the page more than playing does. */
export async function play(page: Page): Promise<void> {
  const still = await page.getAttribute(PLAY, "aria-label");
  const untilStill = (wish: boolean) =>
    page.waitForFunction(
      ({ button, label, wished }) =>
        (document.querySelector(button)?.getAttribute("aria-label") === label) === wished,
      { button: PLAY, label: still, wished: wish },
      { polling: 100, timeout: 180_000 },
    );
  await page.evaluate((button) => document.querySelector<HTMLButtonElement>(button)?.click(), PLAY);
  await untilStill(false);
  await untilStill(true);
}

/** Milliseconds from a click in the legend to what it leaves: the figures, the map drawn completely, the list of buildings. */
export type Filtered = { figures: number; map: number; list: number };

/**
 * Watches for changes instead of looking at every frame, which would take time from what is measured. Each counts when the
 * frame after it has been drawn.
 */
export async function filter(page: Page, status: string): Promise<Filtered> {
  await untilIdle(page);
  return page.evaluate(
    async ({ name, target, list }) => {
      const [map, count] = [document.querySelector(target), document.querySelector(".filter-foot output")];
      const rows = document.querySelector(list);
      const button = [...document.querySelectorAll<HTMLButtonElement>(".legend-statuses button")].find(
        (one) => one.textContent?.includes(name),
      );
      if (map === null || count === null || rows === null || button === undefined)
        throw new Error("this is not the map that is measured");
      const start = performance.now();
      const changed = (what: Element, options: MutationObserverInit, isDone: () => boolean) =>
        new Promise<number>((resolve) => {
          const observer = new MutationObserver(() => {
            if (!isDone()) return;
            observer.disconnect();
            // A task after the frame's own: by then it is drawn.
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
          });
          observer.observe(what, options);
        });
      const text = { childList: true, characterData: true, subtree: true };
      // The same is written again whenever a frame is complete, also before anything new was asked for.
      const before = map.getAttribute("data-drawn");
      const isNew = () => map.getAttribute("data-drawn") !== before;
      const drawn = changed(map, { attributeFilter: ["data-drawn"] }, isNew);
      const counted = changed(count, text, () => true);
      const isStill = () => rows.getAttribute("aria-busy") === "false";
      const listed = changed(rows, { ...text, attributes: true }, isStill);
      button.click();
      const [figures, painted, named] = await Promise.all([counted, drawn, listed]);
      return { figures, map: painted, list: named };
    },
    { name: status, target: MAP, list: LIST },
  );
}

/** From the moment when a vote was stored to the map that shows it, milliseconds. @param vote tells that moment */
export async function repaint(page: Page, vote: () => Promise<number>): Promise<number> {
  await untilIdle(page);
  const painted = page.evaluate(
    (target) =>
      new Promise<number>((resolve) => {
        const map = document.querySelector<HTMLElement>(target);
        const drawn = map?.dataset["drawn"];
        const look = () => {
          if (map?.dataset["drawn"] === drawn) requestAnimationFrame(look);
          else resolve(Date.now());
        };
        look();
      }),
    MAP,
  );
  const storedAt = await vote();
  return (await painted) - storedAt;
}
