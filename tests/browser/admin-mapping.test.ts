import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addStaff } from "../../core/accounts/accounts.ts";
import { findBarriers } from "../support/barriers.ts";
import { aCampaign, anImport } from "../support/campaigns.ts";
import { openBrowser } from "../support/chromium.ts";
import { aWorld, type World } from "../support/world.ts";

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
  await mkdir(world.importFolder, { recursive: true });
});
afterAll(() => browser.close());

/** Sites as UNOSAT gives them: a column pair a date, codes whose meaning is open, days and months that may be either. */
async function sites(name: string, west: number): Promise<string> {
  const rows = [
    [1, "2", "03/04/2014", "5", "05/06/2015"],
    [2, "5", "03/04/2014", "1", "05/06/2015"],
    [3, "11", "03/04/2014", "3", "05/06/2015"],
  ];
  const features = rows.map(([id, first, firstDate, second, secondDate], nth) => ({
    type: "Feature",
    properties: {
      GlobalID: `${name}-${id}`,
      Main_Damage_Site_Class: first,
      SensorDate: firstDate,
      Main_Damage_Site_Class_2: second,
      SensorDate_2: secondDate,
    },
    geometry: { type: "Point", coordinates: [west + nth * 0.001, 35] },
  }));
  const file = join(world.importFolder, `${name}.geojson`);
  await writeFile(file, JSON.stringify({ type: "FeatureCollection", features }));
  return file;
}

async function anAdminsPage(slug: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(60_000);
  const { linkSecret } = await addStaff(world.ctx, { role: "admin", name: "who maps", linkUses: 1 });
  await page.goto(`${world.url}/sign-in/${linkSecret}?to=/admin/campaigns/${slug}`);
  return page;
}

/** Chooses by keyboard: typing the beginning of an option's words selects it. Again, should the page still be busy. */
async function choose(page: Page, select: Locator, words: string, value: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await select.focus();
        await page.keyboard.type(words);
        return select.inputValue();
      },
      { timeout: 60_000, interval: 1_500 }, // longer than a browser takes keys for one word
    )
    .toBe(value);
}

it("asks what columns and codes mean, takes the answers by keyboard, and asks nothing of the next file", async () => {
  const slug = await aCampaign(world);
  const first = await anImport(world, slug, "buildings", await sites("first", 38), { profile: "unosat" });
  expect(first.items[0]).toMatchObject({ status: "refused", question: { asksDateOrder: true } });

  const page = await anAdminsPage(slug);
  const form = page.getByRole("form", { name: "What the file means" });
  await form.waitFor();
  const start = form.getByRole("button", { name: "Import with these answers" });
  expect(await start.isDisabled()).toBe(true);
  expect(await findBarriers(page)).toEqual([]);
  await choose(page, form.getByLabel("How dates are written"), "Day", "dmy");
  await choose(page, form.getByLabel("Meaning of 5"), "No visible", "no_visible_damage");
  await choose(page, form.getByLabel("Meaning of 11"), "Leave", "skip");
  await expect.poll(() => start.isEnabled()).toBe(true);
  await start.focus();
  await page.keyboard.press("Enter");
  await page
    .getByText(/\d buildings? accepted/)
    .first()
    .waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.context().close();

  const second = await anImport(world, slug, "buildings", await sites("second", 39), { profile: "unosat" });
  expect(second.items[0]).toMatchObject({ status: "accepted", question: null });
});
