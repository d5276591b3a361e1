import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBrowser } from "../../support/chromium.ts";
import { layPaper, ORIGIN } from "./paper-server.ts";

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it("loses no answer given without a network, even when the tab is closed, and sends each once", async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const before = await context.newPage();
  const paper = await layPaper(before, 10);
  await before.goto(`${ORIGIN}/campaigns/paper/tag`);
  await before.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");

  paper.isReachable = false;
  for (let given = 1; given <= 3; given += 1) {
    await before.keyboard.press("2");
    await before.keyboard.press("Enter");
    await before.getByText(`${given} answer`).filter({ visible: true }).first().waitFor();
  }
  expect(paper.votes).toEqual([]);
  await before.close({ runBeforeUnload: false });

  const after = await context.newPage();
  const reached = await layPaper(after, 10);
  await after.goto(`${ORIGIN}/`);
  await expect.poll(() => reached.votes.length, { timeout: 60_000 }).toBe(3);
  await after.goto(`${ORIGIN}/campaigns/paper/tag`);
  await after.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");
  expect(new Set(reached.votes.map(({ building }) => building)).size).toBe(3);
  expect(reached.votes).toHaveLength(3);
  await context.close();
});

it("keeps an answer from the moment its building leaves the screen, though the page freezes and is killed", async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const dying = await context.newPage();
  const paper = await layPaper(dying, 10);
  await dying.goto(`${ORIGIN}/campaigns/paper/tag`);
  await dying.waitForSelector(".unit[data-on-screen=true] [data-shown-scene]");
  paper.isReachable = false;
  await dying.keyboard.press("2");
  await dying.locator(".unit[data-on-screen=true] .submit-button[data-complete=true]").waitFor();
  // What is promised happens in the same task as the click; after it this page does nothing ever again.
  const given = dying.waitForEvent("console");
  const frozen = dying.evaluate(async () => {
    document.querySelector<HTMLElement>(".unit[data-on-screen=true] .submit-button")?.click();
    for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
    // oxlint-disable-next-line no-console -- what reaches the test from a page that freezes
    console.log("given");
    const killedWithin = performance.now() + 60_000;
    while (performance.now() < killedWithin);
  });
  frozen.catch(() => undefined);
  await given; // the kill must not come before the click
  await dying.close({ runBeforeUnload: false });

  const after = await context.newPage();
  const reached = await layPaper(after, 10);
  await after.goto(`${ORIGIN}/`);
  await expect.poll(() => reached.votes.length, { timeout: 60_000 }).toBe(1);
  await context.close();
});
