/** A street of four houses on three dates, for tests of what analysts see: one clear, two disputed, one intact. */
import type { Page } from "playwright-core";
import { aCampaign, aFootprintFile, anImport, openCampaign, voteThrough } from "./campaigns.ts";
import { untilFitted } from "./quiet.ts";
import { aSceneFolder } from "./scene-files.ts";
import type { Caller, World } from "./world.ts";

export const HOUSES = 4;
export const DATES = ["2017-05-01", "2017-06-05", "2017-07-10"];
const VOTERS = 4;
/** What each volunteer says of the disputed houses. */
const CLASSES = ["destroyed", "severe", "no_visible_damage", "moderate"];

export type Street = { slug: string; scenes: { id: string; acquiredAt: string }[]; houses: string[] };

/**
 * b1 is destroyed between the first two dates for everybody, b2 and b3 are something else for each, b4 stands to the
 * end. Two analysts must agree on a decision.
 *
 * @param last votes after three volunteers
 */
export async function aDisputedStreet(world: World, last: Caller): Promise<Street> {
  const slug = await aCampaign(world, {
    title: { en: "A street", ar: "شارع" },
    languages: ["en", "ar"],
    redundancy: { min: VOTERS, cap: VOTERS, certainty: 0.9 },
    secondReview: true,
  });
  await anImport(world, slug, "scenes", await aSceneFolder(world.importFolder, DATES));
  await anImport(world, slug, "buildings", await aFootprintFile(world, HOUSES));
  await openCampaign(world, slug);
  const { scenes } = (await world.anyone.get(`/campaigns/${slug}`)).body;
  const [first, second, third] = scenes.map((scene: { id: string }) => scene.id);
  const voters = [await world.volunteer(), await world.volunteer(), await world.volunteer(), last];
  for (const [place, voter] of voters.entries()) {
    const disputed = CLASSES[place] ?? "destroyed";
    const marks =
      disputed === "no_visible_damage" ? { lastIntact: third } : { lastIntact: first, firstDamaged: second };
    const said: Record<string, Record<string, unknown>> = {
      b1: { class: "destroyed", lastIntact: first, firstDamaged: second },
      b2: { class: disputed, ...marks },
      b3: { class: disputed, ...marks },
      b4: { class: "no_visible_damage", lastIntact: third },
    };
    await voteThrough(voter, slug, (externalId) => said[externalId] ?? {});
  }
  await untilFitted(world);
  const { features } = (await world.analyst.get(`/campaigns/${slug}/consensus`)).body;
  const byName = new Map(features.map((one: any) => [one.properties.externalId, one.id]));
  return { slug, scenes, houses: ["b1", "b2", "b3", "b4"].map((name) => String(byName.get(name))) };
}

/** The map keeps these free around the street: top, inside end and, beside the legend of a wide screen, inside start. */
const [TOP, END, START, MARGIN] = [8, 8, 296, 24];

/** Where the middle of a house (from 0) is while the whole street fills what panels leave of the map, CSS pixels of the window. */
export async function placeOfHouse(page: Page, house: number): Promise<{ x: number; y: number }> {
  const box = await page.locator(".map-target").boundingBox();
  if (box === null) throw new Error("there is no map");
  const bar = await page.locator(".time-bar").boundingBox();
  const bottom = bar === null ? END : box.y + box.height - bar.y;
  const isWide = (await page.locator(".legend[open]").count()) > 0;
  const start = isWide ? START : END;
  const length = box.width - start - END - 2 * MARGIN;
  return {
    x: box.x + start + MARGIN + ((house * 2 + 0.5) / (HOUSES * 2 - 1)) * length,
    y: box.y + TOP + (box.height - TOP - bottom) / 2,
  };
}
