import type { Batch, ImportQuestion } from "../../shared/batches.ts";

/** What all files of an import ask, as one question: the same value is asked once. Null when nothing is. Pure. */
export function questionOf(batch: Batch): ImportQuestion | null {
  const questions = batch.items.flatMap(({ question }) => question ?? []);
  const [first] = questions;
  if (first === undefined) return null;
  const unknown = new Map<string, ImportQuestion["unknown"][number]>();
  for (const one of questions.flatMap((question) => question.unknown)) {
    unknown.set(one.key, { ...one, count: one.count + (unknown.get(one.key)?.count ?? 0) });
  }
  const byKey = new Map(questions.flatMap(({ missing }) => missing.map((one) => [one.key, one] as const)));
  const byName = new Map(questions.flatMap(({ columns }) => columns.map((one) => [one.name, one] as const)));
  const byCode = new Map(questions.flatMap(({ choices }) => choices.map((one) => [one.code, one] as const)));
  return {
    profile: first.profile,
    columns: [...byName.values()],
    unknown: [...unknown.values()],
    missing: [...byKey.values()],
    asksDateOrder: questions.some(({ asksDateOrder }) => asksDateOrder),
    choices: [...byCode.values()],
  };
}
