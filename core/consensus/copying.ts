import { v7 as uuid } from "uuid";
import type { CopyingAlarm } from "../../shared/consensus/campaign.ts";
import { AppError } from "../../shared/errors.ts";
import type { Account } from "../accounts/accounts.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { enqueue } from "../jobs.ts";
import { insertCopyingDecision } from "./copying.sql.ts";

/**
 * Decides whether a volunteer of a campaign counts on their own, whoever they agree with. The campaign is fitted anew;
 * every decision is kept with its reason, and a later one takes it back.
 *
 * @throws AppError `not_found`
 */
export async function decideCopying(
  ctx: Context,
  actor: Account,
  input: { slug: string; id: string; cleared: boolean; reason: string },
): Promise<{ id: string; cleared: boolean }> {
  const { slug, id, cleared, reason } = input;
  const campaign = await getCampaignRow(ctx, slug);
  await ctx.db.transaction(async (tx) => {
    const decision = {
      id: uuid(),
      campaignId: campaign.id,
      volunteerId: id,
      cleared,
      reason,
      decidedBy: actor.id,
    };
    if ((await insertCopyingDecision(tx, decision)) === 0)
      throw new AppError("not_found", "There is no such volunteer in this campaign");
    await enqueue(ctx, tx, "fit-campaign", { campaign: campaign.id });
  });
  return { id, cleared };
}

/** Tells admins of accounts that this fit flags and the one before did not. Twice does no harm: it asks for a look. */
export function alarmOfCopying(
  ctx: Context,
  slug: string,
  before: readonly CopyingAlarm[],
  now: readonly CopyingAlarm[],
): void {
  const known = accountsOf(before);
  const accounts = [...accountsOf(now)].filter((key) => !known.has(key)).sort();
  if (accounts.length === 0) return;
  ctx.log.warn({ campaign: slug, accounts }, "accounts flagged as copies of each other");
  ctx.events.publish({ name: "copying:flagged", campaign: slug });
}

const accountsOf = (alarms: readonly CopyingAlarm[]): Set<string> =>
  new Set(alarms.flatMap(({ first, second }) => [first, second]));
