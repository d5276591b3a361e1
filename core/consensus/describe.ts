import type { ConsensusFeature, ConsensusProperties, Window } from "../../shared/consensus.ts";
import { emptyModel, METHOD, recountBuildings } from "../../shared/consensus/engine.ts";
import { selectScenesOfCampaigns, type CampaignRow } from "../campaigns/campaigns.sql.ts";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import { ballotsOf, frameOf, type Frame } from "./ballots.ts";
import { selectModelScenes, type FindingRow } from "./findings.sql.ts";
import { findNewestModel, modelFor } from "./models.ts";

const DAY_MS = 86_400_000;

/** A finding but for `intervals`, which most files have no room for, and which are half of what there is to read. */
export type Finding = Pick<ConsensusFeature, "type" | "id" | "geometry"> & {
  properties: Omit<ConsensusProperties, "intervals">;
};
export type BriefRow = Omit<FindingRow, "intervals" | "probabilities" | "seq">;

/** What a stored row says only together with its campaign. */
export type Outlook = {
  frame: Frame;
  /** When a scene was taken, ISO 8601 UTC. */
  time: (scene: string | null | undefined) => string | null;
  /** When two scenes were taken, and how long it is between them, days; null when open on a side. */
  span: (
    lastIntact: string | null,
    firstDamaged: string | null,
  ) => { from: string | null; to: string | null; days: number | null };
  /** The scenes between which the intervals of a fit lie, in their order; those of now for a building never judged. */
  scenesOf: (modelVersion: number | null) => readonly string[];
  /** What is held of a building before anybody looked at it. */
  prior: { probability: number; probabilities: number[]; intervals: number[] };
};

/** Reads the outlook of a campaign, as `db` sees it. */
export async function readOutlook(ctx: Context, db: Db, campaign: CampaignRow): Promise<Outlook> {
  const scenes = await selectScenesOfCampaigns(db, [campaign.id]);
  const timeOf = new Map(scenes.map(({ id, acquiredAt }) => [id, acquiredAt]));
  const fits = await selectModelScenes(db, campaign.id);
  const scenesOf = new Map(fits.map((fit) => [fit.version, fit.scenes]));
  const frame = frameOf(campaign, scenes);
  const stored = await findNewestModel(ctx, db, campaign.id);
  const isCurrent = stored !== null && stored.scenes.join() === frame.scenes.join();
  const model = isCurrent ? modelFor(stored, []) : emptyModel(frame.question);
  const [prior] = recountBuildings(frame.question, ballotsOf(frame, [""], []), model);
  if (prior === undefined) throw new Error("the prior was not computed");
  const { window, probabilities, intervals } = prior;
  const time: Outlook["time"] = (id) => (id === null || id === undefined ? null : (timeOf.get(id) ?? null));
  return {
    frame,
    time,
    span: openSpans(time),
    scenesOf: (version) => (version === null ? null : scenesOf.get(version)) ?? frame.scenes,
    prior: {
      probability: campaign.asks.class ? prior.probability : (window?.probability ?? 0),
      probabilities: [...probabilities],
      intervals: [...intervals],
    },
  };
}

/** Turns stored rows into findings: ids into times, arrays into named probabilities, nothing yet into the prior. */
export async function openDescriber(
  ctx: Context,
  db: Db,
  campaign: CampaignRow,
): Promise<(row: FindingRow) => ConsensusFeature> {
  const outlook = await readOutlook(ctx, db, campaign);
  return (row) => {
    const scenes = outlook.scenesOf(row.modelVersion);
    const shares = sharesOf(outlook, row.modelVersion, row.probabilities, row.intervals);
    const { properties, ...feature } = describeFinding(outlook, row, shares.probabilities);
    const intervals = shares.intervals.map((p, k) => {
      return { from: outlook.time(scenes[k - 1]), to: outlook.time(scenes[k]), p };
    });
    return { ...feature, properties: { ...properties, intervals } };
  };
}

/** @param probabilities of the classes, in their order */
export function describeFinding(outlook: Outlook, row: BriefRow, probabilities: readonly number[]): Finding {
  const { classes } = outlook.frame;
  const named: Record<string, number> = {};
  for (const [index, code] of classes.entries()) named[code] = probabilities[index] ?? 0;
  const { review, marks } = row;
  const properties: Finding["properties"] = {
    building: row.id,
    externalId: row.externalId,
    status: row.status,
    class: row.class,
    probability: row.probability ?? outlook.prior.probability,
    probabilities: named,
    window: windowOf(outlook, row),
    votes: row.votes,
    method: { name: METHOD.name, version: METHOD.version },
    updatedAt: row.updatedAt,
  };
  if (marks !== null && marks.length > 0) properties.marks = marks;
  if (review !== null) {
    properties.review = review;
    properties.final = {
      class: review.class,
      lastIntact: review.lastIntact,
      firstDamaged: review.firstDamaged,
    };
  }
  return { type: "Feature", id: row.id, geometry: row.geometry, properties };
}

/**
 * The stored shares, or the prior's. To them is added what follows for the part that was not asked: class and window
 * share P(damaged), and nothing more is known, so it is spread evenly over the damaged classes, or over the intervals
 * between scenes. Each then sums to 1.
 */
export function sharesOf(
  outlook: Outlook,
  modelVersion: number | null,
  storedProbabilities: number[] | null,
  storedIntervals: number[] | null,
): { probabilities: number[]; intervals: number[] } {
  const { classes } = outlook.frame.question;
  const scenes = outlook.scenesOf(modelVersion).length;
  const probabilities = storedProbabilities ?? outlook.prior.probabilities;
  const intervals = storedIntervals ?? outlook.prior.intervals;
  if (probabilities.length > 0 && intervals.length > 0) return { probabilities, intervals };
  const ofIntact = classes.reduce((sum, one, i) => sum + (one.damaged ? 0 : (probabilities[i] ?? 0)), 0);
  const intact = intervals.at(-1) ?? (probabilities.length === 0 ? 1 : ofIntact);
  const damagedClasses = classes.filter(({ damaged }) => damaged).length;
  const spreadOverIntervals = Array.from({ length: scenes }, () => (1 - intact) / scenes);
  const spreadOverClasses = classes.map((one) =>
    one.damaged ? (1 - intact) / damagedClasses : intact / (classes.length - damagedClasses),
  );
  return {
    probabilities: probabilities.length > 0 ? probabilities : spreadOverClasses,
    intervals: intervals.length > 0 ? intervals : [...spreadOverIntervals, scenes === 0 ? 1 : intact],
  };
}

function windowOf({ span }: Outlook, row: BriefRow): Window | null {
  if (row.windowProbability === null) return null;
  const { lastIntact, firstDamaged } = row;
  const { from, to, days } = span(lastIntact, firstDamaged);
  return { lastIntact, firstDamaged, from, to, days, probability: row.windowProbability };
}

/** Pairs of scenes are few, and buildings many: what lies between two is worked out once. */
function openSpans(time: Outlook["time"]): Outlook["span"] {
  const known = new Map<string, ReturnType<Outlook["span"]>>();
  return (lastIntact, firstDamaged) => {
    const key = `${lastIntact ?? ""} ${firstDamaged ?? ""}`;
    let span = known.get(key);
    if (span === undefined) {
      const [from, to] = [time(lastIntact), time(firstDamaged)];
      known.set(key, (span = { from, to, days: daysBetween(from, to) }));
    }
    return span;
  };
}

/** Length of a window, days; null when it is open on a side. */
function daysBetween(from: string | null, to: string | null): number | null {
  return from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / DAY_MS;
}
