import type { Assignment, NothingLeftReason, TaskBuilding } from "../../shared/assignments.ts";
import type { BegunAnswer } from "../offline/kept-drafts.ts";
import type { Draft } from "./draft.ts";

/** One building of one assignment: what is on screen at a time. */
export type Unit = {
  key: string;
  assignment: string;
  expiresAt: string;
  building: TaskBuilding;
  /** The other buildings of the same task. */
  others: readonly TaskBuilding[];
};

/** Where a volunteer is: what comes next, what was answered (latest last), and drafts to be taken up again. */
export type Flow = {
  /** The first is on screen. */
  queue: readonly Unit[];
  answered: readonly Unit[];
  drafts: Readonly<Record<string, Draft>>;
  /** The date that was on screen when a unit was left, by its key. */
  scenes: Readonly<Record<string, string | null>>;
  /** Keys of units answered or skipped here: the server may still list them until it has heard. */
  gone: ReadonlySet<string>;
  /** Why nothing more came the last time we asked. */
  nothingLeft: NothingLeftReason | null;
};

export const EMPTY_FLOW: Flow = {
  queue: [],
  answered: [],
  drafts: {},
  scenes: {},
  gone: new Set(),
  nothingLeft: null,
};

/** Takes up what an earlier visit began and did not submit. */
export function takeUp(flow: Flow, begun: ReadonlyMap<string, BegunAnswer>): Flow {
  const drafts = Object.fromEntries([...begun].map(([key, { draft }]) => [key, draft]));
  const scenes = Object.fromEntries([...begun].map(([key, { scene }]) => [key, scene]));
  return { ...flow, drafts: { ...drafts, ...flow.drafts }, scenes: { ...scenes, ...flow.scenes } };
}

export function unitsOf({ id, expiresAt, task }: Assignment): Unit[] {
  return task.buildings.map((building) => ({
    key: `${id}:${building.id}`,
    assignment: id,
    expiresAt,
    building,
    others: task.buildings.filter((other) => other !== building),
  }));
}

/** Adds what the server leased; what is held, answered or skipped already is not added again. */
export function receive(
  flow: Flow,
  assignments: readonly Assignment[],
  reason: NothingLeftReason | null,
  isWaiting: (unit: Unit) => boolean,
): Flow {
  const held = new Set(flow.queue.map(({ key }) => key));
  const fresh = assignments
    .flatMap(unitsOf)
    .filter((unit) => !held.has(unit.key) && !flow.gone.has(unit.key) && !isWaiting(unit));
  return { ...flow, queue: [...flow.queue, ...fresh], nothingLeft: reason };
}

/** Takes the building on screen as answered; its draft is kept for undo. */
export function answer(flow: Flow, draft: Draft): Flow {
  const [unit, ...queue] = flow.queue;
  if (unit === undefined) return flow;
  return {
    ...flow,
    queue,
    answered: [...flow.answered, unit],
    drafts: { ...flow.drafts, [unit.key]: draft },
    gone: new Set([...flow.gone, unit.key]),
  };
}

/** Puts the whole task on screen aside: a skip gives back the assignment, not one of its buildings. */
export function skip(flow: Flow): Flow {
  const assignment = flow.queue[0]?.assignment;
  const dropped = flow.queue.filter((unit) => unit.assignment === assignment).map(({ key }) => key);
  return {
    ...flow,
    queue: flow.queue.filter((unit) => unit.assignment !== assignment),
    gone: new Set([...flow.gone, ...dropped]),
  };
}

/** Brings the building answered last back to the screen; the draft of the one now there is kept. */
export function undo(flow: Flow, current?: Draft): Flow {
  const unit = flow.answered.at(-1);
  if (unit === undefined) return flow;
  const [onScreen] = flow.queue;
  const drafts =
    onScreen === undefined || current === undefined
      ? flow.drafts
      : { ...flow.drafts, [onScreen.key]: current };
  return { ...flow, queue: [unit, ...flow.queue], answered: flow.answered.slice(0, -1), drafts };
}

/** Forgets what was leased to a session that is gone: an answer to it would be nobody's, and reach no one. */
export function forgetSession(flow: Flow): Flow {
  return { ...flow, queue: [], answered: [], nothingLeft: null };
}

/** Forgets leases that ran out before they came on screen: others may hold those buildings by now. */
export function dropExpired(flow: Flow, now: number): Flow {
  const [onScreen, ...ahead] = flow.queue;
  if (onScreen === undefined) return flow;
  const valid = ahead.filter((unit) => Date.parse(unit.expiresAt) > now);
  return valid.length === ahead.length ? flow : { ...flow, queue: [onScreen, ...valid] };
}
