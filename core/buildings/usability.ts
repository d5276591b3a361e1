/**
 * What can be seen of each building on each scene, so that nobody is asked about clouds. Estimated from the pixels,
 * corrected by staff; an estimate is told as one and never overwrites a decision.
 */
import type { BuildingScene, UsabilityDecision } from "../../shared/assignments.ts";
import { AppError } from "../../shared/errors.ts";
import { growBbox, METRES_PER_DEGREE, type Bbox } from "../../shared/geo.ts";
import type { Account } from "../accounts/accounts.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { judgeScenes } from "../imagery/usability/judge.ts";
import { openLook, type Look } from "../imagery/usability/look.ts";
import { getBuildingOf } from "./buildings.ts";
import {
  selectBuildingScenes,
  selectBuildingsToLook,
  selectIsSceneOf,
  selectScenesToLook,
  upsertDecision,
  upsertEstimates,
  type LookedScene,
} from "./usability.sql.ts";

/** Buildings judged and stored together: a worker that stops loses no more. */
const AT_ONCE = 250;
/** What is looked at around a footprint, metres: walls lean, and a footprint is rarely exact. */
const MARGIN_METRES = 6;

/**
 * Judges every building that some scene was not judged for. May run twice: what is judged already is passed over.
 *
 * @param stop between two portions, leaving the rest for the next run
 */
export async function estimateUsability(ctx: Context, campaignId: string, stop: AbortSignal): Promise<void> {
  const scenes = await selectScenesToLook(ctx.db, campaignId);
  const ids = scenes.map(({ id }) => id);
  for (;;) {
    const buildings = await selectBuildingsToLook(ctx.db, campaignId, ids, AT_ONCE);
    if (scenes.length === 0 || buildings.length === 0) return;
    const looks: Look[][] = [];
    for (const scene of scenes) {
      stop.throwIfAborted();
      looks.push(await lookAtAll(ctx, scene, buildings));
    }
    const rows = buildings.flatMap((building, at) => {
      const seen = looks.map((ofScene) => ofScene[at] ?? null);
      return judgeScenes(seen).flatMap((judged, index) => {
        const scene = ids[index];
        if (judged === null || scene === undefined) return [];
        return [{ building: building.id, scene, ...judged, coverage: seen[index]?.coverage ?? null }];
      });
    });
    await ctx.db.transaction((tx) => upsertEstimates(tx, rows));
  }
}

async function lookAtAll(
  ctx: Context,
  scene: LookedScene,
  buildings: readonly { bounds: Bbox }[],
): Promise<Look[]> {
  const reader = await ctx.objects.openReader(scene.cogKey);
  try {
    const look = await openLook(reader);
    const seen: Look[] = [];
    for (const { bounds } of buildings) seen.push(await look(inFile(scene, growBbox(bounds, MARGIN_METRES))));
    return seen;
  } finally {
    await reader.close();
  }
}

/** Where a place stands in the file of a scene that is moved before it is shown. */
function inFile({ eastMetres, northMetres }: LookedScene, [west, south, east, north]: Bbox): Bbox {
  const dLat = northMetres / METRES_PER_DEGREE;
  const dLon = eastMetres / (METRES_PER_DEGREE * Math.cos((south * Math.PI) / 180));
  return [west - dLon, south - dLat, east - dLon, north - dLat];
}

/** What is thought of each scene of a building. @throws AppError `not_found` */
export async function listBuildingScenes(
  ctx: Context,
  input: { slug: string; id: string },
): Promise<BuildingScene[]> {
  const campaign = await getCampaignRow(ctx, input.slug);
  await getBuildingOf(ctx, campaign.id, input.id);
  return selectBuildingScenes(ctx.db, input.id);
}

/** Decides what can be seen, in place of the estimate. @throws AppError `not_found` */
export async function decideUsability(
  ctx: Context,
  actor: Account,
  input: { slug: string; id: string; scene: string } & UsabilityDecision,
): Promise<BuildingScene> {
  const campaign = await getCampaignRow(ctx, input.slug);
  await getBuildingOf(ctx, campaign.id, input.id);
  if (!(await selectIsSceneOf(ctx.db, campaign.id, input.scene)).isThere)
    throw new AppError("not_found", "There is no such scene in this campaign");
  const { id: building, scene, isUsable, reason } = input;
  await ctx.db.transaction((tx) =>
    upsertDecision(tx, { building, scene, isUsable, reason, decidedBy: actor.id }),
  );
  const decided = (await selectBuildingScenes(ctx.db, building)).find((one) => one.scene === scene);
  if (decided === undefined) throw new Error("a decision was lost while it was stored");
  return decided;
}
