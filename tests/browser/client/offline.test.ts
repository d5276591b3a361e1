import type { Browser, Page } from "playwright-core";
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
  // A page left between the server's receiving and its acknowledgement rightly sends again: the vote's id is the same.
  await expect.poll(() => countKept(after), { timeout: 60_000 }).toBe(0);
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

/** How many answers the browser keeps because no server has acknowledged them. */
function countKept(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open("aftermap-outbox");
        opening.addEventListener("error", () =>
          reject(opening.error ?? new Error("IndexedDB is closed to us")),
        );
        opening.addEventListener("success", () => {
          const database = opening.result;
          const counting = database.transaction("items").objectStore("items").count();
          counting.addEventListener("error", () => reject(counting.error ?? new Error("not counted")));
          counting.addEventListener("success", () => {
            resolve(counting.result);
            database.close();
          });
        });
      }),
  );
}
