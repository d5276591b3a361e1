import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addStaff } from "../../core/accounts/accounts.ts";
import { findBarriers } from "../support/barriers.ts";
import { aCampaign } from "../support/campaigns.ts";
import { openBrowser } from "../support/chromium.ts";
import { takeFileDialogs } from "../support/file-dialogs.ts";
import { aGeoTiff } from "../support/scene-files.ts";
import { aWorld, type World } from "../support/world.ts";

let world: World;
let browser: Browser;
let slug: string;
let folder: string;
beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
  slug = await aCampaign(world);
  folder = join(world.ctx.config.dataDir, "at-home");
  await mkdir(folder);
  for (const [index, day] of ["2017-01-01", "2017-02-01"].entries())
    await writeFile(join(folder, `scene-${day}.tif`), aGeoTiff([38, 35], index * 30));
});
afterAll(() => browser.close());

async function anAdminsPage(files: string[]): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(60_000);
  takeFileDialogs(page)(files);
  const { linkSecret } = await addStaff(world.ctx, { role: "admin", name: "an uploader", linkUses: 1 });
  await page.goto(`${world.url}/sign-in/${linkSecret}`);
  await page.goto(`${world.url}/admin/campaigns/${slug}`);
  return page;
}

it("imports files from the admin's own disk, by keyboard alone, and keeps the list over a reload", async () => {
  const page = await anAdminsPage(
    ["2017-01-01", "2017-02-01"].map((day) => join(folder, `scene-${day}.tif`)),
  );
  await page.getByRole("button", { name: "Choose files" }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByText("2 of 2 files arrived").waitFor();
  await page.reload();
  await page.getByText("2 of 2 files arrived").waitFor();

  expect(await findBarriers(page)).toEqual([]);

  await page.getByRole("button", { name: "Import what arrived" }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByText("2 accepted").first().waitFor();
  await expect
    .poll(async () => (await world.anyone.get(`/campaigns/${slug}`)).body.scenes.length, { timeout: 60_000 })
    .toBe(2);
  // What is in the campaign is not kept a second time.
  await expect
    .poll(async () => (await world.admin.get("/uploads")).body.items, { timeout: 60_000 })
    .toEqual([]);
});
