/** Analysts take findings away: an export waits, is stopped, is asked for again, is done and can be fetched. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addStaff } from "../../core/accounts/accounts.ts";
import { findBarriers } from "../support/barriers.ts";
import { openBrowser } from "../support/chromium.ts";
import { aVotedCampaign } from "../support/crowds.ts";
import { aWorld, type World } from "../support/world.ts";

const PATIENCE = 20_000;

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
});
afterAll(() => browser.close());

it("stops an export, writes it again, and fetches its file", async () => {
  const { slug } = await aVotedCampaign(world, 2, 1, () => ({ class: "destroyed" }));
  // Nobody writes, so that there is time to stop it.
  await world.stopWorkers();
  const { linkSecret } = await addStaff(world.ctx, { role: "analyst", name: "taking away", linkUses: 1 });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: "en" });
  page.setDefaultTimeout(PATIENCE);
  await page.goto(`${world.url}/sign-in/${linkSecret}`);
  await page.locator("h1").first().waitFor();
  // One answer each: nothing is disputed, and the queue says so and where to go from there.
  await page.goto(`${world.url}/campaigns/${slug}/map?panel=review`);
  await page.getByText("Nothing to decide").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.getByRole("button", { name: "Take the findings away" }).click();

  await page.getByRole("button", { name: "Create export" }).click();
  const row = page.locator(".export-row").first();
  await row.getByRole("button", { name: "Cancel" }).click();
  await row.getByText("Cancelled").waitFor();
  const [stored] = (await world.analyst.get(`/campaigns/${slug}/exports`)).body.items;
  expect(stored.status).toBe("cancelled");

  await row.getByRole("button", { name: "Try again" }).click();
  await row.getByText("Waiting").waitFor();
  await world.startWorkers();
  await row.getByText("2 buildings").waitFor();
  const link = row.getByRole("link", { name: /Download/ });
  await link.waitFor();
  const fetched = page.waitForEvent("download");
  await link.click();
  expect((await fetched).suggestedFilename()).toMatch(/\.geojson$/);
}, 90_000);
