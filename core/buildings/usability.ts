/**
 * What can be seen of each building on each scene, so that nobody is asked about clouds. Estimated from the pixels,
 * corrected by staff; an estimate is told as one and never overwrites a decision.
 */
import type {
  BuildingScene,
  BuildingSceneDecision,
  SceneSight,
  UnseenBuilding,
  UsabilityDecision,
} from "../../shared/assignments.ts";
import { AppError } from "../../shared/errors.ts";
import { growBbox } from "../../shared/geo.ts";
import { boxInFile } from "../../shared/placing.ts";
import type { Account } from "../accounts/accounts.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { enqueueUnlessWaiting } from "../jobs.ts";
import { judgeScenes } from "../imagery/usability/judge.ts";
import { openLook, type Look } from "../imagery/usability/look.ts";
import { getBuildingOf } from "./buildings.ts";
import {
  insertUsabilityDecision,
  selectBuildingScenes,
  selectBuildingsToLook,
  selectIsSceneOf,
  selectSceneDecisions,
  selectSceneSights,
  selectScenesToLook,
  selectUnseenBuildings,
  upsertDecision,
  upsertEstimates,
  withdrawDecision,
  type LookedBuilding,
  type LookedScene,
} from "./usability.sql.ts";

/** Buildings judged and stored together: a worker that stops loses no more. */
const AT_ONCE = 250;
/** What is looked at around a footprint, metres: walls lean, and a footprint is rarely exact. */
const MARGIN_METRES = 6;
const SHOWN_DECISIONS = 100;
const PAGE_SIZE = 100;

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
  buildings: readonly LookedBuilding[],
): Promise<Look[]> {
  const reader = await ctx.objects.openReader(scene.cogKey);
  try {
    const look = await openLook(reader);
    const seen: Look[] = [];
    for (const { bounds, offsets } of buildings) {
      const offset = offsets.find((one) => one.scene === scene.id) ?? scene;
      seen.push(await look(boxInFile(offset, growBbox(bounds, MARGIN_METRES))));
    }
    return seen;
  } finally {
    await reader.close();
  }
}

/** What is thought of each scene of a building. @throws AppError `not_found` */
export async function listBuildingScenes(
  ctx: Context,
  input: { slug: string; id: string },
): Promise<BuildingScene[]> {
  const campaign = await getCampaignRow(ctx, input.slug);
  await getBuildingOf(ctx, campaign.id, input.id);
  return selectBuildingScenes(ctx.db, campaign.id, input.id);
}

/** What staff decided of a building's scenes, the newest first. @throws AppError `not_found` */
export async function listSceneDecisions(
  ctx: Context,
  input: { slug: string; id: string },
): Promise<BuildingSceneDecision[]> {
  const campaign = await getCampaignRow(ctx, input.slug);
  await getBuildingOf(ctx, campaign.id, input.id);
  return selectSceneDecisions(ctx.db, input.id, SHOWN_DECISIONS);
}

/** How many buildings cannot be judged on each of a campaign's scenes. @throws AppError `not_found` */
export async function listSceneSights(ctx: Context, slug: string): Promise<SceneSight[]> {
  return selectSceneSights(ctx.db, (await getCampaignRow(ctx, slug)).id);
}

/** Buildings that cannot be judged on a scene; none for an unknown one. */
export async function listUnseenBuildings(
  ctx: Context,
  input: { id: string; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: UnseenBuilding[]; next: string | null }> {
  const limit = input.limit ?? PAGE_SIZE;
  const after = readCursor(input.cursor);
  const rows = await selectUnseenBuildings(ctx.db, input.id, { after, limit: limit + 1 });
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? writeCursor(items.at(-1)?.building) : null };
}

/**
 * Decides what can be seen, in place of the estimate, or takes such a decision back. All of them are kept.
 *
 * @throws AppError `not_found`
 */
export async function decideUsability(
  ctx: Context,
  actor: Account,
  input: { slug: string; id: string; scene: string } & UsabilityDecision,
): Promise<BuildingScene> {
  const campaign = await getSceneOfBuilding(ctx, input);
  const { id: building, scene, isUsable, reason } = input;
  await ctx.db.transaction(async (tx) => {
    const decision = { building, scene, reason, decidedBy: actor.id };
    if (isUsable === null) {
      await withdrawDecision(tx, building, scene);
      await enqueueUnlessWaiting(ctx, tx, "estimate-usability", { campaign: campaign.id });
    } else await upsertDecision(tx, { ...decision, isUsable });
    await insertUsabilityDecision(tx, { ...decision, isUsable });
  });
  return getBuildingScene(ctx, campaign.id, building, scene);
}

/** The campaign of a building and a scene that belong together. @throws AppError `not_found` */
export async function getSceneOfBuilding(
  ctx: Context,
  input: { slug: string; id: string; scene: string },
): Promise<{ id: string }> {
  const campaign = await getCampaignRow(ctx, input.slug);
  await getBuildingOf(ctx, campaign.id, input.id);
  if (!(await selectIsSceneOf(ctx.db, campaign.id, input.scene)).isThere)
    throw new AppError("not_found", "There is no such scene in this campaign");
  return campaign;
}

/** What is thought of one scene of a building. */
export async function getBuildingScene(
  ctx: Context,
  campaignId: string,
  building: string,
  scene: string,
): Promise<BuildingScene> {
  const found = (await selectBuildingScenes(ctx.db, campaignId, building)).find((one) => one.scene === scene);
  if (found === undefined) throw new Error("a decision was lost while it was stored");
  return found;
}
