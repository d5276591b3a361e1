import { AppError } from "../../shared/errors.ts";
import type { CastVotes } from "../../shared/votes.ts";
import type { Account } from "../accounts/accounts.ts";
import type { Context } from "../context.ts";
import { isDatabaseAway, type Database } from "../db.ts";
import { openGroup, type Group } from "../grouping.ts";
import { storeSubmissions, type Receipts, type Submission } from "./store-votes.ts";

/** Votes in one transaction: beyond this a turn takes longer, and nobody is served faster. */
const VOTES_PER_TURN = 128;
/** Submissions of one volunteer in one transaction: a day's answers from offline leave room for others. */
const PER_VOLUNTEER = 8;
/**
 * How long a turn may wait for those of the last one. Of eight volunteers one was stored alone and then seven, again and
 * again, and each time for the price of eight.
 */
const GATHER_MS = 5;
/** Submissions that may wait for their turn: two seconds' worth on a small machine. */
const MOST_WAITING = 2_000;

/**
 * Stores a volunteer's answers on the buildings of one assignment: all of them or none, once however often they are
 * sent. Votes of an expired lease, or in a campaign paused or closed since, still count.
 *
 * What arrives while a transaction runs is stored by the next one, whoever sent it, so that many share a commit. Each
 * is acknowledged after that commit, and refused for its own faults alone. The transaction holds the votes and the
 * requests for a recount; no queue is involved before the answer.
 *
 * @throws AppError `not_found` for another's assignment, `invalid_input` naming each fault, `vote_id_taken`,
 *   `lesson_seen`, `unavailable` when more come than can be stored
 */
export function castVotes(
  ctx: Context,
  actor: Account,
  input: { id: string } & CastVotes,
): Promise<Receipts> {
  return boxOf(ctx)({ volunteerId: actor.id, assignmentId: input.id, votes: input.votes });
}

type BallotBox = Group<Submission, Receipts>;

/** One for each database that this process writes to: sharing a commit needs a common place to wait. */
const boxes = new WeakMap<Database, BallotBox>();

function boxOf(ctx: Context): BallotBox {
  const known = boxes.get(ctx.db);
  if (known !== undefined) return known;
  const box = openGroup<Submission, Receipts>((submissions) => storeTogether(ctx, submissions), {
    most: VOTES_PER_TURN,
    gatherMs: GATHER_MS,
    size: ({ votes }) => votes.length,
    keysOf: ({ votes }) => votes.map(({ id }) => id),
    share: { ownerOf: ({ volunteerId }) => volunteerId, most: PER_VOLUNTEER },
    refuse: (waiting) => {
      if (waiting < MOST_WAITING) return;
      throw new AppError("unavailable", "More answers come than can be stored: send this again in a moment");
    },
  });
  boxes.set(ctx.db, box);
  return box;
}

/** Together, and where that fails for a reason of one of them, each alone. */
async function storeTogether(
  ctx: Context,
  submissions: readonly Submission[],
): Promise<(Receipts | Error)[]> {
  try {
    return await storeSubmissions(ctx, submissions);
  } catch (error) {
    if (submissions.length === 1 || isDatabaseAway(error)) throw error;
    const results: (Receipts | Error)[] = [];
    for (const one of submissions) {
      const [result] = await storeSubmissions(ctx, [one]).catch((fault: unknown) => [toError(fault)]);
      results.push(result ?? new Error("a submission was lost"));
    }
    return results;
  }
}

const toError = (fault: unknown): Error => (fault instanceof Error ? fault : new Error(String(fault)));
