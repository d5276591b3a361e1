/** Answers that come again, and answers that come too late. Pure. */
import { AppError, type FieldError } from "../../shared/errors.ts";
import type { ShownPicture, VoteInput, VoteReceipt } from "../../shared/votes.ts";
import type { StoredVote } from "./votes.sql.ts";

/** Tells new answers from those that came before, by their ids; or refuses an id that has other content. */
export function sortOutRepeats(
  assignmentId: string,
  votes: readonly VoteInput[],
  stored: ReadonlyMap<string, StoredVote>,
): { fresh: VoteInput[]; receipts: Map<string, VoteReceipt> } | AppError {
  const receipts = new Map<string, VoteReceipt>();
  const fresh = new Map<string, VoteInput>();
  for (const [index, vote] of votes.entries()) {
    const before = stored.get(vote.id);
    const twin = fresh.get(vote.id);
    if (before !== undefined) {
      if (before.assignmentId !== assignmentId || !isSameAnswer(before, vote)) return idTaken(index);
      receipts.set(vote.id, { id: before.id, building: before.building, revision: before.revision });
    } else if (twin === undefined) fresh.set(vote.id, vote);
    else if (!isSameAnswer(twin, vote)) return idTaken(index);
  }
  return { fresh: [...fresh.values()], receipts };
}

/** The refusal of an id that names another answer already. @param index of the vote in what was sent */
export function idTaken(index: number): AppError {
  const errors: FieldError[] = [{ path: `votes.${index}.id`, message: "make a new id for another answer" }];
  return new AppError("vote_id_taken", "This vote id already names another answer", { errors });
}

/** Whoever was told the answer has none of their own any more: `lesson_seen`, or null when nothing is in the way. */
export function refuseExplained(
  votes: readonly VoteInput[],
  fresh: readonly VoteInput[],
  explained: readonly string[],
): AppError | null {
  const refused = fresh.filter(({ building }) => explained.includes(building));
  if (refused.length === 0) return null;
  const errors = refused.map((vote) => {
    const path = `votes.${votes.findIndex(({ id }) => id === vote.id)}.building`;
    return { path, message: "its answer was explained to you: leave your own as it is" };
  });
  return new AppError("lesson_seen", "You have seen the answer of a practice building", { errors });
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
    a.scenesSeen.join() === b.scenesSeen.join() &&
    (b.pictures === undefined || pictureWords(a.pictures) === pictureWords(b.pictures))
  );
}

const pictureWords = (pictures: readonly ShownPicture[] | undefined): string | undefined =>
  pictures?.map((one) => [one.scene, one.picture, one.eastMetres, one.northMetres].join()).join(" ");
