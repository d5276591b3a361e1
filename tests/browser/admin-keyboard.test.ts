import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addStaff } from "../../core/accounts/accounts.ts";
import { findBarriers } from "../support/barriers.ts";
import { aFootprintFile } from "../support/campaigns.ts";
import { openBrowser } from "../support/chromium.ts";
import { takeFileDialogs } from "../support/file-dialogs.ts";
import { aGeoTiff } from "../support/scene-files.ts";
import { aWorld, type World } from "../support/world.ts";

const PATIENCE = 60_000;
/** More stops than any page of ours has. */
const MOST_STOPS = 150;
const DATES = ["2017-01-01", "2017-02-01"];

let world: World;
let browser: Browser;
let sceneFiles: string[];
let footprints: string;
beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
  const folder = join(world.ctx.config.dataDir, "at-home");
  await mkdir(folder);
  sceneFiles = DATES.map((day) => join(folder, `scene-${day}.tif`));
  for (const [index, file] of sceneFiles.entries()) await writeFile(file, aGeoTiff([38, 35], index * 30));
  footprints = await aFootprintFile(world, 2, [38.0001, 34.9995]);
});
afterAll(() => browser.close());

/** Goes on with Tab until the control has the focus, as somebody without a mouse does. */
async function reach(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  await expect.poll(() => control.isEnabled()).toBe(true); // nobody gets to one that is not yet
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await control.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${String(control)} cannot be reached with Tab`);
}

async function press(page: Page, control: Locator): Promise<void> {
  await reach(page, control);
  await page.keyboard.press("Enter");
}

/** Chooses files in the drop zone of one step and imports them. @param count of the files that the dialog answers with */
async function importFiles(page: Page, step: number, count: number): Promise<void> {
  const zone = page.locator(".step").nth(step);
  await press(page, zone.getByRole("button", { name: "Choose files" }));
  await zone.getByText(`${count} of ${count} `).first().waitFor();
  await press(page, zone.getByRole("button", { name: "Import what arrived" }));
}

it("takes an admin from files to the first answer by keyboard alone, without a barrier on the way", async () => {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  page.setDefaultTimeout(PATIENCE);
  const answerWith = takeFileDialogs(page);
  const { linkSecret } = await addStaff(world.ctx, { role: "admin", name: "without a mouse", linkUses: 1 });
  await page.goto(`${world.url}/sign-in/${linkSecret}`);
  await press(page, page.getByRole("link", { name: "New campaign" }).first());
  await reach(page, page.getByLabel("Title").first());
  await page.keyboard.type("By keyboard");
  expect(await findBarriers(page)).toEqual([]);
  await press(page, page.getByRole("button", { name: "Create draft" }));
  await page.waitForURL(/\/admin\/.*by-keyboard/);

  answerWith(sceneFiles);
  await importFiles(page, 0, 2);
  await page.getByText("2 accepted").first().waitFor();
  answerWith([footprints]);
  await importFiles(page, 1, 1);
  await page.getByText("2 buildings accepted").first().waitFor();
  await press(page, page.getByRole("button", { name: "Build tasks" }));
  await page.getByText("tasks built for 2 buildings").waitFor();
  await press(page, page.getByRole("button", { name: "Open the campaign" }));
  await press(page, page.getByRole("dialog").getByRole("button", { name: "Open the campaign" }));
  await page.getByRole("button", { name: "Pause" }).waitFor();
  expect(await findBarriers(page)).toEqual([]);

  await page.goto(`${world.url}/campaigns/by-keyboard`);
  await press(page, page.getByRole("button", { name: "Start looking" }));
  await page.getByText("Image 1 of 2").first().waitFor();
  await page.keyboard.press("[");
  await page.keyboard.press("ArrowRight");
  await page.getByText("Image 2 of 2").first().waitFor();
  await page.keyboard.press("]");
  await page.keyboard.press("1");
  await page
    .getByText(/Damaged between/)
    .first()
    .waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect
    .poll(async () => (await world.anyone.get("/campaigns/by-keyboard")).body.progress.votes, {
      timeout: PATIENCE,
    })
    .toBe(1);
  await page.context().close();
});

it("draws a priority area by numbers and undoes it, and lets an invited analyst in, by keyboard", async () => {
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage();
  page.setDefaultTimeout(PATIENCE);
  const { linkSecret } = await addStaff(world.ctx, { role: "admin", name: "drawing", linkUses: 1 });
  await page.goto(`${world.url}/sign-in/${linkSecret}?to=/admin/campaigns/by-keyboard/areas`);
  await press(page, page.getByText("Add a rectangle by numbers"));
  for (const [side, degrees] of [
    ["West", "38"],
    ["South", "34.99"],
    ["East", "38.00025"],
    ["North", "35"],
  ] as const) {
    await reach(page, page.getByLabel(`${side}, degrees`));
    await page.keyboard.type(degrees);
  }
  await press(page, page.getByRole("button", { name: "Add this area" }));
  await page.getByText("Buildings inside: 1 of 2").waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await press(page, page.getByRole("button", { name: "Undo" }));
  await page.getByText("No area: volunteers are sent anywhere.").waitFor();

  await page.goto(`${world.url}/admin/team`);
  await press(page, page.getByRole("button", { name: "Make the link" }));
  const link = await page.getByRole("dialog").getByRole("textbox").inputValue();
  expect(await findBarriers(page)).toEqual([]);
  const guest = await (await browser.newContext()).newPage();
  guest.setDefaultTimeout(PATIENCE);
  await guest.goto(link);
  await guest.getByRole("button", { name: "Accept and sign in" }).waitFor();
  expect(await findBarriers(guest)).toEqual([]);
  await press(guest, guest.getByRole("button", { name: "Accept and sign in" }));
  await guest.waitForURL(`${world.url}/`);
  await guest.goto(link);
  await guest.getByRole("heading", { name: "This invitation is over" }).waitFor();

  await page.goto(`${world.url}/admin/health`);
  await page.getByRole("heading", { name: "Workers" }).waitFor();
  expect(await findBarriers(page)).toEqual([]);
  await page.context().close();
  await guest.context().close();
});
