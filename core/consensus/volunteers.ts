import type { CampaignVolunteer } from "../../shared/volunteers.ts";
import type { FittedModel } from "../../shared/consensus/campaign.ts";
import { volunteerSkill } from "../../shared/consensus/skill.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { findNewestModel } from "./models.ts";
import { selectVolunteers } from "./volunteers.sql.ts";

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
  const rows = await selectVolunteers(ctx.db, campaign.id, page);
  const stored = await findNewestModel(ctx, campaign.id);
  const items = rows.slice(0, limit).map(({ goldAnswers, goldRight, ...row }) => {
    const learnt = stored?.volunteers.get(row.id);
    return {
      ...row,
      skill: learnt === undefined ? null : skillOf(learnt),
      gold: { answers: goldAnswers, right: goldAnswers === 0 ? null : goldRight / goldAnswers },
      copying: learnt === undefined ? null : copyingOf(learnt, stored?.model.copying ?? []),
    };
  });
  return { items, next: rows.length > limit ? writeCursor(items.at(-1)?.id) : null };
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
