import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openBrowser } from "../../support/chromium.ts";
import { COLOURS, layPaper, ORIGIN, type Paper } from "./paper-server.ts";

let browser: Browser;
let page: Page;
let paper: Paper;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  const context = await browser.newContext({
    viewport: { width: 1000, height: 700 },
    serviceWorkers: "block",
  });
  page = await context.newPage();
  paper = await layPaper(page, 5);
  paper.tileDelayMs = (place) => 30 + ((place * 7) % 5) * 90;
  await page.goto(`${ORIGIN}/campaigns/paper/tag`);
  await page.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");
  await watchFrames();
});
afterEach(() => page.context().close());

/** A date named on the screen in one frame: which scene, and the colour of the picture that it names. */
type Named = { label: "shown" | "compared"; place: number; colour: number[] };

/**
 * Notes in every frame each date that is named, and the colour of the visible picture where that date's picture is:
 * in its pane, or on its side of the curtain. A date without any picture counts as black.
 */
async function watchFrames(): Promise<void> {
  await page.evaluate(() => {
    const seen: { label: string; place: number; colour: number[] }[] = [];
    Object.assign(globalThis, { seenFrames: seen });

    const isCutAt = (layer: Element, x: number): boolean => {
      const [, right, , left] =
        getComputedStyle(layer).clipPath.match(/calc\([^()]*\)|[\d.]+(?:px|%)/g) ?? [];
      const box = layer.getBoundingClientRect();
      const pixels = (length = "0px"): number => {
        const [, whole, minus] = /^calc\((\S+) - (\S+)\)$/.exec(length) ?? [];
        if (whole !== undefined) return pixels(whole) - pixels(minus);
        return length.endsWith("%")
          ? (Number.parseFloat(length) / 100) * box.width
          : Number.parseFloat(length);
      };
      return x < box.left + pixels(left) || x > box.right - pixels(right);
    };
    const colourAt = (unit: Element, x: number, y: number): number[] => {
      for (const canvas of [
        ...unit.querySelectorAll<HTMLCanvasElement>("[class^='scene-'] canvas"),
      ].reverse()) {
        const box = canvas.getBoundingClientRect();
        const layer = canvas.closest("[class^='scene-']");
        const isInside = x > box.left && x < box.right && y > box.top && y < box.bottom;
        if (layer === null || !isInside || getComputedStyle(canvas).visibility !== "visible") continue;
        if (isCutAt(layer, x) || canvas.width === 0) continue;
        const column = ((x - box.left) / box.width) * canvas.width;
        const row = ((y - box.top) / box.height) * canvas.height;
        const pixel = canvas.getContext("2d")?.getImageData(column, row, 1, 1).data ?? [];
        if (pixel[3] === 255) return [...pixel];
      }
      return [0, 0, 0];
    };
    const look = () => {
      const unit = document.querySelector(".unit[data-on-screen=true]");
      const stage = unit?.querySelector(".stage");
      const panes = [...(stage?.querySelectorAll(".pane") ?? [])].map((pane) => pane.getBoundingClientRect());
      const isCurtain = stage?.getAttribute("data-mode") === "curtain";
      const named = { shown: panes.at(-1), compared: panes[0] };
      for (const [label, pane] of Object.entries(named)) {
        const place =
          unit?.querySelector(`[data-${label}-scene]`)?.getAttribute(`data-${label}-scene`) ?? null;
        if (place === null || pane === undefined || unit === null || unit === undefined) continue;
        // Beside the outline, and on its own side of a curtain.
        const share = isCurtain ? (label === "compared" ? 0.2 : 0.8) : 0.3;
        const colour = colourAt(unit, pane.left + pane.width * share, pane.top + pane.height * 0.3);
        seen.push({ label, place: Number(place.slice(-2)), colour });
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

const readFrames = (): Promise<Named[]> =>
  page.evaluate(() => (globalThis as unknown as { seenFrames: Named[] }).seenFrames);

const lastNamed = async (label: Named["label"]) =>
  (await readFrames()).findLast((frame) => frame.label === label)?.place;

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
    await page.waitForTimeout(40);
  }
}

/** Fails where any date stood over another's pixels; tells which dates were named. */
async function expectTrueDates(): Promise<Record<Named["label"], Set<number>>> {
  const frames = await readFrames();
  const wrong = frames.filter(({ place, colour: [r = 0, g = 0, b = 0] }) => {
    const [wantR, wantG, wantB] = COLOURS[place] ?? [0, 0, 0];
    return Math.abs(r - wantR) + Math.abs(g - wantG) + Math.abs(b - wantB) > 60;
  });
  expect(wrong).toEqual([]);
  const named = (label: Named["label"]) =>
    new Set(frames.filter((frame) => frame.label === label).map(({ place }) => place));
  return { shown: named("shown"), compared: named("compared") };
}

describe("a picture is never shown under another date, however slowly and unevenly tiles arrive", () => {
  it("while stepping and going on to the next building", async () => {
    await press("ArrowRight", "ArrowRight", "ArrowRight");
    // However slow the machine, this one is named, and the next are asked for while others are on their way.
    await expect.poll(() => lastNamed("shown"), { timeout: 60_000 }).toBe(3);
    await press("ArrowLeft", "ArrowRight", "ArrowRight", "ArrowRight");
    await expect.poll(() => lastNamed("shown"), { timeout: 60_000 }).toBe(5);
    await press("2", "Enter");
    await expect.poll(() => lastNamed("shown"), { timeout: 60_000 }).toBe(0);
    expect((await expectTrueDates()).shown.size).toBeGreaterThanOrEqual(3);
  });

  it("while blinking between two dates that are still loading", async () => {
    await press("[", "ArrowRight", "ArrowRight", "ArrowRight");
    await expect.poll(() => lastNamed("shown"), { timeout: 60_000 }).toBe(3);
    await press("]");
    const before = (await readFrames()).length;
    await page.keyboard.down(" ");
    await expect
      .poll(
        async () => {
          const since = (await readFrames()).slice(before).map(({ place }) => place);
          return since.includes(0) && since.lastIndexOf(3) > since.indexOf(0);
        },
        { timeout: 60_000 },
      )
      .toBe(true);
    await page.keyboard.up(" ");
    await expect.poll(() => lastNamed("shown"), { timeout: 60_000 }).toBe(3);
    await expectTrueDates();
  });

  it("on both sides of a curtain, whichever date changes, and while the picture is moved", async () => {
    await press("ArrowRight", "c");
    await expect.poll(() => lastNamed("compared"), { timeout: 60_000 }).toBe(0);
    await press("ArrowRight", "Shift+ArrowRight", "ArrowRight", "ArrowRight", "Shift+ArrowRight");
    await page.mouse.move(400, 150);
    await page.mouse.wheel(0, -400);
    await expect.poll(() => lastNamed("compared"), { timeout: 60_000 }).toBe(2);
    await expect.poll(() => lastNamed("shown"), { timeout: 60_000 }).toBe(4);
    const named = await expectTrueDates();
    expect(named.compared.size).toBeGreaterThanOrEqual(2);
    expect(named.shown.size).toBeGreaterThanOrEqual(2);
  });

  it("side by side, where each date follows its own picture", async () => {
    await press("ArrowRight", "ArrowRight", "c", "c");
    await expect.poll(() => lastNamed("compared"), { timeout: 60_000 }).toBe(0);
    await press("Shift+ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "ArrowRight");
    await page.mouse.move(200, 150);
    await page.mouse.wheel(0, 300);
    await expect.poll(() => lastNamed("compared"), { timeout: 60_000 }).toBe(3);
    await expect.poll(() => lastNamed("shown"), { timeout: 60_000 }).toBe(4);
    await press("c");
    const named = await expectTrueDates();
    expect(named.compared.size).toBeGreaterThanOrEqual(2);
    expect(named.shown.size).toBeGreaterThanOrEqual(2);
  });
});
