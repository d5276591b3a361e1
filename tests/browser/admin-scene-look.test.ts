import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addStaff } from "../../core/accounts/accounts.ts";
import { findBarriers } from "../support/barriers.ts";
import { aCampaign, anImport } from "../support/campaigns.ts";
import { openBrowser } from "../support/chromium.ts";
import { aGeoTiff } from "../support/scene-files.ts";
import { aWorld, type World } from "../support/world.ts";

let world: World;
let browser: Browser;
let slug: string;
beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
  slug = await aCampaign(world);
  await mkdir(world.importFolder, { recursive: true });
  const file = join(world.importFolder, "scene-2017-01-01.tif");
  await writeFile(file, aGeoTiff([38, 35], 30));
  await anImport(world, slug, "scenes", file);
});
afterAll(() => browser.close());

async function anAdminsPage(language: string): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  page.setDefaultTimeout(60_000);
  await page.addInitScript(`localStorage.setItem("aftermap.language", ${JSON.stringify(language)})`);
  const { linkSecret } = await addStaff(world.ctx, { role: "admin", name: "a viewer", linkUses: 1 });
  await page.goto(`${world.url}/sign-in/${linkSecret}`);
  await page.goto(`${world.url}/admin/campaigns/${slug}`);
  return page;
}

it("an admin shows other bands and another contrast of a scene by keyboard, and sees how each was made", async () => {
  const page = await anAdminsPage("en");
  await page.getByRole("button", { name: /^Bands and contrast/ }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("As imported").waitFor();
  await dialog.getByLabel("Bands").focus();
  await page.keyboard.type("3, 2");
  await page.keyboard.press("Enter");
  await dialog.getByText("Give one number or three").waitFor();
  await page.keyboard.type(", 1");
  await dialog.getByLabel("By percentile of each band").focus();
  await page.keyboard.press("Space");
  await dialog.getByLabel("Becomes black").fill("20");
  await dialog.getByLabel("Becomes white").fill("60");
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await dialog.getByText(/Showed bands 3, 2, 1, as asked.*percentile 20 to 60/).waitFor();
  await expect.poll(() => dialog.getByText("Shown", { exact: true }).count()).toBe(1);
  const [scene] = (await world.anyone.get(`/campaigns/${slug}`)).body.scenes;
  const { items } = (await world.admin.get(`/scenes/${scene.id}/versions`)).body;
  expect(items).toMatchObject([
    { isShown: false, status: "done" },
    { isShown: true, status: "done" },
  ]);
  expect(scene.tiles).toBe(items[1].tiles);
});

it("the same from right to left", async () => {
  const page = await anAdminsPage("ar");
  await page.getByRole("button", { name: /^النطاقات والتباين/ }).click();
  await page.getByRole("dialog").getByText("كما استُوردت").waitFor();
  expect(await page.evaluate("document.documentElement.dir")).toBe("rtl");
  expect(await findBarriers(page)).toEqual([]);
});
