import { v7 as makeId } from "uuid";
import type { AssignmentsAnswer } from "../../shared/assignments.ts";
import type { VoteInput } from "../../shared/votes.ts";
import { ApiProblem } from "../api.ts";
import type { Outbox } from "../outbox.ts";
import type { Draft } from "./draft.ts";
import {
  answer,
  dropExpired,
  EMPTY_FLOW,
  type Flow,
  forgetSession,
  receive,
  skip,
  undo,
  type Unit,
} from "./flow.ts";

/** What the screen shows of a supply. A new object whenever something changed. */
export type SupplyState = {
  flow: Flow;
  /** Why the last asking failed; null when it did not. */
  fault: unknown;
  isAsking: boolean;
  /** The server had forgotten our session; a new one was begun. */
  isNewSession: boolean;
};

/** Keeps a volunteer supplied with buildings and hands their answers to the outbox. */
export type Supply = {
  snapshot: () => SupplyState;
  subscribe: (onChange: () => void) => () => void;
  ask: () => void;
  /** Answers the building on screen; the next is there at once, whatever the network does. */
  submit: (draft: Draft, voteOf: (id: string) => VoteInput) => void;
  /** Gives the task on screen back. */
  skip: () => void;
  /** Brings the last answered building back. `draft` is what the one on screen has so far, if there is one. */
  undo: (draft?: Draft) => void;
};

type SupplyParts = {
  outbox: Outbox;
  /** Leases up to so many assignments, open ones first. @throws ApiProblem */
  lease: (count: number) => Promise<AssignmentsAnswer>;
  ensureSession: () => Promise<{ isNew: boolean }>;
};

/** How many assignments are held at a time: the one on screen, and the next, whose pictures load ahead. */
const LEASES_HELD = 3;
const MOST_PER_CALL = 20;

export function createSupply({ outbox, lease, ensureSession }: SupplyParts): Supply {
  const listeners = new Set<() => void>();
  let state: SupplyState = { flow: EMPTY_FLOW, fault: null, isAsking: true, isNewSession: false };
  let isBusy = false;

  function change(part: Partial<SupplyState>): void {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  }

  async function ask(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    change({ isAsking: true });
    try {
      // The server lists the assignments whose answers it has not heard yet first: ask past them.
      const unheard = new Set(outbox.snapshot().waiting.map(({ assignment }) => assignment)).size;
      const { assignments, reason } = await leaseInSession(Math.min(MOST_PER_CALL, LEASES_HELD + unheard));
      const flow = receive(state.flow, assignments, reason ?? null, isWaitingIn(outbox));
      change({ flow, fault: null, isAsking: false });
    } catch (fault) {
      change({ fault, isAsking: false });
    } finally {
      isBusy = false;
    }
  }

  async function leaseInSession(count: number): Promise<AssignmentsAnswer> {
    const answered = await lease(count).catch(async (fault: unknown) => {
      if (!(fault instanceof ApiProblem) || fault.status !== 401) throw fault;
      const { isNew } = await ensureSession();
      if (isNew) change({ flow: forgetSession(state.flow), isNewSession: true });
      return lease(count);
    });
    if (outbox.snapshot().link === "session-lost") outbox.resume();
    return answered;
  }

  function topUp(): void {
    const held = new Set(state.flow.queue.map(({ assignment }) => assignment)).size;
    if (held < LEASES_HELD && (state.flow.nothingLeft === null || held === 0)) void ask();
  }

  function step(flow: Flow): void {
    change({ flow: dropExpired(flow, Date.now()) });
    topUp();
  }

  let heard = outbox.snapshot();
  /** Something reached the server, or the server forgot us: either way there may be more to do now. */
  function handleOutbox(): void {
    const before = heard;
    heard = outbox.snapshot();
    if (heard.link === "session-lost" && before.link !== "session-lost") void ask();
    else if (heard.waiting.length < before.waiting.length) topUp();
  }

  return {
    snapshot: () => state,
    subscribe: (onChange) => {
      listeners.add(onChange);
      const leaveOutbox = outbox.subscribe(handleOutbox);
      topUp();
      return () => {
        listeners.delete(onChange);
        leaveOutbox();
      };
    },
    ask: () => void ask(),
    submit: (draft, voteOf) => {
      const unit = state.flow.queue[0];
      if (unit === undefined) return;
      const id = makeId();
      void outbox.add({ id, assignment: unit.assignment, vote: voteOf(id) });
      step(answer(state.flow, draft));
    },
    skip: () => {
      const unit = state.flow.queue[0];
      if (unit === undefined) return;
      void outbox.add({ id: makeId(), assignment: unit.assignment, vote: null });
      step(skip(state.flow));
    },
    undo: (draft) => change({ flow: undo(state.flow, draft) }),
  };
}

/** Whether the outbox holds an answer to a unit, or its skip, that the server has not heard yet. */
function isWaitingIn(outbox: Outbox): (unit: Unit) => boolean {
  const { waiting } = outbox.snapshot();
  return (unit) =>
    waiting.some(
      ({ assignment, vote }) =>
        assignment === unit.assignment && (vote === null || vote.building === unit.building.id),
    );
}
