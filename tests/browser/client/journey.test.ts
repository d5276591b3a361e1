/**
 * The whole way of a volunteer, by finger alone and by keyboard alone, from left to right and from right to left:
 * the campaign's page, practice, tagging, thanks, and what is held about them. Real server, real Chromium.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findBarriers } from "../../support/barriers.ts";
import { aCampaign, anImport, openCampaign } from "../../support/campaigns.ts";
import { openBrowser } from "../../support/chromium.ts";
import { allFindings } from "../../support/crowds.ts";
import { focusFaults, press, reach } from "../../support/focus.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { type Words, wordsOf } from "../../support/words.ts";
import { aWorld, type World } from "../../support/world.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const DESK = { viewport: { width: 1280, height: 800 } };
const PATIENCE = { timeout: 60_000 };
/** A thank-you comes after so many. */
const ROUND = 20;

let world: World;
let browser: Browser;
let slug: string;
beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
  slug = await aCampaign(world, { title: { en: "A town", ar: "بلدة" }, languages: ["en", "ar"] });
  const dates = ["2017-02-04", "2017-06-11", "2017-09-20"];
  await anImport(world, slug, "scenes", await aSceneFolder(world.importFolder, dates));
  await anImport(world, slug, "buildings", await aQuarter(36));
  await openCampaign(world, slug);
  const { scenes } = (await world.anyone.get(`/campaigns/${slug}`)).body;
  const [one] = await allFindings(world, slug);
  const gold = { class: "destroyed", lastIntact: scenes[0].id, firstDamaged: scenes[1].id, explanation: "!" };
  const marked = await world.admin.put(`/campaigns/${slug}/buildings/${one.id}/gold`, gold);
  if (marked.status !== 200) throw new Error(JSON.stringify(marked.body));
});
afterAll(() => browser.close());

/** Footprints of four metres, six in a row, all inside the scenes. */
async function aQuarter(count: number): Promise<string> {
  await mkdir(world.importFolder, { recursive: true });
  const features = Array.from({ length: count }, (_, index) => {
    const west = 38.00004 + (index % 6) * 0.0001;
    const south = 35.00002 + Math.floor(index / 6) * 0.0001;
    const [east, north] = [west + 0.00004, south + 0.00004];
    const ring = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ];
    const geometry = { type: "Polygon", coordinates: [ring] };
    return { type: "Feature", properties: { id: `b${index}` }, geometry };
  });
  const file = join(world.importFolder, "quarter.geojson");
  await writeFile(file, JSON.stringify({ type: "FeatureCollection", features }));
  return file;
}

/** Somebody new in front of the campaign's page. */
async function arrive(locale: string, device: BrowserContextOptions): Promise<{ page: Page; words: Words }> {
  const context = await browser.newContext({ ...device, locale, reducedMotion: "reduce" });
  context.setDefaultTimeout(PATIENCE.timeout);
  const page = await context.newPage();
  await page.goto(`${world.url}/campaigns/${slug}`);
  return { page, words: await wordsOf(locale) };
}

const unit = (page: Page) => page.locator(".unit[data-on-screen=true]");
const named = (page: Page, name: string) => unit(page).getByRole("button", { name });
const pictured = (page: Page) => unit(page).locator("[data-shown-scene]").waitFor();
const votesOf = async (page: Page) => {
  const reply = await page.request.get(`${world.url}/api/v1/me`);
  return reply.ok() ? (await reply.json()).votes : 0;
};
/** The place in time of the picture on screen, counted from 0. */
const placeShown = (page: Page) => async () => {
  const { scenes } = (await world.anyone.get(`/campaigns/${slug}`)).body;
  const shown = await unit(page).locator("[data-shown-scene]").getAttribute("data-shown-scene");
  return scenes.findIndex((scene: { id: string }) => scene.id === shown);
};
const barriersOn = async (page: Page, state: string) =>
  (await findBarriers(page)).map((barrier) => `${state}: ${barrier}`);

it.each([
  { locale: "en", round: 0 },
  { locale: "ar", round: ROUND },
])("takes a finger all the way, in $locale", async ({ locale, round }) => {
  const { page, words } = await arrive(locale, PHONE);
  await page.getByRole("link", { name: words("campaigns:page.practise") }).tap();
  await pictured(page);
  const classes = unit(page).locator(".choice-class");
  await classes.first().tap();
  await named(page, words("tagging:window.chooseBefore")).tap();
  await named(page, words("tagging:submit.submit")).tap();
  await page.locator("#lesson-verdict").waitFor();
  await page.locator(".lesson .button-primary").tap();
  await page.getByRole("link", { name: words("learn:practice.start") }).tap();
  await page.waitForURL(/\/tag$/);
  await pictured(page);
  const before = await votesOf(page);

  // Marks, a class, and what was chosen said in words.
  await page.locator(".tip button").last().tap();
  await named(page, words("tagging:window.lastIntact")).tap();
  const track = unit(page).locator(".timeline-track");
  const { width } = (await track.boundingBox()) ?? { width: 0 };
  await track.tap({ position: { x: locale === "ar" ? 8 : width - 8, y: 24 } });
  await expect.poll(placeShown(page), PATIENCE).toBe(2);
  await named(page, words("tagging:window.firstDamaged")).tap();
  await classes.first().tap();
  await expect.poll(() => unit(page).locator(".said").getAttribute("data-tone"), PATIENCE).toBe("answer");
  await named(page, words("tagging:submit.submit")).tap();
  await expect.poll(() => votesOf(page), PATIENCE).toBe(before + 1);

  // Cannot tell, taken back and changed.
  await pictured(page);
  await named(page, words("tagging:cannotTell.button")).tap();
  await named(page, words("tagging:cannotTell.cloud")).tap();
  await named(page, words("tagging:submit.submit")).tap();
  await expect.poll(() => votesOf(page), PATIENCE).toBe(before + 2);
  await named(page, words("tagging:submit.undo")).tap();
  await expect
    .poll(() => named(page, words("tagging:cannotTell.cloud")).getAttribute("aria-pressed"), PATIENCE)
    .toBe("true");
  await named(page, words("tagging:cannotTell.blurred")).tap();
  await named(page, words("tagging:submit.submit")).tap();

  // Two dates beside each other, then a building left aside.
  await pictured(page);
  await named(page, words("tagging:tools.curtain")).tap();
  await unit(page).locator(".comparison-line").waitFor();
  await named(page, words("tagging:tools.side")).tap();
  await unit(page).locator("[data-compared-scene]").waitFor();
  await named(page, words("tagging:tools.side")).tap();
  await named(page, words("tagging:submit.skip")).tap();

  for (let given = 2; given < round; given += 1) {
    await unit(page).locator(".choice-class:not(.choice-unknown)").last().tap();
    await unit(page).locator(".submit-button[data-complete=true]").tap();
  }
  if (round > 0) {
    await page.locator(".thanks[data-due=true]").waitFor();
    await page.locator(".thanks button").tap();
  }

  // What is held about them, and out.
  await page.locator(".tagging-back").tap();
  await page.locator('a[href="/me"]').first().tap();
  await page.getByRole("heading", { name: words("me:data.title") }).waitFor();
  expect(await barriersOn(page, "own page")).toEqual([]);
  await page.getByRole("button", { name: words("me:leave.open") }).tap();
  await page.getByRole("radio").last().tap();
  await page.getByRole("checkbox").last().tap();
  expect(await barriersOn(page, "leaving")).toEqual([]);
  await page.getByRole("button", { name: words("me:leave.confirm") }).tap();
  await page.getByRole("heading", { name: words("me:left.title") }).waitFor();
  expect(await barriersOn(page, "left")).toEqual([]);
  expect((await page.request.get(`${world.url}/api/v1/me`)).status()).toBe(401);
  await page.context().close();
});

it.each([
  { locale: "en", round: ROUND },
  { locale: "ar", round: 0 },
])(
  "takes a keyboard all the way, in $locale, with the focus always to be seen",
  async ({ locale, round }) => {
    const { page, words } = await arrive(locale, DESK);
    const onward = locale === "ar" ? "ArrowLeft" : "ArrowRight";
    await page.getByRole("link", { name: words("campaigns:page.practise") }).waitFor();
    const faults = await focusFaults(page);

    // A dialog gives the focus back to what opened it.
    const guide = page.getByRole("button", { name: words("campaigns:page.guide") });
    await press(page, guide);
    await closeDialog(page, guide);

    await press(page, page.getByRole("link", { name: words("campaigns:page.practise") }));
    await pictured(page);
    await page.keyboard.press("1");
    await press(page, named(page, words("tagging:window.chooseBefore")));
    await press(page, named(page, words("tagging:submit.submit")));
    await page.locator("#lesson-verdict").waitFor();
    await press(page, page.locator(".lesson .button-primary"));
    await press(page, page.getByRole("link", { name: words("learn:practice.start") }));
    await page.waitForURL(/\/tag$/);
    await pictured(page);
    const before = await votesOf(page);
    faults.push(...(await focusFaults(page)));
    for (const name of ["tagging:device.open", "tagging:guide.title", "tagging:help.title"]) {
      const opener = page.locator(".tagging-help").getByRole("button", { name: words(name) });
      await press(page, opener);
      await closeDialog(page, opener);
    }

    // By Tab alone: marks, a class; the focus goes on to the next building with the answer.
    const slider = unit(page).getByRole("slider", { name: words("tagging:timeline.label") });
    await press(page, named(page, words("tagging:window.lastIntact")));
    await reach(page, slider);
    await page.keyboard.press(onward);
    await expect.poll(placeShown(page), PATIENCE).toBe(1);
    await press(page, named(page, words("tagging:window.firstDamaged")));
    await press(page, unit(page).locator(".choice-class").first());
    await press(page, named(page, words("tagging:submit.submit")));
    await expect.poll(() => votesOf(page), PATIENCE).toBe(before + 1);
    await expect
      .poll(() => slider.evaluate((one) => one === one.ownerDocument.activeElement), PATIENCE)
      .toBe(true);

    // By single keys: cannot tell, undo, another reason; compare; leave one aside.
    await pictured(page);
    await page.keyboard.press("0");
    await page.keyboard.press("1");
    await page.keyboard.press("Enter");
    await expect.poll(() => votesOf(page), PATIENCE).toBe(before + 2);
    await page.keyboard.press("z");
    await expect
      .poll(() => named(page, words("tagging:cannotTell.cloud")).getAttribute("aria-pressed"), PATIENCE)
      .toBe("true");
    await page.keyboard.press("2");
    await page.keyboard.press("Enter");
    await pictured(page);
    await page.keyboard.press("c");
    await reach(page, unit(page).locator(".comparison-line input"));
    await page.keyboard.press(onward);
    await page.keyboard.press("c");
    await unit(page).locator("[data-compared-scene]").waitFor();
    await page.keyboard.press("c");
    await page.keyboard.press("s");

    for (let given = 2; given < round; given += 1) {
      const key = await unit(page)
        .locator(".choice-class:not(.choice-unknown)")
        .last()
        .getAttribute("aria-keyshortcuts");
      await page.keyboard.press(key ?? "");
      await unit(page).locator(".submit-button[data-complete=true]").waitFor();
      await page.keyboard.press("Enter");
      await expect.poll(() => votesOf(page), PATIENCE).toBe(before + given + 1);
    }
    if (round > 0) await press(page, page.locator(".thanks[data-due=true] button"));

    // What is held about them, taken along.
    await press(page, page.locator(".tagging-back"));
    await press(page, page.locator('a[href="/me"]').first());
    await page.getByRole("heading", { name: words("me:data.title") }).waitFor();
    faults.push(...(await focusFaults(page)));
    const leave = page.getByRole("button", { name: words("me:leave.open") });
    await press(page, leave);
    await closeDialog(page, leave);
    const download = page.waitForEvent("download");
    await press(page, page.getByRole("link", { name: words("me:data.download") }));
    await (await download).path();
    expect(faults).toEqual([]);
    await page.context().close();
  },
);

/** Closes the dialog with Escape, and waits until its opener has the focus again. */
async function closeDialog(page: Page, opener: Locator): Promise<void> {
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect
    .poll(() => opener.evaluate((one) => one === one.ownerDocument.activeElement), PATIENCE)
    .toBe(true);
}
