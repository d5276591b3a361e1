import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addStaff } from "../../core/accounts/accounts.ts";
import { generateDemoCity, type DemoCity } from "../../cli/demo/city.ts";
import { findBarriers } from "../support/barriers.ts";
import { aVote } from "../support/campaigns.ts";
import { openBrowser } from "../support/chromium.ts";
import { aWorld, type World } from "../support/world.ts";

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const BUILDINGS = 4;
const PATIENCE = 60_000;

let world: World;
let browser: Browser;
let city: DemoCity;
const faults: string[] = [];

beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
  city = await generateDemoCity({
    directory: join(world.importFolder, "city"),
    seed: 7,
    log: () => {},
    coarseness: 4,
  });
  // Four dates and four buildings are a whole walk; the demo itself has twelve and hundreds.
  await mkdir(join(world.importFolder, "dates"));
  for (const file of [0, 4, 7, 11].map((index) => city.sceneFiles[index]!)) {
    await copyFile(file, join(world.importFolder, "dates", basename(file)));
  }
  const all = JSON.parse(await readFile(city.buildingsFile, "utf8"));
  const few = { ...all, features: all.features.slice(0, BUILDINGS) };
  await writeFile(join(world.importFolder, "few.geojson"), JSON.stringify(few));
});
afterAll(() => browser.close());

/** A page of somebody new; what goes wrong in it is kept. */
async function aPage(viewport = DESKTOP, locale = "en"): Promise<Page> {
  const context = await browser.newContext({ viewport, locale, hasTouch: viewport === PHONE });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== world.url)
      faults.push(`asked another host: ${request.url()}`);
  });
  return page;
}

/** Keeps every barrier that axe finds on the page as it stands (WCAG 2.2 A and AA). */
async function lookForBarriers(page: Page, name: string): Promise<void> {
  for (const barrier of await findBarriers(page)) faults.push(`${name}: ${barrier}`);
}

async function signIn(page: Page, role: "admin" | "analyst"): Promise<void> {
  const { linkSecret } = await addStaff(world.ctx, { role, name: `a walking ${role}`, linkUses: 1 });
  await page.goto(`${world.url}/sign-in/${linkSecret}`);
}

it("lets an admin go from a folder of images to an open campaign", async () => {
  const page = await aPage();
  await signIn(page, "admin");
  await page.getByRole("link", { name: "New campaign" }).first().click();
  await page.getByLabel("Title").first().fill("Walk of a town");
  await lookForBarriers(page, "new campaign");
  await page.getByRole("button", { name: "Create draft" }).click();
  await page.waitForURL(/\/admin\/.*walk-of-a-town/);

  await page.getByLabel("Files or address").fill(join(world.importFolder, "dates"));
  await page.getByRole("button", { name: "Import", exact: true }).first().click();
  await page.getByText("4 accepted").first().waitFor();
  await page.getByLabel("Footprint file").fill(join(world.importFolder, "few.geojson"));
  await page.getByRole("button", { name: "Import", exact: true }).last().click();
  await page.getByText("4 buildings accepted").first().waitFor();
  await page.getByRole("button", { name: "Build tasks" }).click();
  await page.getByText("tasks built for 4 buildings").waitFor();
  await page.getByRole("button", { name: "Open the campaign" }).click();
  await page
    .getByRole("dialog")
    .or(page.getByRole("alertdialog"))
    .getByRole("button", { name: "Open the campaign" })
    .click();
  await page.getByRole("button", { name: "Pause" }).waitFor();
  await lookForBarriers(page, "admin's campaign");

  const { body } = await world.anyone.get("/campaigns/walk-of-a-town");
  expect(body).toMatchObject({ status: "open", progress: { buildings: BUILDINGS } });
  expect(body.scenes).toHaveLength(4);
  await page.context().close();
});

it("lets a volunteer start without an account and answer by mouse and by keys", async () => {
  const page = await aPage();
  await page.goto(`${world.url}/campaigns/walk-of-a-town`);
  await page.getByRole("button", { name: "Start looking" }).click();
  await page.waitForURL(/\/tag$/);
  await page.getByText("Image 1 of 4").first().waitFor();

  await lookForBarriers(page, "tagging");

  // By mouse: intact to the end.
  await page
    .getByRole("radio", { name: "No visible damage" })
    .or(page.getByRole("button", { name: "No visible damage" }))
    .first()
    .click();
  await page
    .getByText(/Intact to the last image/)
    .first()
    .waitFor();
  await page.getByRole("button", { name: "Submit" }).click();
  await expect.poll(votesOfCampaign).toBe(1);

  // By keys: last intact here, first damaged on the next date, destroyed.
  await page.getByText("Image 1 of 4").first().waitFor();
  await page.keyboard.press("[");
  await page.keyboard.press("ArrowRight");
  await page.getByText("Image 2 of 4").first().waitFor();
  await page.keyboard.press("]");
  await page.keyboard.press("1");
  await page
    .getByText(/Damaged between/)
    .first()
    .waitFor();
  await page.keyboard.press("Enter");
  await expect.poll(votesOfCampaign).toBe(2);
  await page.context().close();
});

it("fits a phone in Arabic, from right to left, without scrolling to the answers", async () => {
  const page = await aPage(PHONE, "ar");
  await page.goto(`${world.url}/campaigns/walk-of-a-town`);
  const start = page.getByRole("button", { name: "ابدأ" });
  await start.waitFor();
  await lookForBarriers(page, "campaign in Arabic");
  expect(await page.getAttribute("html", "dir")).toBe("rtl");
  await start.click();
  await page.waitForURL(/\/tag$/);
  const submit = page.getByRole("button", { name: "إرسال" });
  await submit.waitFor();
  await lookForBarriers(page, "tagging on a phone in Arabic");
  const box = await submit.boundingBox();
  expect(box!.y + box!.height).toBeLessThanOrEqual(PHONE.height);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(PHONE.width);
  await page.context().close();
});

it("shows an analyst each vote as it comes, and gives a file to leave with", async () => {
  const page = await aPage();
  await signIn(page, "analyst");
  await page.goto(`${world.url}/campaigns/walk-of-a-town/map`);
  const answers = page.getByText("Answers", { exact: true }).first().locator("..");
  await expect.poll(() => answers.textContent()).toMatch(/2$/);

  const volunteer = await world.volunteer();
  const { body } = await volunteer.post("/campaigns/walk-of-a-town/assignments", { count: 1 });
  const [{ id, task }] = body.assignments;
  const { scenes } = (await world.anyone.get("/campaigns/walk-of-a-town")).body;
  const vote = aVote(task.buildings[0].id, { lastIntact: scenes[0].id, firstDamaged: scenes[1].id });
  expect((await volunteer.put(`/assignments/${id}/votes`, { votes: [vote] })).status).toBe(200);
  await expect.poll(() => answers.textContent()).toMatch(/3$/);

  await page.goto(`${world.url}/campaigns/walk-of-a-town/map?building=${task.buildings[0].id}`);
  await page.getByText("When: probability per interval").waitFor();
  await lookForBarriers(page, "a building");
  await page.goto(`${world.url}/campaigns/walk-of-a-town/map`);
  await page.getByRole("navigation", { name: "Views" }).getByText("Export").click();
  await page.getByRole("button", { name: "Create export" }).click();
  const download = page.waitForEvent("download");
  await page
    .getByRole("link", { name: /Download/ })
    .first()
    .click();
  const file = JSON.parse(await readFile(await (await download).path(), "utf8"));
  expect(file.features).toHaveLength(BUILDINGS);
  await page.context().close();
});

it("asks no other host for anything, throws nowhere, and puts up no barrier that axe knows", () => {
  expect(faults).toEqual([]);
});

async function votesOfCampaign(): Promise<number> {
  return (await world.anyone.get("/campaigns/walk-of-a-town")).body.progress.votes;
}
