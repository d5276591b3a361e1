import { v7 as uuid } from "uuid";
import { allocate, drawWithout, scoreSample } from "../../shared/consensus/expert-sample.ts";
import { seededRandom } from "../../shared/consensus/random.ts";
import { AppError } from "../../shared/errors.ts";
import {
  CERTAINTY_FROM,
  Certainty,
  type NewLabel,
  type NewSample,
  type Sample,
  type SampleDetail,
  type SampleItem,
  type SampleReport,
  type SampleStratum,
} from "../../shared/samples.ts";
import type { Account } from "../accounts/accounts.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import {
  insertLabel,
  insertSample,
  insertSampleItems,
  lockSampleItem,
  selectAnswered,
  selectSample,
  selectSampleItems,
  selectSamples,
  type SampleItemRow,
  type SampleRow,
} from "./samples.sql.ts";
import { selectHasVoted } from "./reviews.sql.ts";

/**
 * Draws buildings for experts to label blind, stratified by the crowd's class and certainty. What the crowd says now is
 * kept with the sample, so that its scores are of a dated state whatever is voted later.
 *
 * @throws AppError `not_found`, `conflict` where no building has a class yet
 */
export async function drawSample(
  ctx: Context,
  actor: Account,
  input: { slug: string } & NewSample,
): Promise<Sample> {
  const campaign = await getCampaignRow(ctx, input.slug);
  const answered = await selectAnswered(ctx.db, campaign.id);
  if (!campaign.asks.class || answered.length === 0)
    throw new AppError(
      "conflict",
      "No building has a class to be compared with: a sample needs answers first",
    );

  const groups = campaign.scale.classes.flatMap(({ code }) =>
    Certainty.options.map((certainty) => ({
      class: code,
      certainty,
      members: answered.filter((one) => one.class === code && certaintyOf(one.probability) === certainty),
    })),
  );
  const strata = groups.filter(({ members }) => members.length > 0);
  const counts = allocate(
    strata.map(({ members }) => members.length),
    input.size,
  );
  const random = seededRandom(input.seed);
  const drawn = strata.flatMap(({ members }, stratum) =>
    drawWithout(random, members, counts[stratum] ?? 0).map((one) => ({ ...one, stratum })),
  );
  const shuffled = drawWithout(random, drawn, drawn.length).map((one, place) => ({ ...one, place }));
  const id = uuid();
  await ctx.db.transaction(async (tx) => {
    const shares: SampleStratum[] = strata.map(({ class: code, certainty, members }, at) => ({
      class: code,
      certainty,
      buildings: members.length,
      drawn: counts[at] ?? 0,
    }));
    const { seed } = input;
    const size = shuffled.length;
    const seq = campaign.consensusSeq;
    await insertSample(tx, {
      id,
      campaignId: campaign.id,
      seed,
      size,
      strata: shares,
      seq,
      drawnBy: actor.id,
    });
    await insertSampleItems(tx, id, shuffled);
  });
  return describe(await getSampleRow(ctx, id));
}

/** Samples of a campaign, newest first. @throws AppError `not_found` */
export async function listSamples(ctx: Context, input: { slug: string }): Promise<{ items: Sample[] }> {
  const campaign = await getCampaignRow(ctx, input.slug);
  return { items: (await selectSamples(ctx.db, campaign.id)).map(describe) };
}

/** A sample with its buildings; what the crowd says is told once all of them are labelled. @throws AppError `not_found` */
export async function getSample(ctx: Context, actor: Account, id: string): Promise<SampleDetail> {
  const sample = await getSampleRow(ctx, id);
  const rows = await selectSampleItems(ctx.db, id, actor.id);
  return { ...describe(sample), items: describeItems(rows) };
}

/**
 * Stores what an expert sees; labelled again, the last one counts and the earlier one is kept. With the last building
 * labelled the crowd's answers are told, and from then on labels stay: changed with them in sight, they would be blind
 * no more.
 *
 * @throws AppError `not_found`, `invalid_input`, `forbidden` for somebody who voted on the building, `conflict` when
 *   everything is labelled
 */
export async function labelSampleItem(
  ctx: Context,
  actor: Account,
  input: { id: string; building: string } & NewLabel,
): Promise<SampleItem> {
  const sample = await getSampleRow(ctx, input.id);
  const codes = (await getCampaignRow(ctx, sample.campaign)).scale.classes.map(({ code }) => code);
  if (input.class !== null && !codes.includes(input.class))
    throw new AppError("invalid_input", "There is no such class in this campaign's scale", {
      errors: [{ path: "class", message: `use one of ${codes.join(", ")}, or null when it cannot be told` }],
    });
  const { hasVoted } = await selectHasVoted(ctx.db, input.building, actor.id);
  if (hasVoted) throw new AppError("forbidden", "You voted on this building: somebody else must label it");
  await ctx.db.transaction(async (tx) => {
    if ((await lockSampleItem(tx, sample.id, input.building)) === null)
      throw new AppError("not_found", "There is no such building in this sample");
    const before = await selectSampleItems(tx, sample.id, actor.id);
    const own = before.find(({ building }) => building === input.building)?.label ?? null;
    // Sent twice, the last label is what it was.
    if (own !== null && own.class === input.class) return;
    if (isTold(before))
      throw new AppError(
        "conflict",
        "Everything in this sample is labelled and the crowd's answers are told: its labels stay. Draw another sample",
      );
    await insertLabel(tx, { sample: sample.id, building: input.building, class: input.class, by: actor.id });
  });
  const items = describeItems(await selectSampleItems(ctx.db, sample.id, actor.id));
  const item = items.find(({ building }) => building === input.building);
  if (item === undefined) throw new Error("a labelled building left its sample");
  return item;
}

/** How right the crowd is by what was labelled so far. @throws AppError `not_found` */
export async function getSampleReport(ctx: Context, actor: Account, id: string): Promise<SampleReport> {
  const sample = await getSampleRow(ctx, id);
  const codes = (await getCampaignRow(ctx, sample.campaign)).scale.classes.map(({ code }) => code);
  const rows = await selectSampleItems(ctx.db, id, actor.id);
  const labelled = rows.flatMap(({ stratum, crowdClass, label }) =>
    label === null || label.class === null ? [] : [{ stratum, crowd: crowdClass, truth: label.class }],
  );
  const sizes = sample.strata.map(({ buildings }) => buildings);
  const { labelled: _, ...scores } = scoreSample(labelled, sizes, codes);
  return {
    ...describe(sample),
    strata: sample.strata.map((stratum, at) => ({
      ...stratum,
      labelled: rows.filter((row) => row.stratum === at && row.label !== null).length,
    })),
    cannotTell: rows.filter(({ label }) => label !== null && label.class === null).length,
    ...scores,
  };
}

async function getSampleRow(ctx: Context, id: string): Promise<SampleRow> {
  const sample = await selectSample(ctx.db, id);
  if (sample === null) throw new AppError("not_found", "There is no such sample");
  return sample;
}

function certaintyOf(probability: number): Certainty {
  return Certainty.options.findLast((one) => probability >= CERTAINTY_FROM[one]) ?? "low";
}

function describe({ campaignId: _, strata: __, ...sample }: SampleRow): Sample {
  return sample;
}

const isTold = (rows: readonly SampleItemRow[]): boolean => rows.every(({ label }) => label !== null);

/** Blind to the end: who learns what the crowd said of the first labels the next ones with that in mind. */
function describeItems(rows: readonly SampleItemRow[]): SampleItem[] {
  const told = isTold(rows);
  return rows.map(({ stratum: _, crowdClass, crowdProbability, ...item }) => ({
    ...item,
    crowd: told ? { class: crowdClass, probability: crowdProbability } : null,
  }));
}
