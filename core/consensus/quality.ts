import type { Agreement, AgreementMeasure, Quality } from "../../shared/quality.ts";
import { fleissKappa, krippendorffAlpha, taskAgreement } from "../../shared/consensus/agreement.ts";
import { blockByTask, type LabelVotes } from "../../shared/consensus/votes.ts";
import type { CampaignRow } from "../campaigns/campaigns.sql.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { selectGold } from "./consensus.sql.ts";
import { pointSkill } from "../../shared/consensus/skill.ts";
import { findGoldScores } from "./gold-scores.ts";
import { findNewestModel, type StoredModel } from "./models.ts";
import { selectAnswersByClass, type AnswerCount } from "./quality.sql.ts";

const SKILL_BINS = 10;

/** How far the volunteers of a campaign agree, and how right they are where experts know. @throws AppError `not_found` */
export async function getQuality(ctx: Context, input: { slug: string }): Promise<Quality> {
  const campaign = await getCampaignRow(ctx, input.slug);
  const counts = await selectAnswersByClass(ctx.db, campaign.id);
  const answers = counts.reduce((sum, one) => sum + one.answers, 0);
  const classless = counts.reduce((sum, one) => sum + (one.class === null ? one.answers : 0), 0);
  const answeredBuildings = new Set(counts.map(({ building }) => building)).size;
  return {
    answers,
    answeredBuildings,
    meanAnswersPerBuilding: answeredBuildings === 0 ? null : answers / answeredBuildings,
    cannotTell: answers === 0 || !campaign.asks.class ? null : classless / answers,
    agreement: agreementOf(classVotesOf(campaign, counts)),
    skills: skillBins(await findNewestModel(ctx, ctx.db, campaign.id)),
    ...(await scoresOf(ctx, campaign)),
  };
}

/** Volunteers of whom the fit knows nothing are in no bin. */
function skillBins(model: StoredModel | null): number[] {
  const bins = Array.from({ length: SKILL_BINS }, () => 0);
  for (const { table, support } of model?.volunteers.values() ?? []) {
    if (table === null || support === null) continue;
    const bin = Math.min(SKILL_BINS - 1, Math.floor(pointSkill(table, support) * SKILL_BINS));
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
}

/** The class answers as the measures read them, labels in the scale's order. Who answered does not matter to them. */
function classVotesOf(campaign: CampaignRow, counts: readonly AnswerCount[]): LabelVotes {
  const codes = campaign.scale.classes.map(({ code }) => code);
  const buildings = new Map<string, number>();
  const building: number[] = [];
  const label: number[] = [];
  for (const one of counts) {
    const l = one.class === null ? -1 : codes.indexOf(one.class);
    if (l < 0) continue;
    if (!buildings.has(one.building)) buildings.set(one.building, buildings.size);
    for (let i = 0; i < one.answers; i += 1) {
      building.push(buildings.get(one.building)!);
      label.push(l);
    }
  }
  const { start, order } = blockByTask(buildings.size, Int32Array.from(building));
  return {
    tasks: buildings.size,
    workers: 1,
    classes: codes.length,
    labels: codes.length,
    start,
    worker: new Int32Array(label.length),
    label: Uint16Array.from(order, (row) => label[row]!),
  };
}

/** Answers without a class are missing to all four. */
function agreementOf(votes: LabelVotes): Agreement {
  const sizes = Array.from({ length: votes.tasks }, (_, t) => votes.start[t + 1]! - votes.start[t]!);
  const compared = Array.from(sizes.keys()).filter((t) => sizes[t]! >= 2);
  const without = compared.length === 0 ? "no building has two answers with a class" : null;
  const isOneClass = new Set(compared.flatMap((t) => labelsOf(votes, t))).size < 2;
  const beyondChance =
    without ?? (isOneClass ? "every answer is the same: chance cannot be told apart" : null);
  const isEven = new Set(compared.map((t) => sizes[t]!)).size === 1;
  const measure = (
    name: string,
    reason: string | null,
    value: () => number,
    condition: string,
    source: string,
  ): AgreementMeasure => ({ name, value: reason === null ? value() : null, reason, condition, source });
  const krippendorff =
    "Krippendorff, Content Analysis, 4th ed. (2018), ch. 12; Hayes & Krippendorff, Communication Methods and Measures 1 (2007) 77–89";
  return {
    krippendorffAlphaNominal: measure(
      "Krippendorff's alpha, nominal",
      beyondChance,
      () => krippendorffAlpha(votes, "nominal"),
      "Buildings with two or more answers; any two classes differ alike",
      krippendorff,
    ),
    krippendorffAlphaOrdinal: measure(
      "Krippendorff's alpha, ordinal",
      beyondChance,
      () => krippendorffAlpha(votes, "ordinal"),
      "Buildings with two or more answers; classes are ranks in the order of the scale",
      krippendorff,
    ),
    fleissKappa: measure(
      "Fleiss' kappa",
      beyondChance,
      () => fleissKappa(votes),
      `Defined for the same number of answers on each building, which is ${isEven ? "so" : "not so"} here${isEven ? "" : ": each building's own number is used, and alpha is the one to quote"}`,
      "Fleiss, Psychological Bulletin 76 (1971) 378–382",
    ),
    mapswipeAgreement: measure(
      "MapSwipe's agreement",
      without,
      () => compared.reduce((sum, t) => sum + taskAgreement(votes, t), 0) / compared.length,
      "Mean share of pairs of answers that agree, over buildings with two or more; chance is not taken out",
      "github.com/mapswipe/python-mapswipe-workers, agreement of aggregated results",
    ),
  };
}

const labelsOf = (votes: LabelVotes, task: number): number[] =>
  Array.from(votes.label.subarray(votes.start[task], votes.start[task + 1]));

/** What the newest fit scored, each part with a reason where it has none. */
async function scoresOf(
  ctx: Context,
  { id, asks }: CampaignRow,
): Promise<Pick<Quality, "gold" | "goldWindow">> {
  const known = await selectGold(ctx.db, id);
  const scores = await findGoldScores(ctx, id);
  const hasClass = known.some((one) => one.class !== null);
  const hasWindow = known.some((one) => one.lastIntact !== null || one.firstDamaged !== null);
  const gold = { scores: asks.class && hasClass ? scores.class : null };
  const goldWindow = { scores: asks.window && hasWindow ? scores.window : null };
  return {
    gold: { ...gold, reason: reasonFor("class", asks.class, hasClass, gold.scores) },
    goldWindow: { ...goldWindow, reason: reasonFor("window", asks.window, hasWindow, goldWindow.scores) },
  };
}

function reasonFor(
  part: "class" | "window",
  isAsked: boolean,
  isKnown: boolean,
  scores: unknown,
): string | null {
  if (!isAsked) return `the campaign does not ask for the ${part}`;
  if (!isKnown) return `no building has a ${part} stated by experts`;
  return scores === null
    ? `no building with a ${part} stated by experts had an answer at the last full fit`
    : null;
}
