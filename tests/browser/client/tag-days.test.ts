import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { openBrowser } from "../../support/chromium.ts";
import { id, layPaper, ORIGIN, type Paper } from "./paper-server.ts";

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());
afterEach(() => page.context().close());

/** A phone in front of the first of so many buildings. */
async function openPhone(
  buildings: number,
  prepare: (paper: Paper) => void = () => undefined,
): Promise<Paper> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    serviceWorkers: "block",
    reducedMotion: "reduce",
  });
  page = await context.newPage();
  const paper = await layPaper(page, buildings);
  prepare(paper);
  await page.clock.install({ time: "2026-11-21T10:00:00Z" });
  await page.goto(`${ORIGIN}/campaigns/paper/tag`);
  await page.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");
  return paper;
}

const unit = () => page.locator(".unit[data-on-screen=true]");
const button = (name: RegExp) => unit().getByRole("button", { name });

async function answer(): Promise<void> {
  await button(/^Whole/).tap();
  await button(/^Submit/).tap();
}

/** What a finger could miss: controls on screen that are less than 44 px wide or high. */
function smallTargets(): Promise<string[]> {
  return page.evaluate(() => {
    const shown = [...document.querySelectorAll("button, a, select, textarea, input")].filter(
      (element) =>
        element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
        // Links inside a sentence are as high as its line.
        element.closest("[inert], .visually-hidden, p") === null,
    );
    return shown.flatMap((element) => {
      const { width, height } = (element.closest("label") ?? element).getBoundingClientRect();
      const isSmall = width > 16 && (width < 43.5 || height < 43.5);
      return isSmall ? [`${element.outerHTML.slice(0, 90)}: ${width} × ${height}`] : [];
    });
  });
}

it("lets a thumb drag through time, mark, and answer, on targets of 44 px", async () => {
  const paper = await openPhone(3);
  const track = await unit().locator(".timeline-track").boundingBox();
  if (track === null) throw new Error("no timeline");
  const finger = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove", share: number) =>
    finger.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: [{ x: track.x + track.width * share, y: track.y + 24 }],
    });
  await touch("touchStart", 0.02);
  for (const share of [0.2, 0.35, 0.42]) await touch("touchMove", share);
  await finger.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await unit().getByText("Image 3 of 6").waitFor();
  // At once, as somebody with two thumbs does: the drag must not be taken for a fling that the tap stops.
  await button(/^Last intact/).tap();
  await unit().locator("[data-mark=last]").waitFor();
  await unit()
    .locator(".timeline-track")
    .tap({ position: { x: track.width * 0.62, y: 24 } });
  await unit().getByText("Image 4 of 6").waitFor();
  await button(/^First damaged/).tap();
  await button(/^Hit/).tap();
  expect(await smallTargets()).toEqual([]);
  await button(/^Brightness/).tap();
  expect(await smallTargets()).toEqual([]);
  await button(/^Brightness/).tap();
  await button(/^Submit/).tap();
  await expect
    .poll(() => paper.votes)
    .toMatchObject([{ class: "hit", lastIntact: id(2), firstDamaged: id(3) }]);
});

it.each([
  { status: "paused" as const, while: "The campaign is paused", end: "This campaign is paused" },
  { status: "closed" as const, while: "The campaign has closed", end: "This campaign has closed" },
])("says that the campaign was $status, keeps what is at hand, and takes its answers", async (stop) => {
  const paper = await openPhone(3);
  paper.isStopped = true;
  paper.campaign = { status: stop.status };
  await answer();
  await page.getByText(stop.while).waitFor();
  await answer();
  await answer();
  await page.getByRole("heading", { name: stop.end }).waitFor();
  await page.getByText("kept and counts").waitFor();
  await expect.poll(() => paper.votes.length).toBe(3);
});

it("says when a lease has run out that the answer still counts, and takes it", async () => {
  const paper = await openPhone(1, (one) => {
    one.expiresAt = "2026-11-21T10:20:00Z";
  });
  expect(await page.getByText("Your time with this building").count()).toBe(0);
  await page.clock.fastForward("21:00");
  await page.getByText("Your time with this building has run out").waitFor();
  await answer();
  await expect.poll(() => paper.votes.length).toBe(1);
});

it("suggests a rest after three quarters of an hour of looking, and no earlier", async () => {
  await openPhone(3);
  for (let times = 0; times < 4; times += 1) await page.clock.fastForward("09:00");
  expect(await page.locator(".rest[data-due=true]").count()).toBe(0);
  await page.clock.fastForward("09:30");
  await page.locator(".rest[data-due=true]").waitFor();
  expect(await smallTargets()).toEqual([]);
  await page.locator(".rest button").tap();
  await expect.poll(() => page.locator(".rest[data-due=true]").count()).toBe(0);
});
