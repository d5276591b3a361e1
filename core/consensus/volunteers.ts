import type { CampaignVolunteer, CopyingPair, CopyingReport } from "../../shared/volunteers.ts";
import type { CopyingAlarm, FittedModel } from "../../shared/consensus/campaign.ts";
import { volunteerSkill } from "../../shared/consensus/skill.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { selectCleared } from "./copying.sql.ts";
import { findNewestModel, type StoredModel } from "./models.ts";
import { selectVolunteers, type VolunteerRow } from "./volunteers.sql.ts";

/** A bound on a skill takes a millisecond or two, so pages are short. */
const PAGE_SIZE = 100;

type Learnt = FittedModel["volunteers"][number];

/** Who answered in a campaign, and how far each can be relied on, in pages by id. @throws AppError `not_found` */
export async function listVolunteers(
  ctx: Context,
  input: { slug: string; limit?: number | undefined; cursor?: string | undefined },
): Promise<{ items: CampaignVolunteer[]; next: string | null }> {
  const campaign = await getCampaignRow(ctx, input.slug);
  const limit = input.limit ?? PAGE_SIZE;
  const page = { after: readCursor(input.cursor), limit: limit + 1 };
  const { rows, stored } = await ctx.db.snapshot(async (db) => ({
    rows: await selectVolunteers(db, campaign.id, { ...page, among: null }),
    stored: await findNewestModel(ctx, db, campaign.id),
  }));
  const items = rows.slice(0, limit).map((row) => volunteerOf(row, stored));
  return { items, next: rows.length > limit ? writeCursor(items.at(-1)?.id) : null };
}

/** Accounts that the newest fit takes for copies of each other, and who was cleared of it. @throws AppError `not_found` */
export async function getCopying(ctx: Context, input: { slug: string }): Promise<CopyingReport> {
  const campaign = await getCampaignRow(ctx, input.slug);
  const { stored, clusterOf, cleared, rows } = await ctx.db.snapshot(async (db) => {
    const model = await findNewestModel(ctx, db, campaign.id);
    const flagged = model?.model.volunteers.filter(({ cluster }) => cluster >= 0) ?? [];
    const numbers = new Map(flagged.map(({ key, cluster }) => [key, cluster]));
    const acquitted = (await selectCleared(db, campaign.id)).map(({ volunteer }) => volunteer);
    const among = [...new Set([...numbers.keys(), ...acquitted])];
    const page = { after: null, limit: among.length, among };
    const people = await selectVolunteers(db, campaign.id, page);
    return { stored: model, clusterOf: numbers, cleared: acquitted, rows: people };
  });
  const people = rows.map((row) => volunteerOf(row, stored));
  const pairs = (stored?.model.copying ?? []).map(pairOf).sort((a, b) => b.z - a.z);
  const clusters = [...new Set(clusterOf.values())].sort((a, b) => a - b);
  return {
    clusters: clusters.map((cluster) => ({
      cluster,
      members: people.filter(({ id }) => clusterOf.get(id) === cluster),
      pairs: pairs.filter(({ first }) => clusterOf.get(first) === cluster),
    })),
    cleared: people.filter(({ id }) => cleared.includes(id)),
  };
}

function pairOf({ first, second, common, agreed, expected, z }: CopyingAlarm): CopyingPair {
  return { first, second, common, agreed, expected, kappa: (agreed - expected) / (common - expected), z };
}

function volunteerOf(row: VolunteerRow, stored: StoredModel | null): CampaignVolunteer {
  const { goldAnswers, goldRight, ...known } = row;
  const learnt = stored?.volunteers.get(row.id);
  return {
    ...known,
    skill: learnt === undefined ? null : skillOf(learnt),
    gold: { answers: goldAnswers, right: goldAnswers === 0 ? null : goldRight / goldAnswers },
    copying: learnt === undefined ? null : copyingOf(learnt, stored?.model.copying ?? []),
  };
}

function skillOf({ table, support, votes }: Learnt): CampaignVolunteer["skill"] {
  if (table === null || support === null) return null;
  const { skill, low, high } = volunteerSkill(table, support);
  return { value: skill, low, high, answers: votes };
}

function copyingOf({ key, cluster }: Learnt, alarms: FittedModel["copying"]): CampaignVolunteer["copying"] {
  if (cluster < 0) return null;
  const own = alarms.filter(({ first, second }) => first === key || second === key);
  return {
    cluster,
    with: own.map(({ first, second }) => (first === key ? second : first)).sort(),
    z: Math.max(...own.map((alarm) => alarm.z)),
  };
}
