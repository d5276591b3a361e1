import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addStaff } from "../../../core/accounts/accounts.ts";
import { generateDemoCity } from "../../../cli/demo/city.ts";
import { aCampaign, anImport, lease, openCampaign } from "../../support/campaigns.ts";
import { findBarriers } from "../../support/barriers.ts";
import { openBrowser } from "../../support/chromium.ts";
import { allFindings } from "../../support/crowds.ts";
import { aWorld, type World } from "../../support/world.ts";

const NOTICE = "You will see destroyed homes.";
const LESSON = "The edges of the roof stay as they are.";

let world: World;
let browser: Browser;
let slug: string;
const faults: string[] = [];

beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
  const directory = join(world.importFolder, "city");
  const city = await generateDemoCity({ directory, seed: 7, log: () => {}, coarseness: 6 });
  await mkdir(join(world.importFolder, "dates"));
  for (const file of [0, 4, 11].map((index) => city.sceneFiles[index]!)) {
    await copyFile(file, join(world.importFolder, "dates", basename(file)));
  }
  const all = JSON.parse(await readFile(city.buildingsFile, "utf8"));
  const few = join(world.importFolder, "few.geojson");
  await writeFile(few, JSON.stringify({ ...all, features: all.features.slice(40, 46) }));

  slug = await aCampaign(world, { title: "A town", contentNotice: NOTICE });
  await anImport(world, slug, "scenes", join(world.importFolder, "dates"));
  await anImport(world, slug, "buildings", few);
  await openCampaign(world, slug);
  const { scenes } = (await world.anyone.get(`/campaigns/${slug}`)).body;
  const [gold] = await allFindings(world, slug);
  const known = {
    class: "no_visible_damage",
    lastIntact: scenes[2].id,
    firstDamaged: null,
    explanation: LESSON,
  };
  const marked = await world.admin.put(`/campaigns/${slug}/buildings/${gold.id}/gold`, known);
  if (marked.status !== 200) throw new Error(JSON.stringify(marked.body));
});
afterAll(() => browser.close());

/** A page of somebody on a device of their own; what goes wrong in it is kept. */
async function aDevice(options: BrowserContextOptions = {}): Promise<Page> {
  const screen = { viewport: { width: 1280, height: 860 }, locale: "en" };
  const context = await browser.newContext({ ...screen, ...options });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("response", (response) => {
    // Nobody who has no session is asked who they are.
    if (response.status() === 401 && response.url().endsWith("/me")) faults.push(`401 ${response.url()}`);
  });
  return page;
}

/** Keeps every barrier that axe finds on the page as it stands (WCAG 2.2 A and AA). */
async function lookForBarriers(page: Page, name: string): Promise<void> {
  for (const barrier of await findBarriers(page)) faults.push(`${name}: ${barrier}`);
}

const shownUnit = (page: Page) => page.locator(".unit[data-on-screen=true]");

/** Says that the building on screen is intact to the end. */
async function answerIntact(page: Page): Promise<void> {
  await shownUnit(page).locator("[data-shown-scene]").first().waitFor();
  await shownUnit(page).getByRole("button", { name: "No visible damage" }).click();
  await shownUnit(page).getByRole("button", { name: "Submit" }).click();
}

it("lets a newcomer read what they will see, practise with an expert, and start", async () => {
  const page = await aDevice();
  await page.goto(world.url);
  await page.getByRole("link", { name: "A town" }).first().click();
  await page.getByText(NOTICE).waitFor();
  await lookForBarriers(page, "campaign");
  await page.keyboard.press("g");
  await page.getByRole("dialog", { name: "Field guide" }).getByText("Look angle").waitFor();
  await lookForBarriers(page, "field guide");
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "Practise first" }).click();
  // No image before the notice was read: it was shown, but nobody has pressed on yet.
  await page.getByText(NOTICE).waitFor();
  expect(await page.locator(".unit").count()).toBe(0);
  await lookForBarriers(page, "gate");
  await page.locator("[data-gate-open]").click();
  // The network drops at the moment of answering: said, kept, sent when asked again.
  await shownUnit(page).locator("[data-shown-scene]").first().waitFor();
  await page.context().setOffline(true);
  await answerIntact(page);
  await page.getByText("The server cannot be reached").waitFor();
  await lookForBarriers(page, "practice without a network");
  await page.context().setOffline(false);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText(LESSON).waitFor();
  await page.getByRole("heading", { name: "The same as the expert" }).waitFor();
  await lookForBarriers(page, "lesson");
  await page.keyboard.press("Enter");
  await page.getByText("1 of 1").first().waitFor();
  await lookForBarriers(page, "practice done");

  await page.getByRole("link", { name: "Start with real buildings" }).click();
  await answerIntact(page);
  await expect.poll(async () => (await world.anyone.get(`/campaigns/${slug}`)).body.progress.votes).toBe(2);
  await page.context().close();
});

it("gives volunteers their numbers, a key for other devices, their data, and the way out", async () => {
  const phone = await aDevice();
  await phone.goto(`${world.url}/campaigns/${slug}`);
  await phone.getByRole("button", { name: "Start looking" }).click();
  // The notice stood above the button: it is not asked for twice.
  await answerIntact(phone);
  await phone.waitForURL(/\/tag$/);
  await expect.poll(async () => (await world.anyone.get(`/campaigns/${slug}`)).body.progress.votes).toBe(3);

  await phone.goto(`${world.url}/me`);
  const pseudonym = await phone.getByRole("heading", { level: 1 }).innerText();
  await phone.getByRole("link", { name: "A town" }).waitFor();
  await lookForBarriers(phone, "own page");
  await phone.getByRole("button", { name: "Make a key" }).click();
  const key = await phone.locator("[data-key]").innerText();
  await lookForBarriers(phone, "key");
  await phone.getByRole("button", { name: "I have kept it" }).click();
  await phone.getByRole("textbox", { name: "Name" }).fill("A neighbour");
  await phone.getByRole("button", { name: "Save" }).click();
  await expect
    .poll(async () => (await world.anyone.get(`/campaigns/${slug}/board`)).body.items)
    .toMatchObject([{ name: "A neighbour" }]);
  await phone.goto(`${world.url}/campaigns/${slug}`);
  await phone.getByRole("heading", { name: "Board" }).waitFor();
  await phone.getByText("A neighbour").waitFor();
  await lookForBarriers(phone, "board");

  const laptop = await aDevice();
  await laptop.goto(`${world.url}/me`);
  await laptop.getByRole("textbox", { name: "Your key" }).waitFor();
  await lookForBarriers(laptop, "own page of nobody");
  await laptop.getByRole("textbox", { name: "Your key" }).fill(`${key.slice(0, -5)}WRONG`);
  await laptop.getByRole("button", { name: "Go on with this key" }).click();
  await laptop.getByText("Nobody has this key").waitFor();
  await lookForBarriers(laptop, "a key of nobody");
  await laptop.getByRole("textbox", { name: "Your key" }).fill(key.toLowerCase());
  await laptop.getByRole("button", { name: "Go on with this key" }).click();
  await laptop.getByRole("heading", { level: 1, name: pseudonym }).waitFor();
  const download = laptop.waitForEvent("download");
  await laptop.getByRole("link", { name: /Download as a file/ }).click();
  const data = JSON.parse(await readFile(await (await download).path(), "utf8"));
  expect(data.account.pseudonym).toBe(pseudonym);
  expect(data.votes).toHaveLength(1);

  await laptop.getByRole("button", { name: "Leave…" }).click();
  await lookForBarriers(laptop, "leaving");
  const confirm = laptop.getByRole("button", { name: "Leave for good" });
  expect(await confirm.isDisabled()).toBe(true);
  await laptop.getByLabel(/Withdraw them/).check();
  await laptop.getByLabel(/cannot be undone/).check();
  await confirm.click();
  await laptop.getByRole("heading", { name: "You have left" }).waitFor();
  const reply = await phone.request.get(`${world.url}/api/v1/me`);
  expect(reply.status()).toBe(401);
  await Promise.all([phone, laptop].map((page) => page.context().close()));
});

it("brings what a volunteer reports before an analyst, on a phone and in Arabic too, and the answer back", async () => {
  const volunteer = await world.volunteer();
  const [assignment] = await lease(volunteer, slug);
  const building = assignment.task.buildings[0].id;
  const words = "The outline lies beside the building.";
  const question = { building, scene: null, kind: "problem", text: words };
  await volunteer.post(`/assignments/${assignment.id}/questions`, question);

  const { linkSecret } = await addStaff(world.ctx, { role: "analyst", name: "an analyst", linkUses: 1 });
  const phone = await aDevice({ viewport: { width: 390, height: 844 }, locale: "ar" });
  await phone.goto(`${world.url}/sign-in/${linkSecret}`);
  await phone.goto(`${world.url}/campaigns/${slug}/map?panel=questions`);
  await phone.getByText(words).waitFor();
  await lookForBarriers(phone, "questions");
  const sideways = await phone.evaluate("document.documentElement.scrollWidth - innerWidth");
  expect(sideways).toBe(0);
  const card = phone.locator(".question-card");
  await card.locator("textarea").fill("Thank you, it will be moved.");
  await card.locator(".button-primary").click();
  const answers = async () => (await volunteer.get("/me/questions")).body.items;
  await expect.poll(answers).toMatchObject([{ status: "answered", answer: "Thank you, it will be moved." }]);
  await phone.context().close();
});

it("asks nobody without a session who they are, throws nowhere, and puts up no barrier that axe knows", () => {
  expect(faults).toEqual([]);
});
