/** Releases and recalls: what a device keeps outlives the service worker that served it. Real server, real Chromium. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startServer } from "../../../server/start.ts";
import { findBarriers } from "../../support/barriers.ts";
import { anImport, anOpenCampaign } from "../../support/campaigns.ts";
import { openBrowser } from "../../support/chromium.ts";
import { aDoor, type Door } from "../../support/door.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

const PATIENCE = { timeout: 60_000 };
const NEXT_RELEASE = "000000000002";

let world: World;
let browser: Browser;
let slug: string;
beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
  slug = await anOpenCampaign(world, 30);
  await anImport(world, slug, "scenes", await aSceneFolder(world.importFolder, ["2017-02-04", "2017-06-11"]));
});
afterAll(() => browser.close());

/** A volunteer behind a door of their own, whose page is served by its service worker. */
async function aServedVolunteer(): Promise<{ door: Door; context: BrowserContext; page: Page }> {
  const door = await aDoor(world.url);
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en" });
  context.setDefaultTimeout(PATIENCE.timeout);
  const page = await context.newPage();
  await page.goto(`${door.url}/campaigns/${slug}/tag`);
  await page.waitForSelector(".unit[data-on-screen=true]");
  await expect
    .poll(() => page.evaluate(() => navigator.serviceWorker.controller?.state), PATIENCE)
    .toBe("activated");
  return { door, context, page };
}

/** Answers so many buildings while no call comes through, and waits until the device has them. */
async function answerInto(page: Page, door: Door, count: number): Promise<void> {
  door.isApiCut = true;
  for (let given = 1; given <= count; given += 1) {
    const unit = page.locator(".unit[data-on-screen=true]");
    await unit.getByRole("button", { name: "Destroyed" }).click();
    await unit.locator(".submit-button[data-complete=true]").click();
    await page.getByText(new RegExp(`^${given} answers? kept here`)).waitFor();
  }
}

const votesStored = async () => (await world.anyone.get(`/campaigns/${slug}`)).body.progress.votes;
const cacheNames = (page: Page) => page.evaluate(() => caches.keys());
const registrations = (page: Page) =>
  page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);

it("tells of a new version, loads it when asked, and loses no answer that was kept", async () => {
  const { door, context, page } = await aServedVolunteer();
  await answerInto(page, door, 2);
  door.release = NEXT_RELEASE;
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await page.getByText("A new version of Aftermap is ready").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  // It waits: until somebody asks for it the page is as it was.
  expect((await cacheNames(page)).filter((name) => name.startsWith("aftermap-shell-"))).toHaveLength(2);

  await page.getByRole("button", { name: "Load it" }).click();
  await expect
    .poll(() => cacheNames(page).catch(() => []), PATIENCE)
    .toSatisfy(
      (names: string[]) =>
        names.filter((name) => name.startsWith("aftermap-shell-")).join() ===
        `aftermap-shell-${NEXT_RELEASE}`,
    );
  await page.getByText("2 answers kept here").waitFor();
  // The new worker is there a moment before the page is loaded anew.
  await expect.poll(() => page.getByText("A new version of Aftermap is ready").count(), PATIENCE).toBe(0);
  door.isApiCut = false;
  await page.reload();
  await expect.poll(votesStored, PATIENCE).toBe(2);

  // One person can be rid of the worker alone, on their own device.
  await page.goto(`${door.url}/?service-worker=off`);
  await expect.poll(() => registrations(page), PATIENCE).toBe(0);
  await expect.poll(() => cacheNames(page), PATIENCE).toEqual([]);
  await context.close();
});

it("recalls a running service worker and all it cached with SERVICE_WORKER=off, but no answer", async () => {
  const { door, context, page } = await aServedVolunteer();
  const before = await votesStored();
  await answerInto(page, door, 2);
  const recalling = await startServer({
    ...world.ctx,
    config: { ...world.ctx.config, hasServiceWorker: false },
  });
  door.behind = recalling.origin;
  await page.goto(`${door.url}/campaigns/${slug}/tag`);
  await expect.poll(() => registrations(page).catch(() => -1), PATIENCE).toBe(0);
  await expect.poll(() => cacheNames(page).catch(() => ["?"]), PATIENCE).toEqual([]);
  await page.getByText("2 answers kept here").waitFor();

  door.isApiCut = false;
  await page.reload();
  await expect.poll(votesStored, PATIENCE).toBe(before + 2);
  // The page works without one, and is not loaded again and again.
  await page.waitForSelector(".unit[data-on-screen=true]");
  expect(await page.evaluate(() => navigator.serviceWorker.controller)).toBe(null);
  await context.close();
  await recalling.close();
});
