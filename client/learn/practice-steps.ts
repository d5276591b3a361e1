import type { Assignment, Lesson } from "../../shared/assignments.ts";
import { type Unit, unitsOf } from "../tagging/flow.ts";
import type { Likeness } from "./likeness.ts";

type Told = Lesson["buildings"][number];

/** One thing to do in a round of practice: answer a building, or be told of one that was answered. */
export type Step = { kind: "ask" | "tell"; unit: Unit; isLastOfTask: boolean };

/** A round: its steps, where one is, and what has been told so far, by building. */
export type Round = {
  steps: readonly Step[];
  at: number;
  told: ReadonlyMap<string, Told & { likeness: Likeness }>;
};

/** How many buildings a round has, or a few more where a task holds several. */
export const ROUND_BUILDINGS = 5;

/** Lays out a round: the buildings of a task are asked one after the other, and then told. */
export function layOut(assignments: readonly Assignment[]): Round {
  const steps: Step[] = [];
  for (const assignment of assignments) {
    if (steps.length >= 2 * ROUND_BUILDINGS) break;
    const units = unitsOf(assignment);
    for (const kind of ["ask", "tell"] as const) {
      units.forEach((unit, place) => steps.push({ kind, unit, isLastOfTask: place === units.length - 1 }));
    }
  }
  return { steps, at: 0, told: new Map() };
}

/** Goes on by one step. */
export function goOn(round: Round): Round {
  return { ...round, at: round.at + 1 };
}

/** Takes the task on screen out of the round, also what was answered of it: it will not be told. */
export function putAside(round: Round): Round {
  const task = round.steps[round.at]?.unit.assignment;
  const isKept = ({ unit }: Step) => unit.assignment !== task;
  return {
    ...round,
    steps: round.steps.filter(isKept),
    at: round.steps.slice(0, round.at).filter(isKept).length,
  };
}

/** Each building of a round in order, with how it went; null while it is still to come. */
export function resultsOf({ steps, told }: Round): { key: string; likeness: Likeness | null }[] {
  return steps
    .filter(({ kind }) => kind === "ask")
    .map(({ unit }) => ({ key: unit.key, likeness: told.get(unit.building.id)?.likeness ?? null }));
}
