import { z } from "zod";
import { Id } from "../../shared/ids.ts";
import { CannotTell } from "../../shared/votes.ts";
import type { Draft } from "../tagging/draft.ts";
import { onDevice } from "./device-database.ts";

const KeptDraft = z.object({
  /** The unit's key: assignment and building. */
  id: z.string(),
  draft: z.object({
    class: z.string().nullable(),
    lastIntact: Id.nullable(),
    firstDamaged: Id.nullable(),
    cannotTell: CannotTell.nullable(),
    comment: z.string(),
  }),
  /** The scene that was asked for last. */
  scene: Id.nullable(),
});

/** An answer that was begun, and the date that was on screen. */
export type BegunAnswer = { draft: Draft; scene: string | null };

/** Everything that was begun on this device and not submitted, by the unit's key. */
export async function listDrafts(): Promise<ReadonlyMap<string, BegunAnswer>> {
  const kept = await onDevice<unknown[]>("drafts", "readonly", (drafts) => drafts.getAll()).catch(() => []);
  return new Map(
    kept.flatMap((record) => {
      const read = KeptDraft.safeParse(record);
      return read.success
        ? [[read.data.id, { draft: read.data.draft, scene: read.data.scene }] as const]
        : [];
    }),
  );
}

/** Keeps what was begun. A disk that refuses it costs a draft, never an answer. */
export async function keepDraft(unit: string, { draft, scene }: BegunAnswer): Promise<void> {
  const record = { id: unit, draft, scene };
  await onDevice("drafts", "readwrite", (drafts) => drafts.put(record)).catch(() => undefined);
}

export async function forgetDraft(unit: string): Promise<void> {
  await onDevice("drafts", "readwrite", (drafts) => drafts.delete(unit)).catch(() => undefined);
}
