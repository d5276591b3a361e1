import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { anImport, anOpenCampaign } from "../../support/campaigns.ts";
import { openBrowser } from "../../support/chromium.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

const PHONE = { width: 390, height: 844 };

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** A campaign of its own, and a volunteer's browser in front of it. */
async function aVolunteersBrowser(
  buildings: number,
): Promise<{ slug: string; context: BrowserContext; page: Page }> {
  const slug = await anOpenCampaign(world, buildings);
  await anImport(world, slug, "scenes", await aSceneFolder(world.importFolder, ["2017-02-04", "2017-06-11"]));
  const context = await browser.newContext({ viewport: PHONE, locale: "en" });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await page.goto(`${world.url}/campaigns/${slug}`);
  await page.getByRole("button", { name: "Start looking" }).click();
  await page.waitForURL(/\/tag$/);
  await page.waitForSelector(".unit[data-on-screen=true]");
  return { slug, context, page };
}

/**
 * Answers so many buildings, the last of this visit being the `upTo`th. By buttons: a press waits for its button, where
 * a key would go to whichever building is on screen just then.
 */
async function answer(page: Page, from: number, upTo: number): Promise<void> {
  for (let given = from; given <= upTo; given += 1) {
    await give(page);
    await page.getByText(new RegExp(`^${given} buildings? answered`)).waitFor();
  }
}

/** Answers the building on screen. */
async function give(page: Page): Promise<void> {
  const unit = page.locator(".unit[data-on-screen=true]");
  await unit.getByRole("button", { name: "Destroyed" }).click();
  await unit.locator(".submit-button[data-complete=true]").click();
}

/** Waits until so many answers lie on the device; before, the screen only says that they were given. */
async function untilKept(page: Page, answers: number): Promise<void> {
  await page.getByText(new RegExp(`^${answers} answers? kept here`)).waitFor();
}

/** Waits until everything that the page has loaded could be loaded again without a network. */
async function untilAllIsHere(page: Page): Promise<void> {
  const missing = () =>
    page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      const assets = performance
        .getEntriesByType("resource")
        .map(({ name }) => name)
        .filter((name) => name.includes("/assets/"));
      const found = await Promise.all(["/", ...assets].map((name) => caches.match(name)));
      return found.filter((one) => one === undefined).length;
    });
  await expect.poll(missing, { timeout: 30_000 }).toBe(0);
}

async function progressOf(slug: string): Promise<{ votes: number; volunteers: number }> {
  return (await world.anyone.get(`/campaigns/${slug}`)).body.progress;
}

it("takes fifty buildings along, answers them without a network though the tab is killed, and stores each once", async () => {
  const { slug, context, page } = await aVolunteersBrowser(60);
  await untilAllIsHere(page);
  await page.getByRole("button", { name: /^On this device/ }).click();
  await page.getByRole("radio", { name: /^50/ }).check();
  await page.getByRole("button", { name: "Take them along" }).click();
  await page.getByText("All on board").waitFor();
  await page.getByText("50 buildings on board").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await context.setOffline(true);
  await answer(page, 1, 25);
  await untilKept(page, 25);
  await page.close({ runBeforeUnload: false });
  const again = await context.newPage();
  await again.goto(`${world.url}/campaigns/${slug}/tag`);
  await again.waitForSelector(".unit[data-on-screen=true]");
  // Never opened while there was a network, and there all the same.
  await again.getByRole("button", { name: "Field guide" }).click();
  await again.getByRole("dialog", { name: "Field guide" }).getByText("Look angle").waitFor();
  await again.keyboard.press("Escape");
  await again.getByRole("dialog").waitFor({ state: "detached" });
  await answer(again, 1, 24);
  await give(again); // the last on board: no building comes after it, and its page says so instead
  await untilKept(again, 50);
  expect((await progressOf(slug)).votes).toBe(0);
  await again.close({ runBeforeUnload: false });

  await context.setOffline(false);
  const back = await context.newPage();
  await back.goto(`${world.url}/`);
  await expect.poll(async () => (await progressOf(slug)).votes, { timeout: 60_000 }).toBe(50);
  const me = await (await back.request.get(`${world.url}/api/v1/me`)).json();
  expect(me.votes).toBe(50);
  await context.close();
}, 300_000); // a hundred presses: minutes on a machine that is busy with others

it("shows two tabs different buildings, and sends what both answered", async () => {
  const { slug, context, page } = await aVolunteersBrowser(20);
  const other = await context.newPage();
  await other.goto(`${world.url}/campaigns/${slug}/tag`);
  await other.waitForSelector(".unit[data-on-screen=true]");
  await answer(page, 1, 3);
  await answer(other, 1, 3);
  await expect.poll(async () => (await progressOf(slug)).votes, { timeout: 30_000 }).toBe(6);
  const me = await (await page.request.get(`${world.url}/api/v1/me`)).json();
  expect(me.votes).toBe(6); // six buildings, none answered twice
  await context.close();
});

it("keeps an answer when the session ended elsewhere, and sends it when its volunteer is back", async () => {
  const { slug, context, page } = await aVolunteersBrowser(20);
  const { key } = await (await page.request.post(`${world.url}/api/v1/me/key`)).json();
  await context.clearCookies();
  await answer(page, 1, 1);
  await page.getByRole("dialog", { name: "Your session ended" }).waitFor();
  await page.getByText("1 answer you gave is kept on this device").waitFor();
  expect((await progressOf(slug)).votes).toBe(0);

  await page.getByLabel("Your key").fill(key);
  await page.getByRole("button", { name: "Sign in and send" }).click();
  await expect
    .poll(async () => await progressOf(slug), { timeout: 30_000 })
    .toMatchObject({ votes: 1, volunteers: 1 });
  await context.close();
});
