import { z } from "zod";
import { Id } from "../../shared/ids.ts";
import { QuestionKind } from "../../shared/questions.ts";

const STORED_AS = "aftermap.reports";
/** Begun and never sent ones pile up on nobody's device: the oldest go. */
const MOST_KEPT = 50;

const Report = z.object({
  /** Names it, so that sending it again sends it once. */
  id: Id,
  kind: QuestionKind,
  text: z.string(),
  /** Once it was sent off and did not arrive: to whom it goes, and in whose name. */
  posted: z
    .object({ assignment: Id, building: Id, scene: Id.nullable(), volunteer: Id.nullable() })
    .nullable(),
});

/** What somebody writes to the analysts. */
export type Report = z.infer<typeof Report>;

let kept = new Map(read());

/** What was begun about a unit (by its key) and has not arrived; kept on the device. */
export function keptReport(unit: string): Report | null {
  return kept.get(unit) ?? null;
}

export function keepReport(unit: string, report: Report): void {
  kept.delete(unit);
  kept = new Map([...kept, [unit, report] as const].slice(-MOST_KEPT));
  write();
}

export function forgetReport(unit: string): void {
  kept.delete(unit);
  write();
}

/** Those that were sent off and have not arrived, by their unit. */
export function listPosted(): [unit: string, report: Report][] {
  return [...kept].filter(([, { posted }]) => posted !== null);
}

function read(): [unit: string, report: Report][] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED_AS) ?? "[]");
    return z.array(z.tuple([z.string(), Report])).parse(stored);
  } catch {
    return [];
  }
}

function write(): void {
  try {
    localStorage.setItem(STORED_AS, JSON.stringify([...kept]));
  } catch {
    // Storage closed to us or full: kept as long as the page is.
  }
}
