import { AppError, type FieldError } from "../../shared/errors.ts";
import type { CastVotes, VoteInput, VoteReceipt } from "../../shared/votes.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { checkAnswer } from "./answers.ts";
import {
  insertParticipation,
  insertVote,
  insertVoteIds,
  lockVotingLease,
  selectVotesByIds,
  updateAnswered,
  upsertRecountRequests,
  type StoredVote,
} from "./votes.sql.ts";

/**
 * Stores a volunteer's answers on the buildings of one assignment: all of them or none, once however often they are
 * sent. Votes of an expired lease, or in a campaign paused or closed since, still count.
 *
 * The transaction holds the votes and the request for a recount; no queue is involved before the answer.
 *
 * @throws AppError `not_found` for another's assignment, `invalid_input` naming each fault, `vote_id_taken`,
 *   `lesson_seen`
 */
export async function castVotes(
  ctx: Context,
  actor: Account,
  input: { id: string } & CastVotes,
): Promise<{ votes: VoteReceipt[] }> {
  return ctx.db.transaction(async (tx) => {
    const lease = await lockVotingLease(tx, input.id, actor.id);
    if (lease === null) throw new AppError("not_found", "You hold no such assignment");
    const faults = input.votes.flatMap((vote, index) => checkAnswer(vote, lease, `votes.${index}`));
    if (faults.length > 0)
      throw new AppError("invalid_input", "Some answers cannot be stored", { errors: faults });

    const { fresh, receipts } = await sortOutRepeats(tx, input.id, input.votes);
    if (fresh.length > 0) {
      refuseExplained(input.votes, fresh, lease.explained);
      const reserved = await insertVoteIds(tx, fresh);
      if (reserved.length < fresh.length) throw idTaken(indexOfMissing(input.votes, fresh, reserved));
      for (const vote of fresh) {
        const place = { campaignId: lease.campaignId, assignmentId: input.id, volunteerId: actor.id };
        receipts.set(vote.id, await insertVote(tx, place, vote));
      }
      const buildings = [...new Set(fresh.map(({ building }) => building))];
      await updateAnswered(tx, input.id, buildings);
      await insertParticipation(tx, lease.campaignId, actor.id);
      await upsertRecountRequests(tx, lease.campaignId, buildings);
      tx.afterCommit(() => ctx.events.publish({ name: "votes:cast", campaign: lease.campaign }));
    }
    return { votes: input.votes.map((vote) => receiptOf(receipts, vote)) };
  });
}

/** Whoever was told the answer has none of their own any more. @throws AppError `lesson_seen` */
function refuseExplained(
  votes: readonly VoteInput[],
  fresh: readonly VoteInput[],
  explained: readonly string[],
): void {
  const refused = fresh.filter(({ building }) => explained.includes(building));
  if (refused.length === 0) return;
  const errors = refused.map((vote) => {
    const path = `votes.${votes.findIndex(({ id }) => id === vote.id)}.building`;
    return { path, message: "its answer was explained to you: leave your own as it is" };
  });
  throw new AppError("lesson_seen", "You have seen the answer of a practice building", { errors });
}

/** Tells new answers from those that came before. @throws AppError `vote_id_taken` for an id with other content */
async function sortOutRepeats(
  tx: Tx,
  assignmentId: string,
  votes: readonly VoteInput[],
): Promise<{ fresh: VoteInput[]; receipts: Map<string, VoteReceipt> }> {
  const stored = await selectVotesByIds(
    tx,
    votes.map(({ id }) => id),
  );
  const receipts = new Map<string, VoteReceipt>();
  const fresh = new Map<string, VoteInput>();
  votes.forEach((vote, index) => {
    const before = stored.find(({ id }) => id === vote.id);
    const twin = fresh.get(vote.id);
    if (before !== undefined) {
      if (before.assignmentId !== assignmentId || !isSameAnswer(before, vote)) throw idTaken(index);
      receipts.set(vote.id, { id: before.id, building: before.building, revision: before.revision });
    } else if (twin === undefined) fresh.set(vote.id, vote);
    else if (!isSameAnswer(twin, vote)) throw idTaken(index);
  });
  return { fresh: [...fresh.values()], receipts };
}

function isSameAnswer(a: StoredVote | VoteInput, b: VoteInput): boolean {
  return (
    a.building === b.building &&
    a.class === b.class &&
    a.lastIntact === b.lastIntact &&
    a.firstDamaged === b.firstDamaged &&
    a.cannotTell === b.cannotTell &&
    a.elapsedMs === b.elapsedMs &&
    a.comment === b.comment &&
    a.scenesSeen.join() === b.scenesSeen.join()
  );
}

function idTaken(index: number): AppError {
  const errors: FieldError[] = [{ path: `votes.${index}.id`, message: "make a new id for another answer" }];
  return new AppError("vote_id_taken", "This vote id already names another answer", { errors });
}

function indexOfMissing(
  votes: readonly VoteInput[],
  fresh: readonly VoteInput[],
  reserved: readonly { id: string }[],
): number {
  const taken = fresh.find(({ id }) => !reserved.some((one) => one.id === id));
  return votes.findIndex(({ id }) => id === taken?.id);
}

function receiptOf(receipts: ReadonlyMap<string, VoteReceipt>, vote: VoteInput): VoteReceipt {
  const receipt = receipts.get(vote.id);
  if (receipt === undefined) throw new Error("a vote was neither stored nor found");
  return receipt;
}
