import { outbox } from "../device-outbox.ts";
import type { Draft } from "./draft.ts";

/**
 * An answer the server would not take, because the session it was given in had ended, comes back as a draft
 * when the same building is offered again: the volunteer need not look a second time.
 */
export function keptDraft(building: string): { itemId: string; draft: Draft } | null {
  const kept = outbox.snapshot().refused.find(({ vote }) => vote?.building === building);
  if (kept === undefined || kept.vote === null) return null;
  const { class: code, lastIntact, firstDamaged, cannotTell, comment } = kept.vote;
  return {
    itemId: kept.id,
    draft: { class: code, lastIntact, firstDamaged, cannotTell, comment: comment ?? "" },
  };
}
