/** A scene whose picture lies fifteen pixels too far east: a bright roof in it tells where every picture shows it. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addStaff } from "../../core/accounts/accounts.ts";
import { aCampaign, aFootprintFile, anImport, openCampaign } from "../support/campaigns.ts";
import { findBarriers } from "../support/barriers.ts";
import { openBrowser } from "../support/chromium.ts";
import { aGeoTiff } from "../support/scene-files.ts";
import { aWorld, type World } from "../support/world.ts";

/** The building is ten pixels wide, from 20 and 30 on; its roof lies fifteen pixels east of it. */
const NORTH_WEST = [37.9998, 35.0004] as const;
const ROOF = { left: 35, top: 30, side: 10 };
const SHIFT_METRES = 15 * 0.00001 * 111_195 * Math.cos((35 * Math.PI) / 180);
const WAIT = { timeout: 60_000, interval: 150 };

const isRoof = (column: number, row: number) =>
  column >= ROOF.left && column < ROOF.left + ROOF.side && row >= ROOF.top && row < ROOF.top + ROOF.side;
const paint = (index: number) => {
  const pixel = Math.floor(index / 3);
  return (isRoof(pixel % 64, Math.floor(pixel / 64)) ? [250, 240, 235] : [40, 60, 40])[index % 3] ?? 0;
};

let world: World;
let browser: Browser;
let slug: string;
let scene: string;
let building: string;
let page: Page;

beforeAll(async () => {
  world = await aWorld();
  browser = await openBrowser();
  slug = await aCampaign(world, { asks: { class: true, window: false } });
  await mkdir(world.importFolder, { recursive: true });
  for (const [day, shade] of [
    ["2017-01-01", 0],
    ["2017-02-01", 1],
  ] as const) {
    const file = join(world.importFolder, `scene-${day}.tif`);
    await writeFile(
      file,
      aGeoTiff(NORTH_WEST, 0, null, (index) => paint(index) + shade),
    );
    await anImport(world, slug, "scenes", file);
  }
  await anImport(world, slug, "buildings", await aFootprintFile(world, 1));
  await openCampaign(world, slug);
  scene = (await world.anyone.get(`/campaigns/${slug}`)).body.scenes[1].id;
  building = (await world.analyst.get(`/campaigns/${slug}/consensus`)).body.features[0].id;
  page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce" });
  page.setDefaultTimeout(60_000);
  const { linkSecret } = await addStaff(world.ctx, { role: "analyst", name: "Noor", linkUses: 1 });
  await page.goto(`${world.url}/sign-in/${linkSecret}`);
});
afterAll(() => browser.close());

const moveScene = async (eastMetres: number) => {
  await world.admin.put(`/scenes/${scene}/offset`, { eastMetres, northMetres: 0 });
};
const correct = async (eastMetres: number | null, northMetres: number | null) => {
  const path = `/campaigns/${slug}/buildings/${building}/scenes/${scene}/offset`;
  await world.analyst.put(path, { eastMetres, northMetres });
};

/** Whether the roof is seen there, at these shares of its width and height: in the middle unless said. */
async function seesRoof(place: Locator, [across, down] = [0.5, 0.5]): Promise<boolean | null> {
  const box = await place.boundingBox();
  if (box === null) return null;
  const [x, y] = [box.x + box.width * across - 1, box.y + box.height * down - 1];
  const png = await place.page().screenshot({ clip: { x, y, width: 3, height: 3 } });
  const { channels } = await sharp(png).stats();
  const brightness = (channels[0]?.mean ?? 0) / 2 + (channels[1]?.mean ?? 0) / 2;
  return brightness > 180 ? true : brightness < 110 ? false : null;
}

/** A volunteer who has not answered yet looks at the building. */
async function expectInTagging(isRoofThere: boolean): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
  });
  const tagging = await context.newPage();
  await tagging.goto(`${world.url}/campaigns/${slug}/tag`);
  const unit = tagging.locator(".unit[data-on-screen=true]");
  await unit.locator(".frame").nth(1).waitFor();
  const lastPicture = async () => {
    // Until keys act: on the last image it leads no further.
    await tagging.keyboard.press("ArrowRight");
    return seesRoof(unit.locator(".picture").first());
  };
  await expect.poll(lastPicture, WAIT).toBe(isRoofThere);
  await expect.poll(() => seesRoof(unit.locator(".frame .mosaic").nth(1)), WAIT).toBe(isRoofThere);
  await context.close();
}

async function expectInPanel(isRoofThere: boolean): Promise<void> {
  const pictures = [
    page.locator(".before-after-picture").nth(1),
    page.locator(".scene-strip .tile-crop").nth(1),
  ];
  for (const picture of pictures) await expect.poll(() => seesRoof(picture), WAIT).toBe(isRoofThere);
}

/** The building is in the middle of what the legend and the time bar leave of the map: its file places the roof east of it. */
async function expectOnMap(isRoofBeside: boolean): Promise<void> {
  await expect.poll(() => seesRoof(page.locator(".map-target"), [0.744, 0.43]), WAIT).toBe(isRoofBeside);
}

const openPanel = async () => {
  await page.goto(`${world.url}/campaigns/${slug}/map?building=${building}&scene=${scene}`);
  await page.locator(".scene-strip .tile-crop").nth(1).waitFor();
};

/** The largest picture of a sheet, in grey, with the share of its width at which the roof begins and ends. */
async function roofOnSheet(): Promise<boolean> {
  const response = await fetch(`${world.url}/api/v1/campaigns/${slug}/buildings/${building}/sheet.pdf`, {
    headers: { authorization: `Bearer ${world.analyst.token}` },
  });
  const pdf = Buffer.from(await response.arrayBuffer());
  const jpegs = [...pdf.toString("latin1").matchAll(/\xff\xd8\xff[\s\S]*?endstream/g)].map(([text]) =>
    Buffer.from(text, "latin1"),
  );
  const side = 760;
  const [, after] = await Promise.all(
    jpegs
      .slice(0, 2)
      .map((jpeg) => sharp(jpeg, { failOn: "none" }).resize(side, side).greyscale().raw().toBuffer()),
  );
  return (after?.[(side / 2) * side + side / 2] ?? 0) > 150;
}

it("shows a moved scene where it lies in every picture: tagging, stills, map and sheet", async () => {
  await openPanel();
  await expectInPanel(false);
  await expectOnMap(true);
  await expectInTagging(false);
  expect(await roofOnSheet()).toBe(false);

  await moveScene(-SHIFT_METRES);
  await openPanel();
  await expectInPanel(true);
  await expectOnMap(false);
  await expectInTagging(true);
  expect(await roofOnSheet()).toBe(true);
});

it("shows a scene that was corrected for one building there in its pictures", async () => {
  await moveScene(0);
  await correct(-SHIFT_METRES, 0);
  await openPanel();
  await expectInPanel(true);
  await expectInTagging(true);
  expect(await roofOnSheet()).toBe(true);
  await correct(null, null);
});

it("lets an analyst say by keys what can be seen and where it lies, and undo both", async () => {
  const stored = async () => {
    const { body } = await world.analyst.get(`/campaigns/${slug}/buildings/${building}/scenes`);
    return body.items[1];
  };
  await openPanel();
  await expectInPanel(false);
  await page.locator(".images-summary button").click();
  const dialog = page.getByRole("dialog");
  await dialog.locator(".images-list button[aria-pressed=true]").first().waitFor();
  await page.keyboard.press("]");
  await dialog.locator(".images-list li").nth(1).locator("[aria-pressed=true]").waitFor();
  await page.keyboard.press("2");
  await expect.poll(stored, WAIT).toMatchObject({ reason: "cloud", source: "staff", decidedBy: "Noor" });
  await dialog.getByText("Saved", { exact: true }).waitFor();
  await dialog.locator(".registration-layer[data-hand]").focus();
  for (let metre = 0; metre < 14; metre += 1) await page.keyboard.press("Shift+ArrowLeft");
  await page.keyboard.press("Enter");
  await expect.poll(stored, WAIT).toMatchObject({ offset: { eastMetres: -14, northMetres: 0 } });
  const small = dialog.locator(".images-list .tile-crop").nth(1);
  await expect.poll(() => seesRoof(small), WAIT).toBe(true);
  expect(await findBarriers(page)).toEqual([]);
  await dialog.locator(".images-figures").getByText("Corrected for this building").waitFor();
  await page.keyboard.press("z");
  await expect.poll(stored, WAIT).toMatchObject({ offset: null });
  await dialog.locator(".images-figures").getByText("As for all buildings").waitFor();
  await expect.poll(() => seesRoof(small), WAIT).toBe(false);
  await page.keyboard.press("z");
  await expect.poll(async () => (await stored()).source, WAIT).not.toBe("staff");
});
