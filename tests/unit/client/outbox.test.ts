import { describe, expect, it, vi } from "vitest";
import { ApiProblem } from "../../../client/api.ts";
import { createOutbox } from "../../../client/outbox.ts";
import { type Disk, lastingStore, memoryStore, type OutboxItem } from "../../../client/outbox-store.ts";

const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
const ME = id(7);
const SOMEBODY_ELSE = id(6);
const offline = () => new ApiProblem("offline", 0, "no network");

function aVote(n: number): Omit<OutboxItem, "refused"> {
  const vote = {
    id: id(n),
    building: id(9),
    class: "destroyed",
    lastIntact: null,
    firstDamaged: null,
    cannotTell: null,
    elapsedMs: 1,
    comment: null,
    scenesSeen: [],
  };
  return { id: id(n), assignment: id(8), volunteer: ME, campaign: "town", vote };
}

/** An outbox beside a server that answers as told, and a clock that is moved by hand. */
function anOutbox(store = memoryStore()) {
  const heard: string[] = [];
  const timers: { callBack: () => void; delayMs: number }[] = [];
  const server = { answer: async (_item: OutboxItem): Promise<void> => undefined, me: ME as string | null };
  const outbox = createOutbox({
    store,
    send: async (item) => {
      await server.answer(item);
      heard.push(item.id);
    },
    whoAmI: async () => server.me,
    later: (callBack, delayMs) => void timers.push({ callBack, delayMs }),
    alone: (work) => work(),
  });
  return { outbox, heard, timers, server, store };
}
const waiting = (outbox: ReturnType<typeof anOutbox>["outbox"]) =>
  outbox.snapshot().waiting.map((item) => item.id);

describe("the outbox", () => {
  it("sends answers in the order they were given and forgets them when acknowledged", async () => {
    const { outbox, heard } = anOutbox();
    await Promise.all([outbox.add(aVote(1)), outbox.add(aVote(2))]);
    await expect.poll(() => heard).toEqual([id(1), id(2)]);
    await expect.poll(() => waiting(outbox)).toEqual([]);
  });

  it("keeps answers while the server is out of reach, tries later, and sends the same vote", async () => {
    const { outbox, heard, timers, server } = anOutbox();
    server.answer = async () => Promise.reject(offline());
    await outbox.add(aVote(1));
    await expect.poll(() => outbox.snapshot().link).toBe("unreachable");
    expect(waiting(outbox)).toEqual([id(1)]);
    server.answer = async () => undefined;
    timers[0]?.callBack();
    await expect.poll(() => heard).toEqual([id(1)]);
    await expect.poll(() => outbox.snapshot()).toMatchObject({ waiting: [], link: "ok" });
  });

  it("waits longer after each failure, and as long as the server asks", async () => {
    const { outbox, timers, server } = anOutbox();
    server.answer = async () => Promise.reject(offline());
    await outbox.add(aVote(1));
    for (let round = 1; round < 9; round += 1) {
      await expect.poll(() => timers.length).toBe(round);
      timers[round - 1]?.callBack();
    }
    const delays = timers.map(({ delayMs }) => delayMs);
    expect(delays[0]).toBeLessThan(2_000);
    expect(Math.max(...delays)).toBeLessThanOrEqual(75_000);
    expect(delays[5]).toBeGreaterThan(delays[0] ?? 0);

    server.answer = async () =>
      Promise.reject(new ApiProblem("too_many_requests", 429, "slow", { retryAfterSeconds: 120 }));
    await expect.poll(() => timers.length).toBe(9);
    timers[8]?.callBack();
    await expect.poll(() => timers[9]?.delayMs ?? 0).toBeGreaterThanOrEqual(120_000);
  });

  it("survives the page: another outbox over the same store sends what was left", async () => {
    const store = memoryStore();
    const before = anOutbox(store);
    before.server.answer = async () => Promise.reject(offline());
    await before.outbox.add(aVote(1));
    await expect.poll(() => before.outbox.snapshot().link).toBe("unreachable");
    const after = anOutbox(store);
    after.outbox.resume();
    await expect.poll(() => after.heard).toEqual([id(1)]);
  });

  it("keeps what the server refuses for good, tells it, and goes on with the rest", async () => {
    const { outbox, heard, server } = anOutbox();
    server.answer = async (item) => {
      if (item.id === id(1)) throw new ApiProblem("not_found", 404, "not yours");
    };
    await outbox.add(aVote(1));
    await outbox.add(aVote(2));
    await expect.poll(() => heard).toEqual([id(2)]);
    expect(outbox.snapshot().refused).toMatchObject([{ id: id(1), refused: "not_found" }]);
    await outbox.forget(id(1));
    expect(outbox.snapshot().refused).toEqual([]);
  });

  it("stops when the session is lost and goes on when told", async () => {
    const { outbox, heard, server } = anOutbox();
    server.answer = async () => Promise.reject(new ApiProblem("unauthenticated", 401, "who?"));
    await outbox.add(aVote(1));
    await expect.poll(() => outbox.snapshot().link).toBe("session-lost");
    expect(waiting(outbox)).toEqual([id(1)]);
    server.answer = async () => undefined;
    outbox.resume();
    await expect.poll(() => heard).toEqual([id(1)]);
  });

  it("tells its listeners, and stops when they leave", async () => {
    const { outbox } = anOutbox();
    const listener = vi.fn<() => void>();
    const leave = outbox.subscribe(listener);
    await outbox.add(aVote(1));
    expect(listener).toHaveBeenCalled();
    leave();
    await expect.poll(() => waiting(outbox)).toEqual([]);
    listener.mockClear();
    await outbox.add(aVote(2));
    expect(listener).not.toHaveBeenCalled();
  });

  it("never sends an answer in another's name, and sends it when its volunteer is back", async () => {
    const { outbox, heard, server } = anOutbox();
    server.answer = async () => Promise.reject(offline());
    await outbox.add(aVote(1));
    await expect.poll(() => outbox.snapshot().link).toBe("unreachable");
    server.me = SOMEBODY_ELSE;
    server.answer = async (item) => {
      if (item.volunteer !== server.me) throw new ApiProblem("not_found", 404, "not yours");
    };
    outbox.resume();
    await expect.poll(() => outbox.snapshot().stranded.map((item) => item.id)).toEqual([id(1)]);
    await outbox.add({ ...aVote(2), volunteer: SOMEBODY_ELSE });
    await expect.poll(() => heard).toEqual([id(2)]);
    expect(outbox.snapshot()).toMatchObject({ waiting: [], refused: [], stranded: [{ id: id(1) }] });

    server.me = ME;
    outbox.resume();
    await expect.poll(() => heard).toEqual([id(2), id(1)]);
    expect(outbox.snapshot()).toMatchObject({ waiting: [], refused: [], stranded: [] });
  });
});

/** A disk that holds so many items and no more. */
function aDisk(room: number) {
  const items = new Map<string, OutboxItem>();
  const disk = { room };
  const part: Disk = {
    list: async () => [...items.values()],
    put: async (item) => {
      if (!items.has(item.id) && items.size >= disk.room)
        throw new DOMException("full", "QuotaExceededError");
      items.set(item.id, item);
    },
    remove: async (item) => void items.delete(item),
  };
  return { disk, part, items };
}

describe("an outbox on a device whose storage is full", () => {
  it("says so, keeps every answer while the page is open, and keeps them for good once there is room", async () => {
    const { disk, part, items } = aDisk(1);
    const { outbox, server } = anOutbox(lastingStore(async () => undefined, part));
    server.answer = async () => Promise.reject(offline());
    for (const n of [1, 2, 3]) await outbox.add(aVote(n)); // oxlint-disable-line no-await-in-loop
    await expect.poll(() => waiting(outbox)).toEqual([id(1), id(2), id(3)]);
    expect(outbox.snapshot().fleeting).toBe(2);
    disk.room = 10;
    await outbox.add(aVote(4));
    await expect.poll(() => outbox.snapshot().fleeting).toBe(0);
    expect([...items.keys()].toSorted((a, b) => (a < b ? -1 : 1))).toEqual([id(1), id(2), id(3), id(4)]);
  });

  it("gives up pictures before an answer", async () => {
    const { disk, part } = aDisk(0);
    const { outbox, server } = anOutbox(lastingStore(async () => void (disk.room = 1), part));
    server.answer = async () => Promise.reject(offline());
    await outbox.add(aVote(1));
    expect(outbox.snapshot().fleeting).toBe(0);
  });
});
