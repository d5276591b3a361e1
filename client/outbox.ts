import { ApiProblem } from "./api.ts";
import type { OutboxItem, OutboxStore } from "./outbox-store.ts";

/** What the screen needs to know of the outbox. A new object whenever something changed. */
export type OutboxState = {
  waiting: readonly OutboxItem[];
  /** Given by a volunteer whose session is not this one: sent when they are back, never in another's name. */
  stranded: readonly OutboxItem[];
  /** Refused for good, kept so that nothing a volunteer said disappears. */
  refused: readonly OutboxItem[];
  /** How many items are kept only while this page is open: the device has no room for them. */
  fleeting: number;
  /** `session-lost`: the server no longer knows us; `resume` when it does again. */
  link: "ok" | "unreachable" | "session-lost";
};

export type NewItem = Omit<OutboxItem, "refused">;

export type Outbox = {
  /** Keeps an item on this device, then sends it. Resolves once kept. */
  add: (item: NewItem) => Promise<void>;
  /** Sends what waits, now: on start, when the network is back, after a new session began. */
  resume: () => void;
  /** Reads again what is kept: another tab added or sent something. */
  refresh: () => void;
  /** Forgets a refused item that was dealt with. */
  forget: (id: string) => Promise<void>;
  snapshot: () => OutboxState;
  subscribe: (onChange: () => void) => () => void;
};

type OutboxParts = {
  store: OutboxStore;
  /** Hands one item to the server. @throws ApiProblem */
  send: (item: OutboxItem) => Promise<void>;
  /** Asks the server who we are; null when nobody. @throws ApiProblem */
  whoAmI: () => Promise<string | null>;
  /** Calls back after so many milliseconds. */
  later: (callBack: () => void, delayMs: number) => void;
  /** Runs alone among all tabs of this browser. */
  alone: (work: () => Promise<void>) => Promise<void>;
};

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
/** How many tasks' answers are on their way at a time: a day's worth should not take a round trip each. */
const LANES = 4;

const EMPTY: OutboxState = { waiting: [], stranded: [], refused: [], fleeting: 0, link: "ok" };

/**
 * Keeps every answer until the server has acknowledged it, across reloads, tabs and days without a network.
 * Sends the answers of one task in the order of decisions; the vote's own id makes sending twice harmless.
 */
export function createOutbox({ store, send, whoAmI, later, alone }: OutboxParts): Outbox {
  const listeners = new Set<() => void>();
  let state = EMPTY;
  let isSending = false;
  let isWantedAgain = false;
  let failures = 0;
  /** Who the server says we are; undefined while it was not asked. */
  let me: string | null | undefined;

  async function refresh(link = state.link): Promise<void> {
    const items = await store.list();
    const open = items.filter((item) => item.refused === null);
    state = {
      waiting: open.filter((item) => !isAnothers(item)),
      stranded: open.filter(isAnothers),
      refused: items.filter((item) => item.refused !== null),
      fleeting: store.fleeting(),
      link,
    };
    for (const listener of listeners) listener();
  }

  const isAnothers = ({ volunteer }: OutboxItem) =>
    volunteer !== null && typeof me === "string" && volunteer !== me;

  /** Sends one item; says whether the next may follow. */
  async function deliver(item: OutboxItem): Promise<boolean> {
    try {
      await send(item);
    } catch (fault) {
      if (fault instanceof ApiProblem && isFinal(fault)) return settleRefusal(item, fault);
      tryLater(fault);
      await refresh("unreachable");
      return false;
    }
    failures = 0;
    await store.remove(item.id);
    await refresh("ok");
    return true;
  }

  /** Tells a refusal of the answer from a refusal of whoever sends it. */
  async function settleRefusal(item: OutboxItem, fault: ApiProblem): Promise<boolean> {
    if (fault.status === 401) {
      me = null;
      await refresh("session-lost");
      return false;
    }
    // Another's lease does not exist for us: did somebody else sign in here meanwhile, in another tab perhaps?
    if (fault.status === 404 && item.volunteer !== null) me = await whoAmI();
    if (isAnothers(item)) {
      await refresh("ok");
      return true;
    }
    // A skip that is refused (its lease is long gone) has nothing in it worth keeping.
    if (item.vote === null) await store.remove(item.id);
    else await store.put({ ...item, refused: fault.code });
    await refresh("ok");
    return true;
  }

  /** Asks who we are, once, and again while something kept is not ours. Nothing is ever sent in another's name. */
  async function learnWhoIAm(): Promise<boolean> {
    const open = (await store.list()).filter(({ refused }) => refused === null);
    const isInDoubt = open.some(({ volunteer }) => volunteer !== null && volunteer !== me);
    if (isInDoubt) me = await whoAmI();
    await refresh(isInDoubt && me === null ? "session-lost" : state.link);
    return !(isInDoubt && me === null);
  }

  async function sendAll(): Promise<void> {
    if (!(await learnWhoIAm())) return;
    const tasks = byTask(state.waiting);
    let isStopped = false;
    async function lane(): Promise<void> {
      for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
        for (const item of task) {
          if (isStopped) return;
          // In order, so that a changed mind arrives after the answer it changes.
          // oxlint-disable-next-line no-await-in-loop
          if (!isAnothers(item)) isStopped = !(await deliver(item)) || isStopped;
        }
      }
    }
    await Promise.all(Array.from({ length: LANES }, lane));
  }

  function tryLater(fault: unknown): void {
    const backOffMs = Math.min(FIRST_DELAY_MS * 2 ** failures, LONGEST_DELAY_MS);
    const askedMs = fault instanceof ApiProblem ? (fault.retryAfterSeconds ?? 0) * 1_000 : 0;
    failures += 1;
    later(resume, Math.max(askedMs, backOffMs * (0.75 + Math.random() / 2)));
  }

  function resume(): void {
    isWantedAgain = isSending;
    if (isSending) return;
    isSending = true;
    void alone(sendAll)
      .catch(async (fault: unknown) => {
        tryLater(fault);
        await refresh("unreachable");
      })
      .finally(() => {
        isSending = false;
        if (isWantedAgain) resume();
      });
  }

  return {
    add: async (item) => {
      await store.put({ ...item, refused: null });
      await refresh();
      resume();
    },
    resume,
    refresh: () => void refresh(),
    forget: async (id) => {
      await store.remove(id);
      await refresh();
    },
    snapshot: () => state,
    subscribe: (onChange) => {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
  };
}

/** The answers of each task together, in the order of decisions. */
function byTask(items: readonly OutboxItem[]): OutboxItem[][] {
  const tasks = new Map<string, OutboxItem[]>();
  for (const item of items) tasks.set(item.assignment, [...(tasks.get(item.assignment) ?? []), item]);
  return [...tasks.values()];
}

/** Whether asking again cannot help: the request itself is refused, not the moment. */
function isFinal({ status }: ApiProblem): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}
