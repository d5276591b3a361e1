import { v7 as uuid } from "uuid";
import { mayActAs } from "../../shared/accounts.ts";
import type { Campaign, CampaignChange, NewCampaign, Progress } from "../../shared/campaigns.ts";
import { damageScale } from "../../shared/damage-scales.ts";
import { AppError } from "../../shared/errors.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Context } from "../context.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { enqueue } from "../jobs.ts";
import { inTheArchive } from "./archived.ts";
import {
  insertCampaign,
  selectCampaignBySlug,
  selectCampaigns,
  selectProgress,
  selectScenesOfCampaigns,
  updateCampaign,
  type CampaignRow,
  type CampaignScene,
} from "./campaigns.sql.ts";

const PAGE_SIZE = 100;

/** Makes a campaign, as a draft and unpublished. @throws AppError `already_exists` when the slug is taken */
export async function createCampaign(ctx: Context, input: NewCampaign): Promise<Campaign> {
  const row = await ctx.db.transaction((tx) =>
    insertCampaign(tx, { ...input, id: uuid(), scale: damageScale(input.scale) }),
  );
  if (row === null) throw slugTaken(input.slug);
  ctx.log.info({ campaign: row.slug }, "campaign created");
  return describeOne(ctx, row);
}

/** Changes a campaign's words, rules or status. @throws AppError `not_found`, `conflict` for a draft with votes */
export async function changeCampaign(ctx: Context, slug: string, change: CampaignChange): Promise<Campaign> {
  const before = await getChangeableCampaign(ctx, slug);
  if (change.status === "draft" && before.status !== "draft") {
    const [progress] = await selectProgress(ctx.db, [before.id]);
    if ((progress?.votes ?? 0) > 0)
      throw new AppError("conflict", "A campaign with votes cannot be a draft again: pause it");
  }
  const row = await ctx.db.transaction(async (tx) => {
    // What each building still wants, and what is certain enough, follow from the redundancy.
    if (change.redundancy !== undefined) await enqueue(ctx, tx, "fit-campaign", { campaign: before.id });
    return updateCampaign(tx, before.id, change);
  });
  if (change.status !== undefined && change.status !== before.status) {
    ctx.log.info({ campaign: slug, status: change.status }, "campaign status changed");
  }
  ctx.events.publish({ name: "campaign:changed", campaign: slug });
  return describeOne(ctx, row);
}

/** The refusal of a name that another campaign has. */
export function slugTaken(slug: string): AppError {
  return new AppError("already_exists", `A campaign named ${slug} exists already`, {
    errors: [{ path: "slug", message: "choose another" }],
  });
}

/** One campaign as anyone may see it. @throws AppError `not_found` */
export async function getCampaign(ctx: Context, slug: string): Promise<Campaign> {
  return describeOne(ctx, await getCampaignRow(ctx, slug));
}

/** Campaigns, newest first. Drafts, and campaigns in the archive, are listed for staff only. */
export async function listCampaigns(
  ctx: Context,
  actor: Account | null,
  page: { limit?: number | undefined; cursor?: string | undefined; archived?: "true" | undefined },
): Promise<{ items: Campaign[]; next: string | null }> {
  const limit = page.limit ?? PAGE_SIZE;
  const isStaff = actor !== null && mayActAs(actor.role, "analyst");
  if (page.archived === "true" && !isStaff) return { items: [], next: null };
  const rows = await selectCampaigns(ctx.db, {
    withDrafts: isStaff,
    archived: page.archived === "true",
    after: readCursor(page.cursor),
    limit: limit + 1,
  });
  const items = await describe(ctx, rows.slice(0, limit));
  return { items, next: rows.length > limit ? writeCursor(rows[limit - 1]?.id) : null };
}

/** The stored campaign. @throws AppError `not_found` */
export async function getCampaignRow(ctx: Context, slug: string): Promise<CampaignRow> {
  const row = await selectCampaignBySlug(ctx.db, slug);
  if (row === null) throw new AppError("not_found", `There is no campaign named ${slug}`);
  return row;
}

/** The stored campaign, if it may be changed. @throws AppError `not_found`, `conflict` for one in the archive */
export async function getChangeableCampaign(ctx: Context, slug: string): Promise<CampaignRow> {
  const row = await getCampaignRow(ctx, slug);
  if (row.archivedAt !== null) throw inTheArchive(slug);
  return row;
}

/** How far a campaign is. */
export async function getProgress(ctx: Context, campaignId: string): Promise<Progress> {
  const [found] = await selectProgress(ctx.db, [campaignId]);
  if (found === undefined) throw new AppError("not_found", "There is no such campaign");
  const { campaignId: _, ...progress } = found;
  return progress;
}

/** A stored campaign as anyone may see it. */
export async function describeOne(ctx: Context, row: CampaignRow): Promise<Campaign> {
  const [campaign] = await describe(ctx, [row]);
  if (campaign === undefined) throw new Error("a campaign was lost while it was described");
  return campaign;
}

async function describe(ctx: Context, rows: readonly CampaignRow[]): Promise<Campaign[]> {
  const ids = rows.map(({ id }) => id);
  const [scenes, progress] = await Promise.all([
    selectScenesOfCampaigns(ctx.db, ids),
    selectProgress(ctx.db, ids),
  ]);
  const progressById = new Map(progress.map(({ campaignId, ...counts }) => [campaignId, counts]));
  return rows.map((row) => {
    const { id, consensusSeq: _, createdAt: __, ...visible } = row;
    return {
      ...visible,
      scenes: scenes.filter(({ campaignId }) => campaignId === id).map(describeScene),
      progress: progressById.get(id) ?? { buildings: 0, settled: 0, disputed: 0, votes: 0, volunteers: 0 },
    };
  });
}

function describeScene({ campaignId: _, tilesId, ...scene }: CampaignScene): Campaign["scenes"][number] {
  return { ...scene, tiles: `/tiles/${tilesId}/{z}/{x}/{y}` };
}

/** Whether anyone may read the consensus of this campaign; false for one that does not exist. */
export async function isPublished(ctx: Context, slug: string): Promise<boolean> {
  const campaign = await selectCampaignBySlug(ctx.db, slug);
  return campaign !== null && campaign.published !== null;
}
