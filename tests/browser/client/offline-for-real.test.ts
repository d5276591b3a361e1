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
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await page.goto(`${world.url}/campaigns/${slug}`);
  await page.getByRole("button", { name: "Start looking" }).click();
  await page.waitForURL(/\/tag$/);
  await page.waitForSelector(".unit[data-on-screen=true]");
  return { slug, context, page };
}

/** Answers so many buildings by keys, the last of this visit being the `upTo`th. */
async function answer(page: Page, from: number, upTo: number): Promise<void> {
  for (let given = from; given <= upTo; given += 1) {
    await page.keyboard.press("1");
    await page.locator(".unit[data-on-screen=true] .submit-button[data-complete=true]").click();
    await page.getByText(new RegExp(`^${given} buildings? answered`)).waitFor();
  }
}

async function progressOf(slug: string): Promise<{ votes: number; volunteers: number }> {
  return (await world.anyone.get(`/campaigns/${slug}`)).body.progress;
}

it("takes fifty buildings along, answers them without a network though the tab is killed, and stores each once", async () => {
  const { slug, context, page } = await aVolunteersBrowser(60);
  await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
  await page.getByRole("button", { name: /^On this device/ }).click();
  await page.getByRole("radio", { name: /^50/ }).check();
  await page.getByRole("button", { name: "Take them along" }).click();
  await page.getByText("All on board").waitFor();
  await page.getByText("50 buildings on board").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await context.setOffline(true);
  await answer(page, 1, 25);
  await page.close({ runBeforeUnload: false });
  const again = await context.newPage();
  await again.goto(`${world.url}/campaigns/${slug}/tag`);
  await again.waitForSelector(".unit[data-on-screen=true]");
  await answer(again, 1, 24);
  await again.keyboard.press("1");
  await again.locator(".unit[data-on-screen=true] .submit-button[data-complete=true]").click();
  await again.getByText(/^50 answers kept here/).waitFor();
  expect((await progressOf(slug)).votes).toBe(0);
  await again.close({ runBeforeUnload: false });

  await context.setOffline(false);
  const back = await context.newPage();
  await back.goto(`${world.url}/`);
  await expect.poll(async () => (await progressOf(slug)).votes, { timeout: 20_000 }).toBe(50);
  const me = await (await back.request.get(`${world.url}/api/v1/me`)).json();
  expect(me.votes).toBe(50);
  await context.close();
});

it("shows two tabs different buildings, and sends what both answered", async () => {
  const { slug, context, page } = await aVolunteersBrowser(20);
  const other = await context.newPage();
  await other.goto(`${world.url}/campaigns/${slug}/tag`);
  await other.waitForSelector(".unit[data-on-screen=true]");
  await answer(page, 1, 3);
  await answer(other, 1, 3);
  await expect.poll(async () => (await progressOf(slug)).votes).toBe(6);
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
  await expect.poll(async () => await progressOf(slug)).toMatchObject({ votes: 1, volunteers: 1 });
  await context.close();
});
