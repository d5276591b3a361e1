import type { QuestionKind } from "../../shared/questions.ts";

/** What somebody writes to the analysts; `id` names it, so that sending it again sends it once. */
export type Report = { id: string; kind: QuestionKind; text: string };

const begun = new Map<string, Report>();

/** What was begun about a unit (by its key) and not sent; kept as long as the page is. */
export function keptReport(unit: string): Report | null {
  return begun.get(unit) ?? null;
}

export function keepReport(unit: string, report: Report): void {
  begun.set(unit, report);
}

export function forgetReport(unit: string): void {
  begun.delete(unit);
}
