import type { Bbox } from "../../shared/geo.ts";
import { WITHOUT_CLASS, type FindingFilter } from "../../shared/finding-filter.ts";
import { AGREEMENT_STEPS, CERTAINTY_STEPS } from "../../shared/certainty.ts";
import type { ExpectedCount, Summary } from "../../shared/summary.ts";
import { selectScenesOfCampaigns, type CampaignRow, type CampaignScene } from "../campaigns/campaigns.sql.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { refuseUnknownClasses } from "./filter.ts";
import { groupsOf, massOf } from "./finding-counts.ts";
import type { FindingShelf } from "./finding-shelf.ts";
import { selectConsensusNumber, selectModelScenes } from "./findings.sql.ts";
import { countAll, selectGroups, selectMass, type GroupRow, type MassRow } from "./summary.sql.ts";

/** The normal distribution's 95th percentile, in standard deviations: 5 % are left out on each side. */
const Z_90 = 1.6448536;

/** Groups and sums are of the same buildings, but for the filter by status and class, which groups are without. */
type Counted = { buildings: number; groups: GroupRow[]; mass: MassRow[] };

/** The buildings under a filter in figures. @throws AppError `not_found`, `invalid_input` */
export async function getSummary(
  ctx: Context & { findings: FindingShelf },
  input: { slug: string } & FindingFilter,
): Promise<Summary> {
  const { slug, ...filter } = input;
  const campaign = await getCampaignRow(ctx, slug);
  refuseUnknownClasses(campaign, filter);
  // Read first: what changes while the figures are computed comes once more, and nothing is missed.
  const { seq } = await selectConsensusNumber(ctx.db, campaign.id);
  const { status: statuses, finalClass, ...others } = filter;
  const scenes = await selectScenesOfCampaigns(ctx.db, [campaign.id]);
  const { buildings, groups, mass } = await countFindings(ctx, campaign, scenes, filter, others);
  const hasStatus = ({ status }: GroupRow) => statuses === undefined || statuses.includes(status);
  const hasClass = (group: GroupRow) => finalClass === undefined || finalClass.includes(classOf(group));
  const matching = groups.filter((group) => hasStatus(group) && hasClass(group));
  const statusOf = ({ status }: GroupRow) => status;
  const none = { open: 0, settled: 0, disputed: 0, reviewed: 0 };
  return {
    seq,
    buildings,
    matching: matching.reduce((sum, { count }) => sum + count, 0),
    bounds: boundsOf(matching),
    statuses: { ...none, ...countBy(matching, statusOf) },
    classes: countBy(matching, classOf),
    others: {
      statuses: { ...none, ...countBy(groups.filter(hasClass), statusOf) },
      classes: countBy(groups.filter(hasStatus), classOf),
    },
    certainty: countSteps(matching, CERTAINTY_STEPS.length, ({ step }) => step),
    agreement: countSteps(matching, AGREEMENT_STEPS.length, (group) => group.agreement),
    perInterval: expectedPerInterval(
      mass,
      scenes.map(({ id, acquiredAt }) => ({ id, time: Date.parse(acquiredAt) })),
    ),
  };
}

/** From what is at hand, else from the database: the same figures, the former in milliseconds. */
async function countFindings(
  { db, findings }: Context & { findings: FindingShelf },
  { id, scale }: CampaignRow,
  scenes: readonly CampaignScene[],
  filter: FindingFilter,
  others: FindingFilter,
): Promise<Counted> {
  const models = await selectModelScenes(db, id);
  const meaning = {
    classes: scale.classes.map(({ code }) => code),
    scenes: scenes.map((scene) => scene.id),
    times: scenes.map(({ acquiredAt }) => Date.parse(acquiredAt)),
  };
  const isByPlace = filter.bbox !== undefined || filter.area !== undefined;
  const found = isByPlace ? null : await findings.get({ id, ...meaning });
  if (found !== null) {
    const { columns, choose } = found;
    const mass = massOf(columns, models, choose(filter));
    if (mass !== null)
      return { buildings: columns.count, groups: groupsOf(columns, meaning, choose(others)), mass };
  }
  const most = Math.max(1, ...models.map((model) => model.scenes.length + 1));
  const [groups, mass, { buildings }] = await Promise.all([
    selectGroups(db, id, others),
    selectMass(db, id, filter, most),
    countAll(db, id),
  ]);
  return { buildings, groups, mass };
}

const classOf = (group: GroupRow) => group.class ?? WITHOUT_CLASS;

/** Below the first limit, between each two, and above the last one. */
const countSteps = (
  groups: readonly GroupRow[],
  limits: number,
  stepOf: (group: GroupRow) => number | null,
): number[] =>
  Array.from({ length: limits + 1 }, (_, step) =>
    groups.reduce((sum, group) => (stepOf(group) === step ? sum + group.count : sum), 0),
  );

function countBy(groups: readonly GroupRow[], keyOf: (group: GroupRow) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const group of groups) counts[keyOf(group)] = (counts[keyOf(group)] ?? 0) + group.count;
  return counts;
}

function boundsOf(groups: readonly GroupRow[]): Bbox | null {
  const [first] = groups;
  if (first === undefined) return null;
  return groups.reduce<Bbox>(
    (box, { west, south, east, north }) => [
      Math.min(box[0], west),
      Math.min(box[1], south),
      Math.max(box[2], east),
      Math.max(box[3], north),
    ],
    [first.west, first.south, first.east, first.north],
  );
}

/**
 * Buildings damaged per interval of the campaign, as the sum of each one's probability rather than a count of best
 * guesses, so that doubt about single buildings is not hidden. The range is of that sum of independent draws (variance
 * Σ p(1 − p)), by the normal approximation. Fits that knew fewer scenes share their intervals out by days.
 */
export function expectedPerInterval(
  mass: readonly MassRow[],
  scenes: readonly { id: string; time: number }[],
): ExpectedCount[] {
  const timeOf = new Map(scenes.map(({ id, time }) => [id, time]));
  const times = scenes.map(({ time }) => time).sort((a, b) => a - b);
  const sums = Array.from({ length: times.length + 1 }, () => 0);
  const variances = [...sums];
  for (const row of mass) {
    const cuts = row.scenes.map((id) => timeOf.get(id)).filter((time) => time !== undefined);
    for (const [interval, sum] of row.sums.entries()) {
      const shares = interval > cuts.length ? [] : shareOut(cuts[interval - 1], cuts[interval], times);
      for (const [index, share] of shares.entries()) {
        sums[index] = (sums[index] ?? 0) + sum * share;
        variances[index] = (variances[index] ?? 0) + (row.variances[interval] ?? 0) * share;
      }
    }
  }
  return sums.map((expected, index) => {
    const spread = Z_90 * Math.sqrt(Math.max(0, variances[index] ?? 0));
    return { expected, low: Math.max(0, expected - spread), high: expected + spread };
  });
}

/** How much of (`from`, `to`] lies in each interval between `times`, of 1; open ends are the first and the last one. */
function shareOut(from: number | undefined, to: number | undefined, times: readonly number[]): number[] {
  const shares = Array.from({ length: times.length + 1 }, () => 0);
  const intervalOf = (time: number) => {
    const index = times.findIndex((one) => one >= time);
    return index === -1 ? times.length : index;
  };
  if (to === undefined) shares[times.length] = 1;
  else if (from === undefined || to <= from) shares[intervalOf(to)] = 1;
  else {
    for (let index = intervalOf(from) + 1; index <= intervalOf(to); index += 1) {
      const begin = Math.max(from, times[index - 1] ?? from);
      const end = Math.min(to, times[index] ?? to);
      shares[index] = (end - begin) / (to - from);
    }
  }
  return shares;
}
