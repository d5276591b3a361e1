/** One transaction for the answers of many; what each may store is decided for each alone. */
import { AppError } from "../../shared/errors.ts";
import type { VoteInput, VoteReceipt } from "../../shared/votes.ts";
import type { Context } from "../context.ts";
import { checkAnswer } from "./answers.ts";
import { idTaken, refuseExplained, sortOutRepeats } from "./repeats.ts";
import {
  insertVotes,
  lockVotingLeases,
  selectVotingGround,
  type LeaseScope,
  type LockedLease,
  type NewVote,
  type StoredVote,
  type VotingFrame,
  type VotingGround,
} from "./votes.sql.ts";

/** Answers of one volunteer on buildings of one assignment, as they were sent. */
export type Submission = { volunteerId: string; assignmentId: string; votes: readonly VoteInput[] };

export type Receipts = { votes: VoteReceipt[] };

/** An id was taken by another transaction in this very moment. Whose that is shows when each is stored alone. */
export class IdsTaken extends Error {}

/** What a submission comes to before anything is written. */
type Judged = { fresh: NewVote[]; receipts: Map<string, VoteReceipt> };

/**
 * Stores submissions in one transaction, in their order: of each all answers, or none and why. No vote's id may be
 * among them twice.
 *
 * @throws IdsTaken when nothing was stored, and each should be tried alone; of a single one it is `vote_id_taken`
 */
export async function storeSubmissions(
  ctx: Context,
  submissions: readonly Submission[],
): Promise<(Receipts | AppError)[]> {
  return ctx.db.transaction(async (tx) => {
    const leases = await lockVotingLeases(tx, submissions);
    if (leases.length === 0) return submissions.map(noSuchAssignment);
    const voteIds = submissions.flatMap(({ votes }) => votes.map(({ id }) => id));
    const ground = await selectVotingGround(tx, leases, voteIds);
    const stored = new Map(ground.stored.map((vote) => [vote.id, vote]));
    const places = placesOf(leases, ground);
    const judged = submissions.map((one) => judge(one, places.get(one.assignmentId), stored));

    const fresh = judged.flatMap((one) => (one instanceof AppError ? [] : one.fresh));
    const receipts = new Map<string, VoteReceipt>();
    if (fresh.length > 0) {
      for (const receipt of await insertVotes(tx, fresh)) receipts.set(receipt.id, receipt);
      const taken = fresh.find(({ id }) => !receipts.has(id));
      if (taken !== undefined) {
        if (submissions.length > 1) throw new IdsTaken();
        throw idTaken(voteIds.indexOf(taken.id));
      }
      const touched = new Set(fresh.map(({ campaignId }) => campaignId));
      tx.afterCommit(() => {
        for (const { campaignId, campaign } of ground.frames)
          if (touched.has(campaignId)) ctx.events.publish({ name: "votes:cast", campaign });
      });
    }
    return judged.map((one, at) => {
      if (one instanceof AppError) return one;
      const votes = submissions[at]?.votes ?? [];
      return { votes: votes.map(({ id }) => receiptOf(one.receipts.get(id) ?? receipts.get(id))) };
    });
  });
}

type Place = LeaseScope & VotingFrame;

/** What may be answered under each lease, by its id. */
function placesOf(leases: readonly LockedLease[], { scopes, frames }: VotingGround): Map<string, Place> {
  const scopeById = new Map(scopes.map((scope) => [scope.id, scope]));
  const frameById = new Map(frames.map((frame) => [frame.campaignId, frame]));
  const places = new Map<string, Place>();
  for (const { id, campaignId } of leases) {
    const scope = scopeById.get(id);
    const frame = frameById.get(campaignId);
    if (scope !== undefined && frame !== undefined) places.set(id, { ...scope, ...frame });
  }
  return places;
}

/** Which answers of a submission are new, and which came before; or why none of it can be stored. Pure. */
function judge(
  { volunteerId, assignmentId, votes }: Submission,
  place: Place | undefined,
  stored: ReadonlyMap<string, StoredVote>,
): Judged | AppError {
  if (place === undefined) return noSuchAssignment();
  const faults = votes.flatMap((vote, index) => checkAnswer(vote, place, `votes.${index}`));
  if (faults.length > 0)
    return new AppError("invalid_input", "Some answers cannot be stored", { errors: faults });
  const sorted = sortOutRepeats(assignmentId, votes, stored);
  if (sorted instanceof AppError) return sorted;
  const refusal = refuseExplained(votes, sorted.fresh, place.explained);
  if (refusal !== null) return refusal;
  const { campaignId, registration } = place;
  const beside = { campaignId, registration, assignmentId, volunteerId };
  return { ...sorted, fresh: sorted.fresh.map((vote) => ({ ...vote, ...beside })) };
}

const noSuchAssignment = () => new AppError("not_found", "You hold no such assignment");

function receiptOf(receipt: VoteReceipt | undefined): VoteReceipt {
  if (receipt === undefined) throw new Error("a vote was neither stored nor found");
  return receipt;
}
