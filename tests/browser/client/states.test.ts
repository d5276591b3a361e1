/** Every state that a volunteer may come upon, on a desk and on a phone in Arabic: none puts up a barrier. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBarriers } from "../../support/barriers.ts";
import { openBrowser } from "../../support/chromium.ts";
import { type Words, wordsOf } from "../../support/words.ts";
import { layPaper, ORIGIN, type Paper } from "./paper-server.ts";

const SCREENS = [
  { name: "a desk", viewport: { width: 1440, height: 900 }, locale: "en" },
  { name: "a phone in Arabic", viewport: { width: 390, height: 844 }, locale: "ar" },
];
/** A thank-you comes after so many. */
const ROUND = 20;

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

describe.each(SCREENS)("on $name", ({ viewport, locale }) => {
  let words: Words;
  let barriers: string[];
  beforeAll(async () => {
    words = await wordsOf(locale);
  });

  async function openPaper(
    buildings: number,
    prepare: (page: Page) => Promise<unknown> = async () => undefined,
  ) {
    barriers = [];
    const context = await browser.newContext({
      viewport,
      locale,
      serviceWorkers: "block",
      // What is fading has other colours for a moment.
      reducedMotion: "reduce",
    });
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const paper = await layPaper(page, buildings);
    await prepare(page);
    await page.goto(`${ORIGIN}/campaigns/paper/tag`);
    await page.locator(".unit[data-on-screen=true] [data-shown-scene]").waitFor();
    return { page, paper };
  }
  async function look(page: Page, name: string): Promise<void> {
    barriers.push(...(await findBarriers(page)).map((barrier) => `${name}: ${barrier}`));
    const sideways = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
    if (sideways !== 0) barriers.push(`${name}: ${String(sideways)} px to scroll sideways`);
  }
  async function answer(page: Page): Promise<void> {
    const unit = page.locator(".unit[data-on-screen=true]");
    await unit.getByRole("button", { name: "Whole" }).click();
    await unit.locator(".submit-button[data-complete=true]").click();
  }
  const unreachable = (paper: Paper) => {
    paper.isReachable = false;
  };

  it("a suggested rest, and nothing left", async () => {
    const { page } = await openPaper(1, (one) => one.clock.install({ time: "2026-11-21T10:00:00Z" }));
    for (let minutes = 0; minutes <= 45; minutes += 9) await page.clock.fastForward("09:00");
    await page.locator(".rest[data-due=true]").waitFor();
    await look(page, "rest");
    await page.locator(".rest button").click();
    await answer(page);
    await page.getByRole("heading", { name: words("tagging:nothingLeft.done.title") }).waitFor();
    await look(page, "nothing left");
    await page.getByRole("button", { name: words("tagging:submit.undo") }).click();
    await page.locator(".unit[data-on-screen=true]").waitFor();
    await look(page, "undone");
    expect(barriers).toEqual([]);
    await page.context().close();
  });

  it("thanks over the next building, without a network, with answers kept, and the session ended", async () => {
    const { page, paper } = await openPaper(ROUND + 5);
    for (let given = 1; given <= ROUND; given += 1) {
      await answer(page);
      await expect.poll(() => paper.votes.length, { timeout: 30_000 }).toBe(given);
    }
    await page.locator(".thanks[data-due=true]").waitFor();
    await look(page, "thanks");
    await page.locator(".thanks button").click();

    await page.getByRole("button", { name: words("tagging:device.open") }).click();
    await page.locator(".task-cost").waitFor();
    await look(page, "what a building costs");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    unreachable(paper);
    await page.context().setOffline(true);
    await answer(page);
    await page.locator(".outbox-note span").first().waitFor();
    await page.locator(".offline").waitFor();
    await look(page, "offline");
    await page.getByRole("button", { name: words("tagging:device.open") }).click();
    await page.getByRole("button", { name: words("device:kept.export") }).waitFor();
    await look(page, "answers kept");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    paper.isForgotten = true;
    paper.isReachable = true;
    await page.context().setOffline(false);
    await page.getByRole("dialog", { name: words("tagging:sessionEnded.title") }).waitFor();
    await look(page, "session ended");
    await page.getByRole("textbox").fill("WRONG-WRONG");
    await page.getByRole("button", { name: words("tagging:sessionEnded.signIn") }).click();
    await page.getByRole("dialog").locator(".notice-problem").waitFor();
    await look(page, "session ended, wrong key");
    expect(barriers).toEqual([]);
    await page.context().close();
  });

  it("a full device, the practice's keys, and every page of faults", async () => {
    const { page, paper } = await openPaper(3, (one) =>
      one.addInitScript(() => {
        // oxlint-disable-next-line typescript/unbound-method -- called on its own store below
        const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: [unknown]) {
          if (this.name === "items") throw new DOMException("full", "QuotaExceededError");
          return put.apply(this, args);
        };
      }),
    );
    unreachable(paper);
    await answer(page);
    // Once that it waits, once that it is kept only while the page is open.
    await expect.poll(() => page.locator(".outbox-note span").count()).toBe(2);
    await look(page, "device full");
    await page.getByRole("button", { name: words("tagging:device.open") }).click();
    await page.locator(".device-part .warning").waitFor();
    await look(page, "device full, in words");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    paper.isReachable = true;
    await expect.poll(() => paper.votes.length, { timeout: 30_000 }).toBe(1);

    await page.goto(`${ORIGIN}/campaigns/paper/practice`);
    await page.locator(".unit[data-on-screen=true] [data-shown-scene]").waitFor();
    await look(page, "practice");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: words("tagging:help.title") }).waitFor();
    await look(page, "practice, all keys");

    await page.goto(`${ORIGIN}/nowhere`);
    await page.getByRole("heading", { name: words("common:notFound.title") }).waitFor();
    await look(page, "nothing here");
    await page.goto(`${ORIGIN}/sign-in-failed`);
    await page.getByRole("heading", { name: words("common:signInFailed.title") }).waitFor();
    await look(page, "sign-in failed");
    unreachable(paper);
    await page.goto(`${ORIGIN}/campaigns/elsewhere/tag`);
    await page.locator(".notice-problem").waitFor();
    await look(page, "out of reach");
    await page.route(/me-page/, (route) => route.abort());
    await page.goto(`${ORIGIN}/me`);
    await page.getByRole("heading", { name: words("common:broken.title") }).waitFor();
    await look(page, "broken");
    expect(barriers).toEqual([]);
    await page.context().close();
  });
});
