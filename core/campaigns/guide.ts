import { v7 as uuid } from "uuid";
import type { Guide, GuideInput } from "../../shared/guide.ts";
import { AppError, type FieldError } from "../../shared/errors.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Context } from "../context.ts";
import { selectScenesOfCampaigns } from "./campaigns.sql.ts";
import { getCampaignRow, getChangeableCampaign } from "./campaigns.ts";
import { selectGuide, upsertGuide } from "./guide.sql.ts";

/** A campaign's field guide; without entries where nobody has written one. @throws AppError `not_found` */
export async function getGuide(ctx: Context, slug: string): Promise<Guide> {
  const { id } = await getCampaignRow(ctx, slug);
  return (await selectGuide(ctx.db, id)) ?? { entries: [] };
}

/**
 * Replaces a campaign's field guide as a whole. Entries keep the ids they come with, so that links to them last.
 *
 * @throws AppError `not_found`, `invalid_input` for a picture of another campaign's scene or an id used twice
 */
export async function putGuide(
  ctx: Context,
  actor: Account,
  { slug, entries }: { slug: string } & GuideInput,
): Promise<Guide> {
  const { id: campaignId } = await getChangeableCampaign(ctx, slug);
  const scenes = new Set((await selectScenesOfCampaigns(ctx.db, [campaignId])).map(({ id }) => id));
  const errors = entries.flatMap((entry, place): FieldError[] => [
    ...entry.pictures.flatMap(({ scene }, at) =>
      scenes.has(scene)
        ? []
        : [{ path: `entries.${place}.pictures.${at}.scene`, message: "is no scene of this campaign" }],
    ),
    ...(entry.id !== undefined && entries.findIndex(({ id }) => id === entry.id) !== place
      ? [{ path: `entries.${place}.id`, message: "names an earlier entry" }]
      : []),
  ]);
  if (errors.length > 0) throw new AppError("invalid_input", "This guide cannot be stored", { errors });
  const guide = { entries: entries.map((entry) => ({ ...entry, id: entry.id ?? uuid() })) };
  await ctx.db.transaction((tx) => upsertGuide(tx, { ...guide, campaignId, updatedBy: actor.id }));
  ctx.events.publish({ name: "campaign:changed", campaign: slug });
  return guide;
}
