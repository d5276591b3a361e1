import type { CannotTell, ShownPicture, VoteInput } from "../../shared/votes.ts";
import { placeOf, type Question, usableScenes } from "./question.ts";

/** An answer in the making. Every change below keeps it free of contradictions; `missingIn` says what it lacks. */
export type Draft = {
  class: string | null;
  lastIntact: string | null;
  firstDamaged: string | null;
  cannotTell: CannotTell | null;
  comment: string;
};

export const EMPTY_DRAFT: Draft = {
  class: null,
  lastIntact: null,
  firstDamaged: null,
  cannotTell: null,
  comment: "",
};

/** A class of an undamaged building says when, too: intact to the end. A damaged one takes that back. */
export function chooseClass(draft: Draft, code: string, question: Question): Draft {
  const chosen = { ...draft, class: code, cannotTell: null };
  if (!question.asks.window) return chosen;
  if (!isDamaged(question, code)) return { ...chosen, ...intactToTheEnd(question) };
  return isIntactToTheEnd(draft, question) ? { ...chosen, lastIntact: null } : chosen;
}

/**
 * Marks the last scene in which the building is intact, or takes the mark away where it already stands.
 * In the last scene that can be judged it means: intact to the end.
 */
export function markLastIntact(draft: Draft, sceneId: string, question: Question): Draft {
  if (draft.lastIntact === sceneId) return { ...draft, lastIntact: null };
  const place = placeOf(question, sceneId);
  if (place >= placeOf(question, endsOf(question).last)) return chooseIntactToTheEnd(draft, question);
  const damagedAt = placeOf(question, draft.firstDamaged);
  const marked = { ...draft, lastIntact: sceneId, cannotTell: null };
  if (damagedAt !== -1 && damagedAt <= place) return { ...marked, firstDamaged: null };
  return withoutUndamagedClass(marked, question);
}

/**
 * Marks the first scene in which the building is damaged, or takes the mark away where it already stands.
 * In the first scene that can be judged it means: damaged before the images begin.
 */
export function markFirstDamaged(draft: Draft, sceneId: string, question: Question): Draft {
  if (draft.firstDamaged === sceneId) return { ...draft, firstDamaged: null };
  const place = placeOf(question, sceneId);
  if (place < placeOf(question, endsOf(question).first)) return chooseDamagedBefore(draft, question);
  const marked = withoutUndamagedClass({ ...draft, firstDamaged: sceneId, cannotTell: null }, question);
  const intactAt = placeOf(question, draft.lastIntact);
  return intactAt >= place ? { ...marked, lastIntact: null } : marked;
}

/** Says that the building is intact in every scene; the class follows where only one can be meant. */
export function chooseIntactToTheEnd(draft: Draft, question: Question): Draft {
  const undamaged = question.classes.filter((one) => !one.damaged);
  const kept = undamaged.some(({ code }) => code === draft.class) ? draft.class : null;
  const only = undamaged.length === 1 ? (undamaged[0]?.code ?? null) : null;
  const chosen = { ...draft, ...intactToTheEnd(question), cannotTell: null };
  return { ...chosen, class: question.asks.class ? (kept ?? only) : null };
}

/** Says that the building is damaged in every scene. */
export function chooseDamagedBefore(draft: Draft, question: Question): Draft {
  const { first } = endsOf(question);
  return withoutUndamagedClass(
    { ...draft, lastIntact: null, firstDamaged: first, cannotTell: null },
    question,
  );
}

/** Says why nothing can be said. Class and marks go: they would contradict it. */
export function chooseCannotTell(draft: Draft, cannotTell: CannotTell | null): Draft {
  return { ...EMPTY_DRAFT, comment: draft.comment, cannotTell };
}

/** Why a draft cannot be submitted yet, the most useful first. */
export type Missing = "class" | "marks" | "last-intact" | "first-damaged";

/** What a draft still lacks before it is an answer; empty when it may be submitted. */
export function missingIn(draft: Draft, question: Question): Missing[] {
  if (draft.cannotTell !== null) return [];
  const missing: Missing[] = [];
  if (question.asks.window) {
    const { lastIntact, firstDamaged } = draft;
    if (lastIntact === null && firstDamaged === null) missing.push("marks");
    else if (lastIntact === null && !isDamagedBefore(draft, question)) missing.push("last-intact");
    else if (firstDamaged === null && !isIntactToTheEnd(draft, question)) missing.push("first-damaged");
  }
  if (question.asks.class && draft.class === null) missing.push("class");
  return missing;
}

export function isIntactToTheEnd(draft: Draft, question: Question): boolean {
  return (
    draft.firstDamaged === null && draft.lastIntact !== null && draft.lastIntact === endsOf(question).last
  );
}

export function isDamagedBefore(draft: Draft, question: Question): boolean {
  return (
    draft.lastIntact === null && draft.firstDamaged !== null && draft.firstDamaged === endsOf(question).first
  );
}

/** The vote a draft becomes. `id` is new for every answer: a changed mind is another vote. */
export function voteFrom(
  draft: Draft,
  about: { id: string; building: string; elapsedMs: number; seen: readonly ShownPicture[] },
): VoteInput {
  const { comment, ...answer } = draft;
  return {
    ...answer,
    id: about.id,
    building: about.building,
    elapsedMs: Math.min(Math.round(about.elapsedMs), 2_147_483_647),
    comment: comment.trim() === "" ? null : comment.trim(),
    scenesSeen: about.seen.map(({ scene }) => scene),
    pictures: about.seen.filter(
      (one) => one.picture !== one.scene || one.eastMetres !== 0 || one.northMetres !== 0,
    ),
  };
}

function intactToTheEnd(question: Question) {
  return { lastIntact: endsOf(question).last, firstDamaged: null };
}

/** The first and the last scene on which the building can be judged: what lies beyond says nothing of it. */
function endsOf(question: Question): { first: string | null; last: string | null } {
  const usable = usableScenes(question);
  return { first: usable[0]?.id ?? null, last: usable.at(-1)?.id ?? null };
}

function withoutUndamagedClass(draft: Draft, question: Question): Draft {
  return draft.class !== null && !isDamaged(question, draft.class) ? { ...draft, class: null } : draft;
}

function isDamaged({ classes }: Question, code: string): boolean {
  return classes.find((one) => one.code === code)?.damaged ?? false;
}
