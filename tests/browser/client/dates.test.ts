import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser } from "../../support/chromium.ts";
import { COLOURS, layPaper, ORIGIN } from "./paper-server.ts";

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** In every frame: which date is named, and which colour the middle of the visible picture has. */
async function watchFrames(): Promise<void> {
  await page.evaluate(() => {
    const seen: [place: number, colour: number[]][] = [];
    Object.assign(globalThis, { seenFrames: seen });
    const look = () => {
      const unit = document.querySelector(".unit[data-on-screen=true]");
      const named = unit?.querySelector("[data-shown-scene]")?.getAttribute("data-shown-scene") ?? "";
      const canvas = [...(unit?.querySelectorAll<HTMLCanvasElement>("[class^='scene-'] canvas") ?? [])].find(
        (each) => getComputedStyle(each).visibility === "visible",
      );
      // Beside the outline, which has a layer of its own. A date without any picture counts as black.
      const context = canvas !== undefined && canvas.width > 0 ? canvas.getContext("2d") : null;
      const pixel = context?.getImageData(context.canvas.width >> 1, context.canvas.height >> 1, 1, 1).data;
      if (named !== "") seen.push([Number(named.slice(-2)), [...(pixel ?? [0, 0, 0])]]);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

const readFrames = () =>
  page.evaluate(() => {
    const { seenFrames } = globalThis as unknown as { seenFrames: [number, number[]][] };
    return seenFrames;
  });

it("never shows a picture under another date, however slowly and unevenly tiles arrive", async () => {
  page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  const paper = await layPaper(page, 5);
  paper.tileDelayMs = (place) => 30 + ((place * 7) % 5) * 90;
  await page.goto(`${ORIGIN}/campaigns/paper/tag`);
  await page.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");
  await watchFrames();

  for (const key of ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight", "ArrowRight"]) {
    await page.keyboard.press(key);
    await page.waitForTimeout(40);
  }
  await page.keyboard.press("ArrowRight");
  await expect.poll(async () => (await readFrames()).at(-1)?.[0], { timeout: 20_000 }).toBe(5);
  await page.keyboard.press("2");
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await readFrames()).at(-1)?.[0], { timeout: 20_000 }).toBe(0);

  const frames = await readFrames();
  const wrong = frames.filter(([place, [r = 0, g = 0, b = 0]]) => {
    const [wantR, wantG, wantB] = COLOURS[place] ?? [0, 0, 0];
    return Math.abs(r - wantR) + Math.abs(g - wantG) + Math.abs(b - wantB) > 60;
  });
  expect(wrong).toEqual([]);
  expect(new Set(frames.map(([place]) => place)).size).toBeGreaterThanOrEqual(3);
  await page.close();
});
