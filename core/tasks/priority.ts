/** Areas in which buildings are shown to volunteers before others, because somebody waits for their answers. */
import type { Polygon, Position } from "../../shared/geo.ts";
import type { NewPriorityAreas, PriorityAreas } from "../../shared/priority-areas.ts";
import { getCampaignRow, getChangeableCampaign } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import {
  countBuildingsInside,
  selectPriorityAreas,
  updatePriorityAreas,
  updatePriorityTasks,
  type Outline,
} from "./priority.sql.ts";
import { lockCampaignForTasks } from "./tasks.sql.ts";

/** Replaces a campaign's priority areas; none sends volunteers anywhere again. @throws AppError `not_found` */
export async function putPriorityAreas(
  ctx: Context,
  input: { slug: string } & NewPriorityAreas,
): Promise<PriorityAreas> {
  const campaign = await getChangeableCampaign(ctx, input.slug);
  return ctx.db.transaction(async (tx) => {
    await lockCampaignForTasks(tx, campaign.id); // tasks being built now are marked by whoever comes second
    await updatePriorityAreas(tx, campaign.id, input.areas);
    await markPriorityTasks(tx, campaign.id);
    const { buildings } = await countBuildingsInside(tx, campaign.id, input.areas.map(outlineOf));
    return { areas: input.areas, buildings };
  });
}

/** Where volunteers are sent first, and how many buildings that is today. @throws AppError `not_found` */
export async function getPriorityAreas(ctx: Context, input: { slug: string }): Promise<PriorityAreas> {
  const campaign = await getCampaignRow(ctx, input.slug);
  const { areas } = await selectPriorityAreas(ctx.db, campaign.id);
  return { areas, ...(await countBuildingsInside(ctx.db, campaign.id, areas.map(outlineOf))) };
}

/** Marks the tasks inside the campaign's areas; after tasks were built, too. The campaign is locked for tasks. */
export async function markPriorityTasks(tx: Tx, campaignId: string): Promise<void> {
  const { areas } = await selectPriorityAreas(tx, campaignId);
  await updatePriorityTasks(tx, campaignId, areas.map(outlineOf));
}

function outlineOf({ coordinates: [outer = [], ...holes] }: Polygon): Outline {
  return { outline: polygonText(outer), holes: holes.map(polygonText) };
}

const polygonText = (ring: readonly Position[]): string =>
  `(${ring.map(([lon, lat]) => `(${lon},${lat})`).join()})`;
