import { textIn } from "../../../shared/text.ts";
import { bboxOf, growBbox, positionsOf, type Bbox } from "../../../shared/geo.ts";
import { boxInFile, degreesOfOffset } from "../../../shared/placing.ts";
import { scenesAt } from "../../../shared/scenes.ts";
import type { BuildingDetail } from "../../../shared/reviews.ts";
import type { Account } from "../../accounts/accounts.ts";
import { selectScenesOfCampaigns, type CampaignScene } from "../../campaigns/campaigns.sql.ts";
import { getCampaignRow } from "../../campaigns/campaigns.ts";
import type { Context } from "../../context.ts";
import { cutChip, type Chip } from "../../imagery/chip.ts";
import { selectSceneTiles } from "../../imagery/imagery.sql.ts";
import { getBuilding } from "../building.ts";
import { drawSheet, type Picture } from "./draw-sheet.ts";

/** What of its surroundings a picture shows, metres on each side. */
const SURROUNDINGS_METRES = 22;
const LARGE_PIXELS = 760;
const SMALL_PIXELS = 260;
/** Scenes in the strip: the window with what lies around it. */
const STRIP = 6;

/**
 * One building on paper: pictures before and after, their dates and sources, probabilities, decisions, and the address
 * where all of it can be seen. The same findings give the same bytes: the file carries no clock.
 *
 * @param origin of this installation, for the permanent link
 * @throws AppError `not_found`
 */
export async function printSheet(
  ctx: Context,
  actor: Account,
  input: { slug: string; id: string; origin: string },
): Promise<{ pdf: Buffer; name: string }> {
  const campaign = await getCampaignRow(ctx, input.slug);
  const building = await getBuilding(ctx, actor, input);
  const scenes = scenesAt(await selectScenesOfCampaigns(ctx.db, [campaign.id]), building.offsets);
  const { before, after } = endsOf(building, scenes);
  const large = await picturesOf(ctx, building, [before, after], LARGE_PIXELS);
  const strip = await picturesOf(ctx, building, around(scenes, before, after), SMALL_PIXELS);
  const pdf = await drawSheet({
    campaign: { title: textIn(campaign.title, "en"), scale: campaign.scale, asks: campaign.asks },
    building,
    scenes,
    pair: large,
    strip,
    link: `${input.origin}/campaigns/${input.slug}/map?building=${building.id}`,
    changedAt: lastChange(building, scenes),
  });
  return { pdf, name: `${input.slug}-${building.id.slice(0, 8)}.pdf` };
}

/** The two scenes that enclose the damage: the analyst's where one decided, else the crowd's; else first and last. */
function endsOf(
  { properties: { final, window } }: BuildingDetail,
  scenes: readonly CampaignScene[],
): { before: CampaignScene | undefined; after: CampaignScene | undefined } {
  const hasFinal = final !== undefined && (final.lastIntact !== null || final.firstDamaged !== null);
  const marks = hasFinal ? final : window;
  const find = (id: string | null | undefined) => scenes.find((scene) => scene.id === id);
  return {
    before: find(marks?.lastIntact) ?? scenes.at(0),
    after: find(marks?.firstDamaged) ?? scenes.at(-1),
  };
}

function around(
  scenes: readonly CampaignScene[],
  before: CampaignScene | undefined,
  after: CampaignScene | undefined,
): CampaignScene[] {
  const middle =
    before === undefined || after === undefined ? 0 : (scenes.indexOf(before) + scenes.indexOf(after)) / 2;
  const from = Math.max(0, Math.min(scenes.length - STRIP, Math.round(middle - (STRIP - 1) / 2)));
  return scenes.slice(from, from + STRIP);
}

async function picturesOf(
  ctx: Context,
  building: BuildingDetail,
  scenes: readonly (CampaignScene | undefined)[],
  pixels: number,
): Promise<Picture[]> {
  const box = bboxOf(positionsOf(building.geometry));
  const pictures: Picture[] = [];
  for (const scene of scenes) {
    if (scene === undefined || box === null) continue;
    pictures.push({ scene, chip: await chipOf(ctx, scene, growBbox(box, SURROUNDINGS_METRES), pixels) });
  }
  return pictures;
}

/** Null where the pixels are not kept here, or not any more. Looks where the scene's pixels of that place are. */
async function chipOf(ctx: Context, scene: CampaignScene, place: Bbox, pixels: number): Promise<Chip | null> {
  const tiles = await selectSceneTiles(ctx.db, scene.tilesId);
  if (tiles === null) return null;
  const [east, north] = degreesOfOffset(scene.offset, (place[1] + place[3]) / 2);
  const reader = await ctx.objects.openReader(tiles.cogKey);
  try {
    const chip = await cutChip(reader, boxInFile(scene.offset, place), pixels);
    return { ...chip, locate: (lon, lat) => chip.locate(lon - east, lat - north) };
  } finally {
    await reader.close();
  }
}

/** The last change that the sheet tells of: the date that the file carries. */
function lastChange(building: BuildingDetail, scenes: readonly CampaignScene[]): string {
  const times = [
    building.properties.updatedAt,
    ...building.reviews.map(({ at }) => at),
    ...building.marksHistory.map(({ at }) => at),
    scenes.at(-1)?.acquiredAt ?? null,
  ];
  return (
    times
      .filter((at) => at !== null)
      .toSorted()
      .at(-1) ?? "2000-01-01T00:00:00.000Z"
  );
}
