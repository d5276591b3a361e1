import type { ChangesPage, ConsensusFeature, ConsensusPage, Window } from "../../shared/consensus.ts";
import { emptyModel, METHOD, recountBuildings } from "../../shared/consensus/engine.ts";
import { AppError } from "../../shared/errors.ts";
import { bboxOf, positionsOf, type Position } from "../../shared/geo.ts";
import { selectScenesOfCampaigns, type CampaignRow } from "../campaigns/campaigns.sql.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { ballotsOf, frameOf } from "./ballots.ts";
import { refuseUnknownClasses } from "./filter.ts";
import {
  selectChanges,
  selectConsensusNumber,
  selectFinding,
  selectFindings,
  selectModelScenes,
  type FindingFilter,
  type FindingRow,
} from "./findings.sql.ts";
import { findNewestModel, modelFor } from "./models.ts";

const PAGE_SIZE = 1_000;
const DAY_MS = 86_400_000;

/** What the votes say of every building, in pages; unvoted buildings too, with the prior. */
export async function listConsensus(
  ctx: Context,
  input: { slug: string; limit?: number | undefined; cursor?: string | undefined } & FindingFilter,
): Promise<ConsensusPage> {
  const campaign = await getCampaignRow(ctx, input.slug);
  refuseUnknownClasses(campaign, input);
  const limit = input.limit ?? PAGE_SIZE;
  const page = { after: readCursor(input.cursor), limit: limit + 1 };
  const { rows, describe } = await ctx.db.snapshot(async (db) => ({
    rows: await selectFindings(db, campaign.id, input, page),
    describe: await openDescriber(ctx, db, campaign),
  }));
  const features = rows.slice(0, limit).map(describe);
  return {
    type: "FeatureCollection",
    features,
    next: rows.length > limit ? writeCursor(rows[limit - 1]?.id) : null,
  };
}

/**
 * What changed since a number, in order; `after` the answer's `seq` comes the next call. Buildings of one number are
 * never split between two pages.
 */
export async function listChanges(
  ctx: Context,
  input: { slug: string; after?: number | undefined; limit?: number | undefined },
): Promise<ChangesPage> {
  const campaign = await getCampaignRow(ctx, input.slug);
  const after = input.after ?? 0;
  return ctx.db.snapshot(async (db) => {
    const { rows, seq } = await readChanges(db, campaign.id, after, input.limit ?? PAGE_SIZE);
    const describe = await openDescriber(ctx, db, campaign);
    const items = rows.map((row) => {
      const { building, status, class: damageClass, probability, window } = describe(row).properties;
      const [west, south, east, north] = bboxOf(positionsOf(row.geometry)) ?? [0, 0, 0, 0];
      const place: Position = [(west + east) / 2, (south + north) / 2];
      return { seq: row.seq ?? seq, building, status, class: damageClass, probability, window, place };
    });
    return { seq: Math.max(seq, after), items };
  });
}

/** Rows after a number, about `limit` of them, and the number up to which nothing is missing. */
async function readChanges(
  db: Db,
  campaignId: string,
  after: number,
  limit: number,
): Promise<{ rows: FindingRow[]; seq: number }> {
  const { seq: upTo } = await selectConsensusNumber(db, campaignId);
  const rows = await selectChanges(db, campaignId, { after, upTo, limit: limit + 1 });
  if (rows.length <= limit) return { rows, seq: upTo };
  const cut = rows.at(-1)?.seq ?? upTo;
  const whole = rows.filter((row) => (row.seq ?? 0) < cut);
  if (whole.length > 0) return { rows: whole, seq: cut - 1 };
  return { rows: await selectChanges(db, campaignId, { after: cut - 1, upTo: cut, limit: 1e6 }), seq: cut };
}

/** What the votes say of one building. @throws AppError `not_found` */
export async function getFinding(
  ctx: Context,
  input: { slug: string; id: string },
): Promise<ConsensusFeature> {
  const campaign = await getCampaignRow(ctx, input.slug);
  return ctx.db.snapshot(async (db) => {
    const row = await selectFinding(db, campaign.id, input.id);
    if (row === null) throw new AppError("not_found", "There is no such building in this campaign");
    return (await openDescriber(ctx, db, campaign))(row);
  });
}

/**
 * Every finding of a snapshot that fits the filter, in the order of building ids, a page at a time: what exports are
 * written from. `db` is the snapshot.
 */
export async function* streamFindings(
  ctx: Context,
  db: Db,
  campaign: CampaignRow,
  filter: FindingFilter,
): AsyncGenerator<ConsensusFeature[]> {
  const describe = await openDescriber(ctx, db, campaign);
  let after: string | null = null;
  for (;;) {
    const rows: FindingRow[] = await selectFindings(db, campaign.id, filter, { after, limit: PAGE_SIZE });
    if (rows.length > 0) yield rows.map(describe);
    if (rows.length < PAGE_SIZE) return;
    after = rows.at(-1)?.id ?? null;
  }
}

/** Turns stored rows into findings: ids into times, arrays into named probabilities, nothing yet into the prior. */
export async function openDescriber(
  ctx: Context,
  db: Db,
  campaign: CampaignRow,
): Promise<(row: FindingRow) => ConsensusFeature> {
  const scenes = await selectScenesOfCampaigns(db, [campaign.id]);
  const timeOf = new Map(scenes.map(({ id, acquiredAt }) => [id, acquiredAt]));
  const scenesOf = new Map(
    (await selectModelScenes(db, campaign.id)).map(({ version, scenes: ids }) => [version, ids]),
  );
  const frame = frameOf(campaign, scenes);
  const stored = await findNewestModel(ctx, db, campaign.id);
  const isCurrent = stored !== null && stored.scenes.join() === frame.scenes.join();
  const model = isCurrent ? modelFor(stored, []) : emptyModel(frame.question);
  const [prior] = recountBuildings(frame.question, ballotsOf(frame, [""], []), model);
  if (prior === undefined) throw new Error("the prior was not computed");

  const time = (id: string | null | undefined) =>
    id === null || id === undefined ? null : (timeOf.get(id) ?? null);
  return (row) => {
    const sceneIds = (row.modelVersion === null ? null : scenesOf.get(row.modelVersion)) ?? frame.scenes;
    const found = {
      probabilities: row.probabilities ?? [...prior.probabilities],
      intervals: row.intervals ?? [...prior.intervals],
    };
    const { probabilities, intervals } = withUnasked(found, frame.question.classes, sceneIds.length);
    return {
      type: "Feature",
      id: row.id,
      geometry: row.geometry,
      properties: {
        building: row.id,
        externalId: row.externalId,
        status: row.status,
        class: row.class,
        probability:
          row.probability ?? (campaign.asks.class ? prior.probability : (prior.window?.probability ?? 0)),
        probabilities: Object.fromEntries(
          frame.classes.map((code, index) => [code, probabilities[index] ?? 0]),
        ),
        window: windowOf(row, time),
        intervals: intervals.map((p, k) => ({ from: time(sceneIds[k - 1]), to: time(sceneIds[k]), p })),
        votes: row.votes,
        method: { name: METHOD.name, version: METHOD.version },
        updatedAt: row.updatedAt,
        ...(row.marks === null || row.marks.length === 0 ? {} : { marks: row.marks }),
        ...(row.review === null
          ? {}
          : {
              review: row.review,
              final: {
                class: row.review.class,
                lastIntact: row.review.lastIntact,
                firstDamaged: row.review.firstDamaged,
              },
            }),
      },
    };
  };
}

/**
 * Adds what follows for the part that was not asked: class and window share P(damaged), and nothing more is known, so
 * it is spread evenly over the damaged classes, or over the intervals between scenes. Each then sums to 1.
 */
function withUnasked(
  found: { probabilities: number[]; intervals: number[] },
  classes: readonly { damaged: boolean }[],
  scenes: number,
): { probabilities: number[]; intervals: number[] } {
  const isDamaged = ({ damaged }: { damaged: boolean }) => damaged;
  const ofIntact = classes.reduce(
    (sum, one, i) => sum + (isDamaged(one) ? 0 : (found.probabilities[i] ?? 0)),
    0,
  );
  const intact = found.intervals.at(-1) ?? (found.probabilities.length === 0 ? 1 : ofIntact);
  const damagedClasses = classes.filter(isDamaged).length;
  const spreadOverIntervals = Array.from({ length: scenes }, () => (1 - intact) / scenes);
  const spreadOverClasses = classes.map((one) =>
    isDamaged(one) ? (1 - intact) / damagedClasses : intact / (classes.length - damagedClasses),
  );
  return {
    probabilities: found.probabilities.length > 0 ? found.probabilities : spreadOverClasses,
    intervals:
      found.intervals.length > 0 ? found.intervals : [...spreadOverIntervals, scenes === 0 ? 1 : intact],
  };
}

function windowOf(row: FindingRow, time: (id: string | null) => string | null): Window | null {
  if (row.windowProbability === null) return null;
  const { lastIntact, firstDamaged } = row;
  const from = time(lastIntact);
  const to = time(firstDamaged);
  const days = from === null || to === null ? null : (Date.parse(to) - Date.parse(from)) / DAY_MS;
  return { lastIntact, firstDamaged, from, to, days, probability: row.windowProbability };
}
