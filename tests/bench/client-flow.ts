/** The `client` benchmark's measures of a volunteer at work: the next building, scrubbing, bytes a task. */
import type { Browser, Page } from "playwright-core";
import { SCENES, SLUG } from "./client-town.ts";
import { newPage, PHONE, READY } from "./client-page.ts";

const SUBMITS = 20;
/** Thrown away: code that runs for the first time is not yet compiled. */
const WARM_UP = 2;
const SCRUBS = 240;
const TASKS = 6;
/** What a volunteer looks at who halves the time in which it must have happened: places among the scenes. */
const HALVING = [0, 13, 6, 9, 8];
/** How long somebody looks at a picture, milliseconds. */
const LOOK_MS = 800;

/** `frames` until the next building stands there, `ms` by the clock, `processorMs` of work on the page's thread. */
export type Submit = { frames: number; ms: number; processorMs: number };

/** From the key that submits to the frame in which the next building stands with its picture and its date. */
export async function measureSubmits(browser: Browser, url: string): Promise<Submit[]> {
  const { page, processorMs, close } = await newPage(browser);
  await page.goto(`${url}/campaigns/${SLUG}/tag`);
  await page.waitForSelector(READY);
  const submits: Submit[] = [];
  for (let at = 0; at < WARM_UP + SUBMITS; at += 1) {
    await page.waitForSelector(".unit[data-on-screen=false] [data-shown-scene]", { state: "attached" });
    await page.keyboard.press("5");
    await settle(page);
    const before = await processorMs();
    const { frames, ms } = await page.evaluate(SUBMIT_AND_COUNT);
    submits.push({ frames, ms, processorMs: (await processorMs()) - before });
  }
  await close();
  return submits.slice(WARM_UP);
}

/** Waits until the page has nothing to do: what was begun before is not what is measured. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise((resolve) => requestIdleCallback(() => resolve(null), { timeout: 3_000 })),
  );
}

const SUBMIT_AND_COUNT = () =>
  new Promise<{ frames: number; ms: number }>((resolve) => {
    const onScreen = () => document.querySelector(".unit[data-on-screen=true]");
    const before = onScreen();
    requestAnimationFrame(() => {
      const start = performance.now();
      dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true }),
      );
      let frames = 0;
      const look = () => {
        frames += 1;
        const now = onScreen();
        if (now !== null && now !== before && now.querySelector("[data-shown-scene]") !== null)
          resolve({ frames, ms: performance.now() - start });
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  });

/** `frames`: milliseconds between one and the next; `shown`: how many scenes were seen; `processorMs` a step. */
export type Scrub = { frames: number[]; shown: number; processorMs: number };

/** Every frame asks for the next date, back and forth over all of them, once each was seen. */
export async function measureScrub(browser: Browser, url: string): Promise<Scrub> {
  const { page, processorMs, close } = await newPage(browser);
  await page.goto(`${url}/campaigns/${SLUG}/tag`);
  await page.waitForSelector(READY);
  for (let at = 1; at < SCENES; at += 1) {
    await page.keyboard.press("ArrowRight");
    await page
      .getByText(`Image ${at + 1} of ${SCENES}`)
      .filter({ visible: true })
      .first()
      .waitFor();
  }
  // The pictures of the buildings after this one are fetched meanwhile, as they would be for a volunteer who looks.
  await page.waitForLoadState("networkidle");
  await settle(page);
  const before = await processorMs();
  const measured = await page.evaluate(SCRUB, { steps: SCRUBS, scenes: SCENES });
  const work = ((await processorMs()) - before) / SCRUBS;
  await close();
  return { ...measured, processorMs: work };
}

const SCRUB = ({ steps, scenes }: { steps: number; scenes: number }) =>
  new Promise<{ frames: number[]; shown: number }>((resolve) => {
    const frames: number[] = [];
    const seen = new Set<string | null>();
    let last = 0;
    let place = scenes - 1;
    let by = -1;
    const step = (now: number) => {
      if (last !== 0) frames.push(now - last);
      last = now;
      const label = document.querySelector(".unit[data-on-screen=true] [data-shown-scene]");
      seen.add(label?.getAttribute("data-shown-scene") ?? null);
      if (place + by < 0 || place + by >= scenes) by = -by;
      place += by;
      const key = by < 0 ? "ArrowLeft" : "ArrowRight";
      dispatchEvent(new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true }));
      if (frames.length < steps) requestAnimationFrame(step);
      else resolve({ frames, shown: seen.size });
    };
    requestAnimationFrame(step);
  });

/** Bytes of pictures for a building, looked at as somebody does who halves the time again and again. */
export async function measureTaskBytes(browser: Browser, url: string, isSaving: boolean): Promise<number> {
  const { page, traffic, close } = await newPage(browser, { isSaving, viewport: PHONE });
  await page.goto(`${url}/campaigns/${SLUG}/tag`);
  for (let task = 0; task < TASKS; task += 1) {
    await page.waitForSelector(READY);
    for (const wanted of HALVING) {
      await lookAt(page, wanted);
    }
    await page.keyboard.press("5");
    const unit = await page.locator(".unit[data-on-screen=true]").elementHandle();
    await page.keyboard.press("Enter");
    await page.waitForFunction((left) => left === null || !left.isConnected, unit);
  }
  await close();
  return traffic.pictures / TASKS;
}

/** Asks for a date on the timeline, and looks at it once it is there. */
async function lookAt(page: Page, place: number): Promise<void> {
  await page.locator(".unit[data-on-screen=true] input[type=range]").fill(String(place));
  await page.evaluate("document.activeElement.blur()"); // or keys would be the slider's
  await page.waitForFunction(
    ({ at, scenes }) =>
      document
        .querySelector(".unit[data-on-screen=true] .date-label-more")
        ?.textContent?.includes(`Image ${at} of ${scenes}`),
    { at: place + 1, scenes: SCENES },
  );
  await page.waitForTimeout(LOOK_MS);
}
