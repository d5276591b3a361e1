import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBarriers } from "../../support/barriers.ts";
import { openBrowser } from "../../support/chromium.ts";
import { layPaper, ORIGIN } from "./paper-server.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const SCREENS = [
  { name: "a wide screen", width: 1440, height: 900, locale: "en" },
  { name: "a phone in Arabic", width: 360, height: 740, locale: "ar" },
];

async function openPaper({ width, height, locale }: (typeof SCREENS)[number]): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale,
    serviceWorkers: "block",
    // What is fading has other colours for a moment.
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const paper = await layPaper(page, 5);
  paper.usability = [{ scene: "00000000-0000-7000-8000-000000000004", isUsable: false, reason: "cloud" }];
  await page.goto(`${ORIGIN}/campaigns/paper/tag`);
  await page.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");
  return page;
}

describe.each(SCREENS)("on $name", (screen) => {
  it("no state of tagging puts up a barrier that axe knows, nor scrolls sideways", async () => {
    const page = await openPaper(screen);
    const onward = screen.locale === "ar" ? "ArrowLeft" : "ArrowRight";
    const states: [name: string, keys: string[], leave: string[]][] = [
      ["untouched", [], []],
      ["both marks and a class", ["[", onward, "]", "1"], []],
      ["under cloud", [onward, onward, onward], []],
      ["curtain", ["c"], []],
      ["side by side", ["c"], ["c"]],
      ["cannot tell", ["0", "1"], ["0"]],
      ["asking", ["r"], ["Escape"]],
      ["all keys", ["?"], ["Escape"]],
    ];
    const barriers: string[] = [];
    for (const [name, keys, leave] of states) {
      for (const key of keys) await page.keyboard.press(key);
      if (name === "asking" || name === "all keys") await page.getByRole("dialog").waitFor();
      barriers.push(...(await findBarriers(page)).map((barrier) => `${name}: ${barrier}`));
      const sideways = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      if (sideways !== 0) barriers.push(`${name}: ${String(sideways)} px to scroll sideways`);
      for (const key of leave) await page.keyboard.press(key);
    }
    await page.locator(".unit[data-on-screen=true] .stage-tools .tool").last().click();
    barriers.push(...(await findBarriers(page)).map((barrier) => `brightness: ${barrier}`));
    await page.keyboard.press("Escape");
    for (const opener of [
      ".unit[data-on-screen=true] .submit-panel .button-quiet:nth-child(2)",
      ".tagging-help button",
    ]) {
      await page.locator(opener).first().click();
      await page.getByRole("dialog").waitFor();
      barriers.push(...(await findBarriers(page)).map((barrier) => `${opener}: ${barrier}`));
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
    expect(barriers).toEqual([]);
    await page.context().close();
  });
});

it("no notice and no veil puts up a barrier: the gate, blurred pictures, a stopped campaign, an old lease", async () => {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    locale: "ar",
    serviceWorkers: "block",
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  const paper = await layPaper(page, 5);
  paper.campaign = { contentNotice: "Destroyed homes.", blurPictures: true };
  paper.expiresAt = "2026-01-01T00:00:00Z";
  await page.goto(`${ORIGIN}/campaigns/paper/tag`);
  await page.locator("[data-gate-open]").waitFor();
  const barriers = (await findBarriers(page)).map((barrier) => `gate: ${barrier}`);
  await page.locator("[data-gate-open]").click();
  await page.locator(".unit[data-on-screen=true] .veil").waitFor();
  barriers.push(...(await findBarriers(page)).map((barrier) => `veil: ${barrier}`));
  paper.isStopped = true;
  await page.keyboard.press("2");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".standing .badge-warning").count()).toBeGreaterThan(0);
  barriers.push(...(await findBarriers(page)).map((barrier) => `stopped: ${barrier}`));
  expect(barriers).toEqual([]);
  await context.close();
});

it("everything can be reached and done by keyboard alone, with single keys switched off", async () => {
  const page = await openPaper(SCREENS[0]!);
  await page.evaluate(() => localStorage.setItem("aftermap.shortcuts", "off"));
  await page.reload();
  await page.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");
  const focused = () =>
    page.evaluate(
      () =>
        document.activeElement?.getAttribute("aria-label") ??
        document.activeElement?.textContent?.trim() ??
        "",
    );
  const tabTo = async (name: RegExp) => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (name.test(await focused())) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`no way to ${String(name)} by Tab`);
  };
  await tabTo(/^Date of the image/);
  await page.keyboard.press("ArrowRight");
  await page.getByText("Image 2 of 6").first().waitFor();
  await tabTo(/^\[?Last intact/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Shift+Tab");
  await tabTo(/^Date of the image/);
  await page.keyboard.press("ArrowRight");
  await page.getByText("Image 3 of 6").first().waitFor();
  await tabTo(/^First damaged/);
  await page.keyboard.press("Space");
  await tabTo(/^Hit/);
  await page.keyboard.press("Space");
  await page
    .getByText(/Damaged between/)
    .first()
    .waitFor();
  await tabTo(/^Submit/);
  await page.keyboard.press("Enter");
  const answered = page.getByText("1 building answered").first();
  await expect.poll(() => answered.isVisible()).toBe(true);
  await page.context().close();
});
