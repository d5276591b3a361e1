import type { ChangesPage, ConsensusFeature, ConsensusPage } from "../../shared/consensus.ts";
import { AppError } from "../../shared/errors.ts";
import { bboxOf, positionsOf, type Position } from "../../shared/geo.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { openDescriber } from "./describe.ts";
import { refuseUnknownClasses } from "./filter.ts";
import {
  selectChanges,
  selectConsensusNumber,
  selectFinding,
  selectFindings,
  selectShortPage,
  type FindingFilter,
  type FindingRow,
} from "./findings.sql.ts";

const PAGE_SIZE = 1_000;
/** What somebody looks at, rather than takes away. */
const SHORT_PAGE = 100;

/** What the votes say of every building, in pages; unvoted buildings too, with the prior. */
export async function listConsensus(
  ctx: Context,
  input: { slug: string; limit?: number | undefined; cursor?: string | undefined } & FindingFilter,
): Promise<ConsensusPage> {
  const campaign = await getCampaignRow(ctx, input.slug);
  refuseUnknownClasses(campaign, input);
  const limit = input.limit ?? PAGE_SIZE;
  const page = { after: readCursor(input.cursor), limit: limit + 1 };
  const isOnMap = input.name === undefined && input.during === undefined;
  const select = isOnMap && limit <= SHORT_PAGE ? selectShortPage : selectFindings;
  const { rows, describe } = await ctx.db.snapshot(async (db) => ({
    rows: await select(db, campaign.id, input, page),
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
