import type { BuildingDetail, ReviewState, ReviewVersion, WeighedVote } from "../../shared/reviews.ts";
import { heldDecisions } from "../../shared/reviews.ts";
import { volunteerSkill } from "../../shared/consensus/skill.ts";
import type { ListedVote } from "../../shared/votes.ts";
import { firstAssessedDamage } from "../../shared/assessments.ts";
import { AppError } from "../../shared/errors.ts";
import type { Account } from "../accounts/accounts.ts";
import { selectImported } from "../buildings/buildings.sql.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import { openDescriber } from "../consensus/describe.ts";
import { selectFinding } from "../consensus/findings.sql.ts";
import { findNewestModel, type StoredModel } from "../consensus/models.ts";
import type { Context } from "../context.ts";
import {
  selectGoldOfBuilding,
  selectHistory,
  selectMarksOfBuilding,
  selectQuestionsOfBuilding,
  selectVotesOfBuilding,
} from "./building.sql.ts";
import { selectDistress } from "./distress.sql.ts";
import { selectOffsetsOfBuilding } from "../imagery/registration/registration.sql.ts";
import { selectHasVoted, selectReviewsOfBuilding, selectStanding, type ReviewRow } from "./reviews.sql.ts";

/**
 * One building with all that an analyst may know of it. Who asks matters: where a second analyst must be blind to the
 * first, what the first decided is left out until the one who asks has decided too.
 *
 * @throws AppError `not_found`
 */
export async function getBuilding(
  ctx: Context,
  actor: Account,
  input: { slug: string; id: string },
): Promise<BuildingDetail> {
  const campaign = await getCampaignRow(ctx, input.slug);
  return ctx.db.snapshot(async (db) => {
    const row = await selectFinding(db, campaign.id, input.id);
    if (row === null) throw new AppError("not_found", "There is no such building in this campaign");
    const describe = await openDescriber(ctx, db, campaign);
    const standing = (await selectStanding(db, row.id))?.version ?? null;
    const { hasVoted } = await selectHasVoted(db, row.id, actor.id);
    const rows = await selectReviewsOfBuilding(db, row.id);
    const { reviews, hidden, hasDecided } = asSeenBy(actor, rows, standing, campaign.secondReview);
    const reviewState: ReviewState = {
      needsSecond: campaign.secondReview,
      decisions: heldDecisions(rows).length,
      hidden,
      hasVoted,
      hasDecided,
    };
    const model = await findNewestModel(ctx, db, campaign.id);
    const { attributes, assessments } = await selectImported(db, row.id);
    return {
      ...describe(row),
      history: await selectHistory(db, row.id),
      review: reviews.find(({ isStanding }) => isStanding) ?? null,
      reviews,
      reviewState,
      votesList: weigh(await selectVotesOfBuilding(db, row.id), model),
      distress: await selectDistress(db, row.id),
      gold: await selectGoldOfBuilding(db, row.id),
      questions: await selectQuestionsOfBuilding(db, row.id),
      ...(await selectOffsetsOfBuilding(db, row.id)),
      marksHistory: await selectMarksOfBuilding(db, row.id),
      attributes,
      assessments: Object.values(assessments).sort((a, b) => ((a.at ?? "") < (b.at ?? "") ? -1 : 1)),
      firstAssessedDamage: firstAssessedDamage(Object.values(assessments)),
    };
  });
}

/** Once a decision stands, or theirs is given, everything is told; before, to the second analyst, only their own. */
function asSeenBy(
  actor: Account,
  rows: readonly ReviewRow[],
  standing: number | null,
  needsSecond: boolean,
): { reviews: ReviewVersion[]; hidden: number; hasDecided: boolean } {
  const hasDecided = heldDecisions(rows).some(({ reviewer }) => reviewer === actor.id);
  const isOpen = !needsSecond || hasDecided || standing !== null;
  const seen = rows.filter(({ reviewer }) => isOpen || reviewer === actor.id);
  const reviews = seen.map(({ reviewer, pseudonym, ...one }) => ({
    ...one,
    reviewer: pseudonym,
    isStanding: one.version === standing,
    isOwn: reviewer === actor.id,
  }));
  return { reviews, hidden: heldDecisions(rows).length - heldDecisions(seen).length, hasDecided };
}

/** Beside each vote what the newest fit makes of its volunteer. */
function weigh(votes: readonly ListedVote[], model: StoredModel | null): WeighedVote[] {
  const weights = new Map<string, number | null>();
  const weightOf = (volunteer: string): number | null => {
    const { table, support } = model?.volunteers.get(volunteer) ?? { table: null, support: null };
    return table === null || support === null ? null : volunteerSkill(table, support).skill;
  };
  return votes.map((vote) => {
    const known = weights.get(vote.volunteer);
    const weight = known === undefined ? weightOf(vote.volunteer) : known;
    weights.set(vote.volunteer, weight);
    return { ...vote, weight };
  });
}
