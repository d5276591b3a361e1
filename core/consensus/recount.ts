/**
 * From votes to stored consensus. `recountCampaign` judges the buildings whose votes changed with the tables of the
 * last fit, soon after the vote; `fitCampaignAnew` learns everything from all votes and is the authority.
 */
import { recountBuildings } from "../../shared/consensus/engine.ts";
import { selectCampaign, selectScenesOfCampaigns, type CampaignRow } from "../campaigns/campaigns.sql.ts";
import type { Context } from "../context.ts";
import { updateWantedTasks } from "../tasks/tasks.sql.ts";
import { ballotsOf, frameOf, goldOf, resultsOf, saidOf, votesByBuilding, type Frame } from "./ballots.ts";
import {
  selectAnswerCounts,
  selectCountedVotes,
  selectGold,
  selectJudgedBuildings,
  takeNextNumber,
  upsertResults,
  type Result,
} from "./consensus.sql.ts";
import {
  deleteRecountRequests,
  selectRecountRequests,
  selectStandingRequests,
  type RecountRequest,
} from "./recount-requests.sql.ts";
import { alarmOfCopying } from "./copying.ts";
import { selectCleared } from "./copying.sql.ts";
import { fitAside } from "./fit-thread.ts";
import { selectNewestModel } from "./models.sql.ts";
import { findNewestModel, modelFor, type StoredModel } from "./models.ts";
import { storeFit } from "./store-fit.ts";
import { readTally } from "./tally.ts";

/** Buildings per batch: few enough that a batch's transaction is over in milliseconds. */
const BATCH = 200;

/** What a recount came to: how many new answers it counted, and the last full fit, with whose tables. */
export type Recounted = { newAnswers: number; fit: FitHead | null };
type FitHead = Pick<StoredModel, "answers" | "seconds" | "ageSeconds">;

/**
 * Recounts until no request is left. Twice changes nothing; two workers at once cost time, never truth, since only
 * requests that no vote renewed meanwhile are answered, and by one of them.
 */
export async function recountCampaign(ctx: Context, campaignId: string): Promise<Recounted> {
  let newAnswers = 0;
  let fit: FitHead | null = null;
  for (;;) {
    const requests = await selectRecountRequests(ctx.db, campaignId, BATCH);
    if (requests.length === 0) return { newAnswers, fit };
    const state = await findState(ctx, campaignId);
    if (state === null) return { newAnswers, fit };
    if (state.model === null) {
      await fitCampaignAnew(ctx, campaignId);
      continue;
    }
    const counted = await recountBatch(ctx, state.campaign, state.frame, state.model, requests);
    if (counted === null) continue;
    newAnswers += counted;
    fit = state.model;
    // Fewer than a batch were all there were. Votes that came since have given a hint of their own.
    if (requests.length < BATCH) return { newAnswers, fit };
  }
}

/** @returns how many new answers were counted; null when a fit came between, with whose tables to judge them again */
async function recountBatch(
  ctx: Context,
  campaign: CampaignRow,
  frame: Frame,
  model: StoredModel,
  requests: readonly RecountRequest[],
): Promise<number | null> {
  const ids = requests.map(({ buildingId }) => buildingId).sort();
  const results = await judge(ctx, frame, model, ids);
  return ctx.db.transaction(async (tx) => {
    const { seq } = await takeNextNumber(tx, campaign.id);
    const newest = await selectNewestModel(tx, campaign.id);
    if (newest?.version !== model.version) return null;
    const standing = idsOf(await selectStandingRequests(tx, requests));
    const current = results.filter(({ building }) => standing.has(building));
    await upsertResults(tx, { campaignId: campaign.id, seq, modelVersion: model.version }, current);
    await updateWantedTasks(tx, [...standing]);
    // Last, and briefly: the votes of all wait for these rows, and to have them while waiting for a task that somebody
    // is being given made them wait for that too. What a vote renewed since stays requested, and is counted again.
    const answered = idsOf(await deleteRecountRequests(tx, requests));
    tx.afterCommit(() => ctx.events.publish({ name: "consensus:changed", campaign: campaign.slug, seq }));
    return requests.reduce(
      (sum, request) => sum + (answered.has(request.buildingId) ? request.requests : 0),
      0,
    );
  });
}

const idsOf = (rows: readonly { buildingId: string }[]): Set<string> =>
  new Set(rows.map(({ buildingId }) => buildingId));

async function judge(
  ctx: Context,
  frame: Frame,
  model: StoredModel,
  ids: readonly string[],
): Promise<Result[]> {
  // Answers are counted first: one that comes between the two reads is then wanted less, never more.
  const counts = new Map(
    (await selectAnswerCounts(ctx.db, ids)).map(({ building, answers }) => [building, answers]),
  );
  const votes = await selectCountedVotes(ctx.db, ids);
  const ballots = ballotsOf(frame, ids, votes);
  const judged = recountBuildings(frame.question, ballots, modelFor(model, ballots.keys));
  const buildings = ids.map((building) => ({ building, answers: counts.get(building) ?? 0 }));
  const said = votesByBuilding(ids, votes).map((own) => saidOf(frame, own));
  return resultsOf(frame, buildings, said, judged);
}

/**
 * Fits all of a campaign and stores what changed. The same votes, gold, exclusions and decisions about copies give the
 * same consensus to the byte. Results that a recount wrote while this was computing are kept and recounted with the
 * new tables.
 */
export async function fitCampaignAnew(ctx: Context, campaignId: string): Promise<void> {
  const startedAt = performance.now();
  const computed = await computeFit(ctx, campaignId);
  if (computed === null) return;
  const before = await findNewestModel(ctx, ctx.db, campaignId);
  await storeFit(ctx, { ...computed, startedAt });
  const { campaign, answers, fit } = computed;
  const seconds = (performance.now() - startedAt) / 1_000;
  ctx.log.debug({ campaign: campaign.slug, answers, seconds }, "consensus fitted");
  alarmOfCopying(ctx, campaign.slug, before?.model.copying ?? [], fit.model.copying);
  // Wakes a worker for what was recounted meanwhile, should there be anything.
  ctx.events.publish({ name: "votes:cast", campaign: campaign.slug });
}

/**
 * The whole consensus from the votes alone, without storing anything: what the stored one must equal. Some hundred
 * buildings at a time, by id.
 */
export async function* recomputeConsensus(ctx: Context, campaignId: string): AsyncGenerator<Result[]> {
  const computed = await computeFit(ctx, campaignId);
  if (computed === null) return;
  for (let start = 0; start < computed.buildings; start += BATCH)
    yield computed.resultsOf(start, start + BATCH);
}

async function computeFit(ctx: Context, campaignId: string) {
  const read = await ctx.db.snapshot(async (db) => {
    const campaign = await selectCampaign(db, campaignId);
    if (campaign === null) return null;
    const frame = frameOf(campaign, await selectScenesOfCampaigns(db, [campaignId]));
    const judged = await selectJudgedBuildings(db, campaignId);
    const tally = await readTally(db, campaignId, frame, judged);
    const known = await selectGold(db, campaignId);
    return { campaign, frame, judged, tally, known, cleared: await selectCleared(db, campaignId) };
  });
  if (read === null) return null;
  const { campaign, frame, judged, tally, known, cleared } = read;
  const ids = judged.map(({ building }) => building);
  const gold = goldOf(frame, ids, known);
  const decisions = { cleared: new Set(cleared.map(({ volunteer }) => volunteer)) };
  const order = { question: frame.question, ballots: tally.ballots, gold, decisions };
  const { fit, goldScores } = await fitAside(order);
  const { answers, votesDigest, said } = tally;
  return {
    campaign,
    scenes: frame.scenes,
    buildings: judged.length,
    /** In their own order, some at a time: all at once they take as much room as the votes. */
    resultsOf: (start: number, end: number): Result[] =>
      resultsOf(frame, judged.slice(start, end), said.slice(start, end), fit.buildings.slice(start, end)),
    fit,
    goldScores,
    answers,
    votesDigest,
  };
}

/** The campaign with its newest fit; the fit is null when there is none for today's scenes. */
async function findState(ctx: Context, campaignId: string) {
  const campaign = await selectCampaign(ctx.db, campaignId);
  if (campaign === null) return null;
  const frame = frameOf(campaign, await selectScenesOfCampaigns(ctx.db, [campaignId]));
  const model = await findNewestModel(ctx, ctx.db, campaignId);
  const isCurrent = model !== null && model.scenes.join() === frame.scenes.join();
  return { campaign, frame, model: isCurrent ? model : null };
}
