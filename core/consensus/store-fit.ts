/** Writing what a full fit found, some hundred buildings at a time: recounts and their numbers come in between. */
import type { CampaignFit } from "../../shared/consensus/campaign.ts";
import type { CampaignRow } from "../campaigns/campaigns.sql.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { updateWantedTasks } from "../tasks/tasks.sql.ts";
import { selectWrittenAfter, takeNextNumber, upsertResults, type Result } from "./consensus.sql.ts";
import type { FitScores } from "./gold-scores.ts";
import { deleteUnusedModels, finishModel, insertModel, selectNewestModel } from "./models.sql.ts";
import { upsertRecountRequests } from "./recount-requests.sql.ts";

/**
 * Results written in one transaction, which every recount of the campaign waits for. All 5,600 of a campaign at once
 * held recounts up for 0.8 s, and what was voted meanwhile was seen a second later.
 */
const CHUNK = 250;

/** A full fit that is not stored yet. */
export type ComputedFit = {
  /** As it was when the votes were read. */
  campaign: CampaignRow;
  scenes: readonly string[];
  fit: CampaignFit;
  buildings: number;
  /** What is to be stored of some of them, from one place to before another. */
  resultsOf: (start: number, end: number) => readonly Result[];
  goldScores: FitScores | null;
  answers: number;
  votesDigest: string;
  /** Of the monotonic clock, milliseconds: when the votes began to be read. */
  startedAt: number;
};

/**
 * Stores a fit: first its tables, with which recounts judge from then on, then its results. A result that a recount wrote
 * since the votes were read knows of newer ones: it stays, and is recounted with the new tables. Until the last result is
 * written the fit counts as learnt from what it read, so that one left half written leaves the campaign due.
 *
 * A newer fit ends an older one that is still being written.
 */
export async function storeFit(ctx: Context, computed: ComputedFit): Promise<void> {
  const { campaign, buildings } = computed;
  const secondsSoFar = () => (performance.now() - computed.startedAt) / 1_000;
  const tellOf = (tx: Tx, seq: number) =>
    tx.afterCommit(() => ctx.events.publish({ name: "consensus:changed", campaign: campaign.slug, seq }));

  let version: number | null = null;
  let numbers = 0;
  for (let start = 0; start < buildings || version === null; start += CHUNK) {
    const part = computed.resultsOf(start, Math.min(start + CHUNK, buildings));
    const known: number | null = version;
    version = await ctx.db.transaction(async (tx): Promise<number | null> => {
      const { seq } = await takeNextNumber(tx, campaign.id);
      const newest = (await selectNewestModel(tx, campaign.id))?.version ?? 0;
      if (known !== null && known !== newest) return null;
      const mine = known ?? newest + 1;
      if (known === null) await insertModel(tx, modelOf(computed, mine, secondsSoFar()));
      await storePart(tx, { campaign, seq, version: mine }, part);
      tellOf(tx, seq);
      return mine;
    });
    if (version === null) return;
    numbers += 1;
  }
  const written = version;
  await ctx.db.transaction(async (tx) => {
    // One for each part: whoever else took a number meanwhile leaves the campaign beyond this, and due.
    const seq = campaign.consensusSeq + numbers;
    await finishModel(tx, { campaignId: campaign.id, version: written, seq, seconds: secondsSoFar() });
    await deleteUnusedModels(tx, campaign.id);
  });
}

const modelOf = (computed: ComputedFit, version: number, seconds: number) => ({
  campaignId: computed.campaign.id,
  version,
  methodName: computed.fit.model.method.name,
  methodVersion: computed.fit.model.method.version,
  parameters: computed.fit.model,
  scenes: computed.scenes,
  answers: computed.answers,
  seq: computed.campaign.consensusSeq,
  votesDigest: computed.votesDigest,
  logLikelihood: computed.fit.logLikelihood,
  seconds,
  goldScores: computed.goldScores,
});

async function storePart(
  tx: Tx,
  place: { campaign: CampaignRow; seq: number; version: number },
  part: readonly Result[],
): Promise<void> {
  const { campaign, seq, version } = place;
  const buildings = part.map(({ building }) => building);
  const written = await selectWrittenAfter(tx, buildings, campaign.consensusSeq);
  const recounted = new Set(written.map(({ building }) => building));
  const mine = part.filter(({ building }) => !recounted.has(building));
  await upsertResults(tx, { campaignId: campaign.id, seq, modelVersion: version }, mine);
  await updateWantedTasks(
    tx,
    mine.map(({ building }) => building),
  );
  if (recounted.size > 0) await upsertRecountRequests(tx, campaign.id, [...recounted].sort());
}
