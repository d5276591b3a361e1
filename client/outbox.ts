import { ApiProblem } from "./api.ts";
import type { OutboxItem, OutboxStore } from "./outbox-store.ts";

/** What the screen needs to know of the outbox. A new object whenever something changed. */
export type OutboxState = {
  waiting: readonly OutboxItem[];
  /** Refused for good, kept so that nothing a volunteer said disappears. */
  refused: readonly OutboxItem[];
  /** `session-lost`: the server no longer knows us; `resume` when it does again. */
  link: "ok" | "unreachable" | "session-lost";
};

export type Outbox = {
  /** Keeps an item on this device, then sends it. Resolves once kept. */
  add: (item: Omit<OutboxItem, "refused">) => Promise<void>;
  /** Sends what waits, now: on start, when the network is back, after a new session began. */
  resume: () => void;
  /** Forgets a refused item that was dealt with. */
  forget: (id: string) => Promise<void>;
  snapshot: () => OutboxState;
  subscribe: (onChange: () => void) => () => void;
};

type OutboxParts = {
  store: OutboxStore;
  /** Hands one item to the server. @throws ApiProblem */
  send: (item: OutboxItem) => Promise<void>;
  /** Calls back after so many milliseconds. */
  later: (callBack: () => void, delayMs: number) => void;
  /** Runs alone among all tabs of this browser. */
  alone: (work: () => Promise<void>) => Promise<void>;
};

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;

/**
 * Keeps every answer until the server has acknowledged it, across reloads, tabs and days without a network.
 * Sends in the order of decisions, one at a time; the vote's own id makes sending twice harmless.
 */
export function createOutbox({ store, send, later, alone }: OutboxParts): Outbox {
  const listeners = new Set<() => void>();
  let state: OutboxState = { waiting: [], refused: [], link: "ok" };
  let isSending = false;
  let isWantedAgain = false;
  let failures = 0;

  async function refresh(link = state.link): Promise<void> {
    const items = await store.list();
    state = {
      waiting: items.filter((item) => item.refused === null),
      refused: items.filter((item) => item.refused !== null),
      link,
    };
    for (const listener of listeners) listener();
  }

  /** Sends one item; says whether the next may follow. */
  async function deliver(item: OutboxItem): Promise<boolean> {
    try {
      await send(item);
    } catch (fault) {
      if (fault instanceof ApiProblem && fault.status === 401) {
        await refresh("session-lost");
        return false;
      }
      if (fault instanceof ApiProblem && isFinal(fault)) {
        // A skip that is refused (its lease is long gone) has nothing in it worth keeping.
        if (item.vote === null) await store.remove(item.id);
        else await store.put({ ...item, refused: fault.code });
        await refresh("ok");
        return true;
      }
      tryLater(fault);
      await refresh("unreachable");
      return false;
    }
    failures = 0;
    await store.remove(item.id);
    await refresh("ok");
    return true;
  }

  async function sendAll(): Promise<void> {
    await refresh();
    for (const item of state.waiting) {
      // In order, so that a changed mind arrives after the answer it changes.
      // oxlint-disable-next-line no-await-in-loop
      if (!(await deliver(item))) return;
    }
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
      .catch(tryLater)
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

/** Whether asking again cannot help: the request itself is refused, not the moment. */
function isFinal({ status }: ApiProblem): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429;
}
