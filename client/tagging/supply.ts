import { v7 as makeId } from "uuid";
import { type Assignment, type AssignmentsAnswer, MOST_OPEN_LEASES } from "../../shared/assignments.ts";
import type { VoteInput } from "../../shared/votes.ts";
import { ApiProblem } from "../api.ts";
import type { BegunAnswer } from "../offline/kept-drafts.ts";
import { type HeldTask, type HeldWork, isOfferedUntil, isStale } from "../offline/held-work.ts";
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
  takeUp,
  undo,
  unitsOf,
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
  /** The session ended while answers of its volunteer wait here: somebody must say how to go on. */
  isSessionLost: boolean;
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
  /** Goes on as somebody new; what the volunteer before said stays here for them. */
  beginAnew: () => void;
};

/** What a supply needs of the browser and the server around it. */
export type SupplyParts = {
  /** The campaign's slug. */
  campaign: string;
  outbox: Outbox;
  /** Leases so many assignments beside those named; open ones that are not named come first. @throws ApiProblem */
  lease: (count: number, besides: string[]) => Promise<AssignmentsAnswer>;
  /** Makes sure that somebody is signed in. @throws ApiProblem */
  ensureSession: () => Promise<{ isNew: boolean }>;
  /** Who is signed in here, as far as this device knows. */
  volunteer: () => string | null;
  held: HeldWork;
  listDrafts: () => Promise<ReadonlyMap<string, BegunAnswer>>;
  forgetDraft: (unit: string) => Promise<void>;
  /** Takes an assignment for this tab. @see claim in `offline/claims.ts` */
  claim: (assignment: string) => Promise<boolean>;
  release: (assignment: string) => void;
  /** Runs alone among all tabs: two that ask at once would be given the same. */
  alone: <T>(work: () => Promise<T>) => Promise<T>;
  /** How many assignments to hold: the one on screen and those after it. More where the line is bad. */
  ahead: () => number;
};

const MOST_PER_CALL = 20;

export function createSupply(parts: SupplyParts): Supply {
  const { outbox, held, claim, release } = parts;
  const listeners = new Set<() => void>();
  let state: SupplyState = {
    flow: EMPTY_FLOW,
    fault: null,
    isAsking: true,
    isNewSession: false,
    isSessionLost: false,
  };
  /** Whose lease each assignment is: an answer belongs to them, whoever is signed in when it is given. */
  const owners = new Map<string, string | null>();
  let isBusy = false;
  let hasBegun = false;

  function change(part: Partial<SupplyState>): void {
    state = { ...state, ...part };
    for (const listener of listeners) listener();
  }

  async function ask(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    change({ isAsking: true });
    try {
      if (!hasBegun) change({ flow: takeUp(state.flow, await parts.listDrafts()) });
      hasBegun = true;
      await parts.alone(fill);
      change({ fault: null, isAsking: false });
    } catch (fault) {
      change({ fault, isAsking: false });
    } finally {
      isBusy = false;
    }
  }

  /** First what this device keeps and no other tab shows, then what the server gives beside it. */
  async function fill(): Promise<void> {
    const kept = await held.list(parts.campaign);
    const ours = kept.filter(({ volunteer }) => volunteer === parts.volunteer());
    await showKept(ours.filter((task) => isOfferedUntil(task) > Date.now()));
    const wanted = parts.ahead() - heldHere();
    if (wanted <= 0 || state.isSessionLost) return;
    try {
      const answered = await leaseInSession(Math.min(MOST_PER_CALL, wanted), ours);
      if (answered !== null) await takeOver(answered);
    } catch (fault) {
      // Better a late answer than none.
      await showKept(ours);
      throw fault;
    }
    for (const { id } of kept.filter((task) => isStale(task, Date.now()))) void held.remove(id);
  }

  /** Puts kept work on the queue, what was begun first, until enough is held. */
  async function showKept(tasks: readonly HeldTask[]): Promise<void> {
    const isBegun = ({ assignment }: HeldTask) =>
      unitsOf(assignment).some(({ key }) => key in state.flow.drafts);
    for (const task of [...tasks.filter(isBegun), ...tasks.filter((each) => !isBegun(each))]) {
      if (heldHere() >= parts.ahead()) return;
      const expiresAt = new Date(isOfferedUntil(task)).toISOString();
      // One after the other: no more are claimed than are shown.
      // oxlint-disable-next-line no-await-in-loop
      await show([{ ...task.assignment, expiresAt }], state.flow.nothingLeft);
    }
  }

  async function takeOver({ assignments, reason }: AssignmentsAnswer): Promise<void> {
    const volunteer = parts.volunteer();
    if (volunteer !== null) {
      await held.put(
        assignments.map((assignment) => ({
          id: assignment.id,
          campaign: parts.campaign,
          volunteer,
          assignment,
          isAlong: false,
        })),
      );
    }
    await show(assignments, reason ?? null);
  }

  /** Puts those on the queue that no other tab shows. */
  async function show(assignments: readonly Assignment[], reason: SupplyState["flow"]["nothingLeft"]) {
    const claims = await Promise.all(assignments.map(({ id }) => claim(id)));
    const mine = assignments.filter((_, at) => claims[at]);
    for (const { id } of mine) if (!owners.has(id)) owners.set(id, parts.volunteer());
    const flow = receive(state.flow, mine, reason, isWaitingIn(outbox));
    // Everything answered: nothing of it is shown, so another tab need not be kept from it.
    for (const { id } of mine) if (!flow.queue.some(({ assignment }) => assignment === id)) letGo(id);
    change({ flow });
  }

  /** @returns null when the session is gone and answers wait for its volunteer */
  async function leaseInSession(count: number, kept: readonly HeldTask[]): Promise<AssignmentsAnswer | null> {
    const { waiting } = outbox.snapshot();
    const besides = new Set([
      ...state.flow.queue.map(({ assignment }) => assignment),
      ...waiting.map(({ assignment }) => assignment),
      ...kept.map(({ id }) => id),
    ]);
    const named = [...besides].slice(0, MOST_OPEN_LEASES);
    const answered = await parts.lease(count, named).catch(async (fault: unknown) => {
      if (!(fault instanceof ApiProblem) || fault.status !== 401) throw fault;
      if (isSomethingKept()) {
        change({ isSessionLost: true });
        return null;
      }
      await newSession();
      return parts.lease(count, []);
    });
    if (answered !== null && outbox.snapshot().link === "session-lost") outbox.resume();
    return answered;
  }

  const isSomethingKept = () => outbox.snapshot().waiting.some(({ vote }) => vote !== null);

  async function newSession(): Promise<void> {
    // Whoever comes for the first time had no session that could have ended.
    const hadOne = parts.volunteer() !== null;
    const { isNew } = await parts.ensureSession();
    if (!isNew) return;
    for (const { assignment } of state.flow.queue) release(assignment);
    change({ flow: forgetSession(state.flow), isNewSession: hadOne });
  }

  const heldHere = () => new Set(state.flow.queue.map(({ assignment }) => assignment)).size;

  function topUp(): void {
    const here = heldHere();
    if (here < parts.ahead() && (state.flow.nothingLeft === null || here === 0)) void ask();
  }

  function step(flow: Flow): void {
    const isReachable = outbox.snapshot().link !== "unreachable" && state.fault === null;
    change({ flow: isReachable ? dropExpired(flow, Date.now()) : flow });
    topUp();
  }

  /** Keeps a decision, then forgets its lease where nothing of it is left to be answered. */
  async function decide(unit: Unit, vote: (id: string) => VoteInput | null): Promise<void> {
    const id = makeId();
    await outbox.add({
      id,
      assignment: unit.assignment,
      volunteer: owners.get(unit.assignment) ?? parts.volunteer(),
      campaign: parts.campaign,
      vote: vote(id),
    });
    // Not before: until the answer is kept, what was begun is all that there is of it.
    void parts.forgetDraft(unit.key);
    if (!state.flow.queue.some(({ assignment }) => assignment === unit.assignment)) letGo(unit.assignment);
  }

  function letGo(assignment: string): void {
    release(assignment);
    void held.remove(assignment);
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
        for (const { assignment } of state.flow.queue) release(assignment);
      };
    },
    ask: () => {
      change({ isSessionLost: false });
      void ask();
    },
    submit: (draft, voteOf) => {
      const unit = state.flow.queue[0];
      if (unit === undefined) return;
      const kept = decide(unit, voteOf);
      step(answer(state.flow, draft));
      void kept;
    },
    skip: () => {
      const unit = state.flow.queue[0];
      if (unit === undefined) return;
      const kept = decide(unit, () => null);
      step(skip(state.flow));
      void kept;
    },
    undo: (draft) => change({ flow: undo(state.flow, draft) }),
    beginAnew: () => {
      change({ isSessionLost: false });
      void newSession().then(ask, (fault: unknown) => change({ fault }));
    },
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
