import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "../../support/chromium.ts";
import { id, layPaper, ORIGIN, type Paper } from "./paper-server.ts";

let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
afterEach(() => context.close());

async function openPaper(prepare: (paper: Paper) => void, options: object = {}): Promise<Paper> {
  context = await browser.newContext({
    viewport: { width: 1000, height: 700 },
    serviceWorkers: "block",
    ...options,
  });
  page = await context.newPage();
  const paper = await layPaper(page, 5);
  prepare(paper);
  await page.goto(`${ORIGIN}/campaigns/paper/tag`);
  return paper;
}

const shownPlace = async () => {
  const label = page.locator(".unit[data-on-screen=true] [data-shown-scene]");
  return Number((await label.getAttribute("data-shown-scene"))?.slice(-2));
};
const said = () => page.locator(".unit[data-on-screen=true] .said").textContent();
const tool = (name: string) => page.locator(".unit[data-on-screen=true]").getByRole("button", { name });

describe("a scene that fails to load", () => {
  it("says so, is not marked by a slip, and can be loaded again", async () => {
    const paper = await openPaper((one) => {
      one.failing = new Set([1]);
    });
    await page.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");
    await page.keyboard.press("ArrowRight");
    await page.getByText("Part of this image could not be loaded.").waitFor();
    await page.locator(".unit[data-on-screen=true] .frame-trouble").waitFor();

    await page.keyboard.press("[");
    await expect.poll(said).toMatch(/Part of this image is missing/);
    expect(await page.locator("[data-mark=last]").count()).toBe(0);
    await page.keyboard.press("[");
    await expect.poll(() => page.locator("[data-mark=last]").count()).toBe(1);

    paper.failing = new Set();
    await page.getByRole("button", { name: "Load it again" }).click();
    await expect.poll(() => page.getByText("Part of this image could not be loaded.").count()).toBe(0);
    await page.locator(".unit[data-on-screen=true] .frame-trouble").waitFor({ state: "detached" });
  });
});

describe("a scene under cloud", () => {
  const clouded = (paper: Paper) => {
    paper.usability = [
      { scene: id(0), isUsable: false, reason: "cloud" },
      { scene: id(2), isUsable: false, reason: "not-covered" },
    ];
  };

  it("is not what one sees first, nor in play, but can be looked at", async () => {
    await openPaper(clouded);
    await expect.poll(shownPlace).toBe(1);
    await page.keyboard.press("p");
    const played = new Set<number>();
    await expect
      .poll(async () => {
        const place = await shownPlace();
        played.add(place);
        return place;
      })
      .toBeGreaterThanOrEqual(3);
    expect(played).not.toContain(2);
    await page.keyboard.press("p");
    // It has played on until the key came: whoever wants that picture steps until it is there.
    await expect
      .poll(
        async () => {
          const place = await shownPlace();
          if (place !== 2) await page.keyboard.press(place > 2 ? "ArrowLeft" : "ArrowRight");
          return place;
        },
        { interval: 1_000 },
      )
      .toBe(2);
    await page.getByText("The building is not in this image").waitFor();
    const slider = page.locator(".unit[data-on-screen=true] .timeline-range");
    expect(await slider.getAttribute("aria-valuetext")).toMatch(
      /image 3 of 6, The building is not in this image/,
    );
  });

  it("is marked only when asked for twice", async () => {
    await openPaper(clouded);
    await expect.poll(shownPlace).toBe(1);
    await page.keyboard.press("ArrowRight");
    await expect.poll(shownPlace).toBe(2);
    await page.keyboard.press("]");
    await expect.poll(said).toMatch(/can hardly be seen/);
    await page.keyboard.press("]");
    await expect.poll(() => page.locator("[data-mark=first]").count()).toBe(1);
  });
});

describe("without a keyboard", () => {
  it("one can blink by holding a button, and lets go of it anywhere", async () => {
    await openPaper(() => undefined, { hasTouch: true });
    await page.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");
    const box = await tool("Hold to blink between two dates").boundingBox();
    await page.mouse.move((box?.x ?? 0) + 10, (box?.y ?? 0) + 10);
    await page.mouse.down();
    await expect.poll(shownPlace, { timeout: 10_000 }).toBe(1);
    await page.mouse.move(300, 300);
    await page.mouse.up();
    await expect.poll(shownPlace).toBe(0);
  });
});

describe("pictures that may distress", () => {
  it("come after a notice, once on this device, and stay blurred where that is wished", async () => {
    const paper = await openPaper((one) => {
      one.campaign = { contentNotice: "You will see destroyed homes." };
    });
    await page.getByText("You will see destroyed homes.").waitFor();
    expect(await page.locator("[class^='scene-']").count()).toBe(0);
    await page.getByLabel("Keep each building blurred until I ask to see it").check();
    await page.getByRole("button", { name: "Show the images" }).click();
    await page.getByRole("button", { name: "Show this building" }).waitFor();
    const blur = () =>
      page.locator(".unit[data-on-screen=true] .panes").evaluate((panes) => getComputedStyle(panes).filter);
    expect(await blur()).toMatch(/blur/);
    await page.getByRole("button", { name: "Show this building" }).click();
    await expect.poll(blur).toBe("none");

    paper.campaign = { contentNotice: "You will see destroyed homes." };
    await page.reload();
    await page.getByRole("button", { name: "Show this building" }).waitFor();
  });

  it("are blurred for a building that staff marked so, and for no other", async () => {
    await openPaper((one) => {
      one.distressing = new Set([0]);
    });
    const show = page.getByRole("button", { name: "Show this building" });
    await show.waitFor();
    await tool("Skip").click();
    await show.waitFor({ state: "detached" });
    await expect.poll(() => page.locator(".unit[data-on-screen=true] [data-shown-scene]").count()).toBe(1);
  });
});
