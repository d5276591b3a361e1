/** Analysts and admins judge the crowd: how good it is, who copies whom, who counts. Real answers, real Chromium. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addStaff } from "../../core/accounts/accounts.ts";
import { seededRandom } from "../../shared/consensus/random.ts";
import { findBarriers } from "../support/barriers.ts";
import { voteThrough } from "../support/campaigns.ts";
import { openBrowser } from "../support/chromium.ts";
import { allFindings, aVotedCampaign } from "../support/crowds.ts";
import { untilFitted } from "../support/quiet.ts";
import { aWorld, type World } from "../support/world.ts";

const BUILDINGS = 30;
const HONEST = 5;
const COPIES = 3;
const CLASSES = ["destroyed", "severe", "no_visible_damage"] as const;
const PATIENCE = 60_000;

let world: World;
let browser: Browser;
let slug: string;
const faults: string[] = [];
const random = seededRandom(5);
const draw = (): string => CLASSES[Math.floor(random() * CLASSES.length)] ?? CLASSES[0];
const truthOf = (externalId: string): string => CLASSES[Number(externalId.slice(1)) % 3] ?? CLASSES[0];
/** What is said of each building, by volunteer: the honest err now and then, in their own ways. */
const said = new Map(
  Array.from({ length: BUILDINGS }, (_, b) => {
    const own = Array.from({ length: HONEST }, () => (random() < 0.7 ? truthOf(`b${b + 1}`) : draw()));
    return [`b${b + 1}`, own];
  }),
);
/** What the copies say: one made-up answer for all of them. */
const madeUp = new Map(Array.from({ length: BUILDINGS }, (_, b) => [`b${b + 1}`, draw()]));

beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
  const voters = HONEST + COPIES;
  const made = await aVotedCampaign(
    world,
    BUILDINGS,
    HONEST,
    (externalId, voter) => ({ class: said.get(externalId)?.[voter] }),
    {
      title: { en: "Quality of a town", ar: "جودة بلدة" },
      languages: ["en", "ar"],
      redundancy: { min: voters, cap: voters, certainty: 0.95 },
    },
  );
  slug = made.slug;
});
afterAll(() => browser.close());

/** A page on which staff is signed in; what is thrown there is kept. */
async function aStaffPage(role: "admin" | "analyst", width = 1280, locale = "en"): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(String(error)));
  const { linkSecret } = await addStaff(world.ctx, { role, name: `a judging ${role}`, linkUses: 1 });
  await page.goto(`${world.url}/sign-in/${linkSecret}`);
  return page;
}

const excludedOf = async (): Promise<number> => {
  const { body } = await world.admin.get(`/campaigns/${slug}/volunteers`);
  return body.items.filter((one: { excluded: boolean }) => one.excluded).length;
};

it("tells an admin of copies as they are found, and excludes or counts a group again with one reason", async () => {
  const page = await aStaffPage("admin");
  await page.goto(`${world.url}/admin/campaigns/${slug}`);
  await page.getByRole("link", { name: "Volunteers and their reliability" }).waitFor();
  for (let copy = 0; copy < COPIES; copy += 1) {
    await voteThrough(await world.volunteer(), slug, (externalId) => ({ class: madeUp.get(externalId) }));
  }
  await untilFitted(world);
  await page.getByText("3 accounts may copy each other").waitFor();
  expect(await findBarriers(page)).toEqual([]);

  await page.getByRole("link", { name: "Look and decide" }).click();
  await page.getByRole("heading", { name: "Group 1: 3 accounts" }).waitFor();
  await page.getByText("Pair by pair: 3 pairs").click();
  expect(await findBarriers(page)).toEqual([]);

  await page.getByRole("button", { name: "Exclude all…" }).click();
  const confirm = page.getByRole("dialog").getByRole("button", { name: "Exclude", exact: true });
  expect(await confirm.isDisabled()).toBe(true);
  await page.getByLabel("Reason").fill("One person with three accounts");
  await confirm.click();
  await page.getByText("Excluded: 3 accounts").waitFor();
  await page.getByText("Done: the map now says").waitFor();
  await expect.poll(excludedOf, { timeout: PATIENCE }).toBe(COPIES);
  await page.getByText("No copies found").waitFor();

  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Counted again: 3 accounts").waitFor();
  await page.getByRole("heading", { name: "Group 1: 3 accounts" }).waitFor();
  await expect.poll(excludedOf, { timeout: PATIENCE }).toBe(0);

  await page.getByRole("button", { name: "Keep counting as one…" }).click();
  await page.getByLabel("Reason").fill("They sit together");
  await page.getByRole("button", { name: "Count as one", exact: true }).click();
  await page.getByText("Counts as one", { exact: true }).waitFor();
  // What a notice would be made of has come before its absence means something.
  const told = page.waitForResponse((answer) => answer.url().endsWith("/copying"));
  await page.goto(`${world.url}/campaigns/${slug}/map`);
  await told;
  await page.getByRole("link", { name: "How good the answers are" }).waitFor();
  await expect.poll(() => page.getByText("3 accounts may copy each other").count()).toBe(0);
  await page.context().close();
});

it("lists volunteers by what one wants to know, and lets one be excluded and counted again by keyboard", async () => {
  // What was decided of the copies is in the skills told: the fit that follows the decision is done.
  await untilFitted(world);
  const page = await aStaffPage("admin");
  await page.goto(`${world.url}/admin/campaigns/${slug}/volunteers`);
  const rows = page.getByRole("table").getByRole("row");
  await expect.poll(() => rows.count(), { timeout: PATIENCE }).toBe(1 + HONEST + COPIES);
  // Whose answers are made up knows least, and stands first; the other way round they stand last. The table before the
  // click has the same rows in another order, so the order is waited for.
  const isCopy = async () =>
    (await rows.allTextContents()).slice(1).map((one: string) => one.includes("Group 1"));
  const [honest, copies] = [Array(HONEST).fill(false), Array(COPIES).fill(true)];
  await page.getByRole("button", { name: "Skill" }).click();
  await expect.poll(isCopy, { timeout: PATIENCE }).toEqual([...copies, ...honest]);
  await page.getByRole("button", { name: "Skill" }).click();
  await expect.poll(isCopy, { timeout: PATIENCE }).toEqual([...honest, ...copies]);
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: /^Flagged/ }).click();
  await expect.poll(isCopy, { timeout: PATIENCE }).toEqual(copies);

  await rows.nth(1).getByRole("link").focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("Agrees too much with").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Exclude…" }).focus();
  await page.keyboard.press("Enter");
  await page.getByLabel("Reason").fill("Asked them");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("Done: the map now says").waitFor();
  await page.getByRole("dialog").getByText("Asked them").waitFor();
  await expect.poll(excludedOf, { timeout: PATIENCE }).toBe(1);
  await page.getByRole("dialog").getByRole("button", { name: "Undo" }).click();
  await expect.poll(excludedOf, { timeout: PATIENCE }).toBe(0);
  await page.context().close();
});

it("says how far volunteers agree, and how right they are once gold is marked on the map", async () => {
  const features = await allFindings(world, slug);
  const page = await aStaffPage("admin");
  await page.goto(`${world.url}/campaigns/${slug}/map/quality`);
  await page.getByText("Krippendorff’s alpha, nominal").waitFor();
  await page.getByText("Nothing to measure with yet").waitFor();

  for (const { id, properties } of features.slice(1, 12)) {
    const gold = { class: truthOf(properties.externalId) };
    await world.admin.put(`/campaigns/${slug}/buildings/${id}/gold`, gold);
  }
  await page.goto(`${world.url}/campaigns/${slug}/map?building=${features[0].id}`);
  await page.getByRole("button", { name: "Mark as gold…" }).click();
  const gold = page.locator(".gold-panel");
  await gold.getByRole("radio", { name: "Severe damage" }).check();
  await gold.getByLabel("What an expert sees, and why · العربية").fill("انهار السقف");
  expect(await findBarriers(page)).toEqual([]);
  await gold.getByRole("button", { name: "Save as gold" }).click();
  await gold.getByText("Saved as gold").waitFor();
  const detail = await world.admin.get(`/campaigns/${slug}/buildings/${features[0].id}`);
  expect(detail.body.gold).toMatchObject({ class: "severe", explanation: { ar: "انهار السقف" } });
  await untilFitted(world);
  await page.context().close();

  const analyst = await aStaffPage("analyst");
  await analyst.goto(`${world.url}/campaigns/${slug}/map/quality`);
  await analyst.getByText("Only 12 gold buildings to measure with").waitFor();
  expect(await findBarriers(analyst)).toEqual([]);
  await analyst.getByRole("button", { name: "Stated certainty against what is right: as a table" }).click();
  await analyst.getByRole("columnheader", { name: "95% range" }).waitFor();
  await analyst.context().close();
});

it("fits the narrowest phone and a desk from right to left, samples and their labelling too", async () => {
  const sample = await world.analyst.post(`/campaigns/${slug}/samples`, { size: 6, seed: 1 });
  expect(sample.status).toBe(201);
  const campaign = `/admin/campaigns/${slug}`;
  const map = `/campaigns/${slug}/map`;
  const samples = [`${map}/samples`, `${map}/samples?label=${sample.body.id}`];
  for (const width of [360, 1_440]) {
    const page = await aStaffPage("admin", width, "ar");
    for (const path of [`${map}/quality`, ...samples, `${campaign}/volunteers`, `${campaign}/copies`]) {
      await page.goto(world.url + path);
      await page.locator("h1").waitFor();
      await expect.poll(() => page.locator(".loading").count(), { timeout: PATIENCE }).toBe(0);
      expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBeLessThanOrEqual(width);
      expect(await findBarriers(page), path).toEqual([]);
    }
    await page.context().close();
  }
  expect(faults).toEqual([]);
});
