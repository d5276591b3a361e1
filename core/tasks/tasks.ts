import { v7 as uuid } from "uuid";
import { growBbox, METRES_PER_DEGREE, type Bbox } from "../../shared/geo.ts";
import { getChangeableCampaign } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { hilbertIndex } from "./hilbert.ts";
import { markPriorityTasks } from "./priority.ts";
import {
  countTasks,
  insertTasks,
  lockCampaignForTasks,
  selectBuildingsWithoutTask,
  updateBuildingsOfTasks,
  type NewTask,
} from "./tasks.sql.ts";

/** What is shown around the buildings of a task, metres: enough to see the street and the neighbours. */
const MARGIN_METRES = 25;
/** A task's buildings lie within this, metres, so that each stays large enough to judge on a phone. */
const WIDEST_TASK_METRES = 250;
const TASKS_PER_STATEMENT = 2_000;

/**
 * Puts buildings that have no task yet into tasks of neighbours. May be called again after each import.
 *
 * @returns how many tasks the campaign has now, and how many of its buildings are in one
 */
export async function buildTasks(
  ctx: Context,
  input: { slug: string; buildingsPerTask: number },
): Promise<{ tasks: number; buildings: number }> {
  const campaign = await getChangeableCampaign(ctx, input.slug);
  const counts = await ctx.db.transaction(async (tx) => {
    await lockCampaignForTasks(tx, campaign.id);
    const tasks = bundleNeighbours(await selectBuildingsWithoutTask(tx, campaign.id), input.buildingsPerTask);
    for (let from = 0; from < tasks.length; from += TASKS_PER_STATEMENT) {
      const part = tasks.slice(from, from + TASKS_PER_STATEMENT);
      await insertTasks(tx, campaign.id, part);
      await updateBuildingsOfTasks(tx, part);
    }
    await markPriorityTasks(tx, campaign.id);
    return countTasks(tx, campaign.id);
  });
  ctx.log.info({ campaign: campaign.slug, ...counts }, "tasks built");
  ctx.events.publish({ name: "campaign:changed", campaign: campaign.slug });
  return counts;
}

/** Bundles of at most `size` buildings along a Hilbert curve, so that those of a bundle are neighbours. Pure. */
export function bundleNeighbours(
  buildings: readonly { id: string; bounds: Bbox }[],
  size: number,
): NewTask[] {
  const placed = buildings
    .map((building) => ({ ...building, place: hilbertIndex(centreOf(building.bounds)) }))
    .sort((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1));
  const bundles: { bounds: Bbox; buildings: string[] }[] = [];
  for (const { id, bounds } of placed) {
    const last = bundles.at(-1);
    const together = last === undefined ? null : unionOf(last.bounds, bounds);
    if (
      last !== undefined &&
      together !== null &&
      last.buildings.length < size &&
      widthMetres(together) <= WIDEST_TASK_METRES
    ) {
      last.buildings.push(id);
      last.bounds = together;
    } else {
      bundles.push({ bounds, buildings: [id] });
    }
  }
  return bundles.map((bundle) => ({ ...bundle, id: uuid(), bounds: growBbox(bundle.bounds, MARGIN_METRES) }));
}

const centreOf = ([west, south, east, north]: Bbox): [number, number] => [
  (west + east) / 2,
  (south + north) / 2,
];

const unionOf = (a: Bbox, b: Bbox): Bbox => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];

function widthMetres([west, south, east, north]: Bbox): number {
  const width = (east - west) * METRES_PER_DEGREE * Math.cos((((south + north) / 2) * Math.PI) / 180);
  return Math.max(width, (north - south) * METRES_PER_DEGREE);
}
