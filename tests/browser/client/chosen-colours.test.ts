/** Where the system chooses the colours, or wants nothing to move: what is chosen and marked can still be told. */
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser } from "../../support/chromium.ts";
import { layPaper, ORIGIN } from "./paper-server.ts";

/** The least contrast of a sign that is no text, against what is beside it (WCAG 1.4.11). axe reads our colours, not the system's. */
const LEAST_CONTRAST = 3;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function openPaper(options: Parameters<Browser["newContext"]>[0]): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en",
    serviceWorkers: "block",
    ...options,
  });
  const page = await context.newPage();
  const paper = await layPaper(page, 5);
  paper.usability = [{ scene: "00000000-0000-7000-8000-000000000005", isUsable: false, reason: "cloud" }];
  await page.goto(`${ORIGIN}/campaigns/paper/tag`);
  await page.locator(".unit[data-on-screen=true] [data-shown-scene]").waitFor();
  return page;
}

const unit = (page: Page) => page.locator(".unit[data-on-screen=true]");

/** One computed colour, as red, green and blue. */
async function colour(one: Locator, property: string): Promise<number[]> {
  const written = await one.evaluate(
    (element, name) => getComputedStyle(element).getPropertyValue(name),
    property,
  );
  return (written.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
}

/** Contrast of two colours as WCAG 2.2 defines it. */
function contrast(one: number[], other: number[]): number {
  const luminance = (parts: number[]) => {
    const [r = 0, g = 0, b = 0] = parts.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

it.each(["dark", "light"] as const)(
  "tells what is chosen and marked in a %s contrast theme",
  async (colorScheme) => {
    const page = await openPaper({ forcedColors: "active", colorScheme, reducedMotion: "reduce" });
    const classes = unit(page).locator(".choice-class");
    await unit(page).getByRole("button", { name: "Last intact" }).click();
    await unit(page).locator("[data-mark=last]").waitFor();
    await page.keyboard.press("ArrowRight");
    await unit(page).getByText("Image 2 of 6").waitFor();
    await unit(page).getByRole("button", { name: "First damaged" }).click();
    await classes.first().click();
    await page.keyboard.press("ArrowRight");
    await unit(page).getByText("Image 3 of 6").waitFor();

    const chosen = await colour(classes.first(), "background-color");
    const others = await colour(classes.nth(1), "background-color");
    expect(contrast(chosen, others)).toBeGreaterThan(LEAST_CONTRAST);
    expect(contrast(chosen, await colour(classes.first().locator("span"), "color"))).toBeGreaterThan(4.5);
    const outline = unit(page).getByRole("button", { name: "Outline" });
    const curtain = unit(page).getByRole("button", { name: "Compare with a curtain" });
    const [on, off] = [await colour(outline, "background-color"), await colour(curtain, "background-color")];
    expect(contrast(on, off)).toBeGreaterThan(LEAST_CONTRAST);

    // The rail below the frames: intact, in between, damaged.
    const [intact, damaged] = [unit(page).locator(".rail-intact"), unit(page).locator(".rail-damaged")];
    expect(
      contrast(await colour(intact, "background-color"), await colour(damaged, "background-color")),
    ).toBeGreaterThan(LEAST_CONTRAST);
    const stripes = await unit(page)
      .locator(".rail-window")
      .evaluate((one) => getComputedStyle(one).backgroundImage);
    expect(stripes).toContain("gradient");
    // The frame one stands on has another line around it than its neighbours and those that are marked.
    const lines = await Promise.all(
      ["[data-wanted=true]", "[data-mark=last]", ":not([data-mark]):not([data-wanted=true])"].map(
        async (which) => {
          const frame = unit(page).locator(`.frame${which} .frame-picture`).first();
          return frame.evaluate((one) => {
            const { outlineWidth, outlineColor } = getComputedStyle(one);
            return `${outlineWidth} ${outlineColor}`;
          });
        },
      ),
    );
    expect(new Set(lines).size).toBe(3);
    await page.context().close();
  },
);

it("moves nothing by itself where less motion is wished", async () => {
  const page = await openPaper({ reducedMotion: "reduce" });
  await page.keyboard.press("1");
  await unit(page).locator(".choice-class[aria-pressed=true]").waitFor();
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter(({ effect }) => Number(effect?.getComputedTiming().duration ?? 0) > 0)
      .map((animation) =>
        String(animation.effect instanceof KeyframeEffect && animation.effect.target?.className),
      ),
  );
  expect(moving).toEqual([]);
  const durations = await page.evaluate(() =>
    [...document.querySelectorAll("*")]
      .flatMap((element) => {
        const { transitionDuration, animationName, animationDuration } = getComputedStyle(element);
        return [...transitionDuration.split(", "), ...(animationName === "none" ? [] : [animationDuration])];
      })
      .filter((duration) => Number.parseFloat(duration) > 0),
  );
  expect(durations).toEqual([]);
  await page.context().close();
});
