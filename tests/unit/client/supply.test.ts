import { describe, expect, it } from "vitest";
import { ApiProblem } from "../../../client/api.ts";
import { createOutbox } from "../../../client/outbox.ts";
import { memoryStore } from "../../../client/outbox-store.ts";
import { EMPTY_DRAFT, voteFrom } from "../../../client/tagging/draft.ts";
import { memoryHeldWork } from "../../../client/offline/held-work.ts";
import type { BegunAnswer } from "../../../client/offline/kept-drafts.ts";
import { createSupply } from "../../../client/tagging/supply.ts";
import type { Assignment } from "../../../shared/assignments.ts";

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const ME = id(9_001);
const SOMEBODY_NEW = id(9_002);
const AHEAD = 3;

type Server = ReturnType<typeof aServer>;

/** A server with `buildings` one-building tasks for whoever is signed in. */
function aServer(buildings: number) {
  const server = {
    open: [] as number[],
    next: 1,
    votes: [] as string[],
    me: ME as string | null,
    isReachable: true,
    leaseMs: 3_600_000,
    guard(): void {
      if (!server.isReachable) throw new ApiProblem("offline", 0, "no network");
      if (server.me === null) throw new ApiProblem("unauthenticated", 401, "who?");
    },
    lease(count: number, besides: readonly string[]) {
      const told = server.open.filter((n) => !besides.includes(id(n))).slice(0, count);
      while (told.length < count && server.next <= buildings) {
        server.open.push(server.next);
        told.push(server.next);
        server.next += 1;
      }
      const expiresAt = new Date(Date.now() + server.leaseMs).toISOString();
      const assignments = told.map((n) => anAssignment(n, expiresAt));
      return assignments.length === 0
        ? { assignments, reason: "none-left-for-you" as const }
        : { assignments };
    },
  };
  return server;
}

/** What one browser keeps: its outbox's items, its leases, its drafts, and which tab shows which task. */
function aDevice() {
  return {
    items: memoryStore(),
    held: memoryHeldWork(),
    drafts: new Map<string, BegunAnswer>(),
    claims: new Map<string, object>(),
  };
}

/** A tab in which a volunteer tags. */
function aVolunteer(
  buildings: number,
  server: Server = aServer(buildings),
  device = aDevice(),
  knownAs: string | null = ME,
) {
  const tab = {};
  const outbox = createOutbox({
    store: device.items,
    send: async ({ assignment, vote }) => {
      server.guard();
      if (vote !== null) server.votes.push(vote.id);
      server.open = server.open.filter((n) => id(n) !== assignment);
    },
    whoAmI: async () => {
      if (!server.isReachable) throw new ApiProblem("offline", 0, "no network");
      return server.me;
    },
    later: () => undefined,
    alone: (work) => work(),
  });
  const supply = createSupply({
    campaign: "town",
    outbox,
    lease: async (count, besides) => {
      server.guard();
      return server.lease(count, besides);
    },
    ensureSession: async () => {
      const isNew = server.me === null;
      if (isNew) server.open = []; // those are the one's before
      server.me ??= SOMEBODY_NEW;
      return { isNew };
    },
    volunteer: () => server.me ?? knownAs,
    held: device.held,
    listDrafts: async () => device.drafts,
    forgetDraft: async (unit) => void device.drafts.delete(unit),
    claim: async (assignment) => {
      const holder = device.claims.get(assignment) ?? tab;
      device.claims.set(assignment, holder);
      return holder === tab;
    },
    release: (assignment) => void device.claims.delete(assignment),
    alone: (work) => work(),
    ahead: () => AHEAD,
  });
  const leave = supply.subscribe(() => undefined);
  return { server, supply, outbox, leave, device };
}

function anAssignment(n: number, expiresAt: string): Assignment {
  return {
    id: id(n),
    expiresAt,
    task: {
      id: id(n + 1_000),
      bounds: [0, 0, 1, 1],
      buildings: [
        {
          type: "Feature",
          id: id(n + 2_000),
          geometry: { type: "Point", coordinates: [0, 0] },
          properties: { externalId: null, radiusMetres: 10 },
        },
      ],
    },
  };
}

type Volunteer = ReturnType<typeof aVolunteer>;
const onScreen = ({ supply }: Volunteer) => supply.snapshot().flow.queue[0];

function submit(volunteer: Volunteer): void {
  const building = onScreen(volunteer)?.building.id ?? "";
  volunteer.supply.submit(EMPTY_DRAFT, (vote) =>
    voteFrom({ ...EMPTY_DRAFT, cannotTell: "cloud" }, { id: vote, building, elapsedMs: 1, seen: [] }),
  );
}

describe("a volunteer's supply", () => {
  it("has the next building at once, never the same twice, and every answer arrives once", async () => {
    const volunteer = aVolunteer(12);
    const shown: string[] = [];
    for (let n = 0; n < 12; n += 1) {
      await expect.poll(() => onScreen(volunteer)).toBeDefined();
      shown.push(onScreen(volunteer)?.key ?? "");
      submit(volunteer);
    }
    await expect.poll(() => volunteer.supply.snapshot().flow.nothingLeft).toBe("none-left-for-you");
    expect(new Set(shown).size).toBe(12);
    await expect.poll(() => new Set(volunteer.server.votes).size).toBe(12);
    expect(volunteer.server.votes).toHaveLength(12);
    volunteer.leave();
  });

  it("goes on with what it holds when the network is gone", async () => {
    const volunteer = aVolunteer(9);
    await expect.poll(() => volunteer.supply.snapshot().flow.queue.length).toBe(3);
    volunteer.server.isReachable = false;
    submit(volunteer);
    submit(volunteer);
    expect(onScreen(volunteer)).toBeDefined();
    await expect.poll(() => volunteer.outbox.snapshot().waiting.length).toBe(2);
    volunteer.server.isReachable = true;
    volunteer.outbox.resume();
    await expect.poll(() => volunteer.server.votes.length).toBe(2);
    await expect.poll(() => volunteer.supply.snapshot().flow.queue.length).toBe(3);
    volunteer.leave();
  });

  it("begins a new session when the server forgot the old one and nothing is kept, and says so", async () => {
    const server = aServer(9);
    server.me = null;
    const volunteer = aVolunteer(9, server);
    await expect.poll(() => volunteer.supply.snapshot().isNewSession).toBe(true);
    await expect.poll(() => volunteer.supply.snapshot().flow.queue.length).toBe(AHEAD);
    volunteer.leave();
  });

  it("begins a newcomer's session without a word: none of theirs has ended", async () => {
    const server = aServer(9);
    server.me = null;
    const volunteer = aVolunteer(9, server, aDevice(), null);
    await expect.poll(() => volunteer.supply.snapshot().flow.queue.length).toBe(AHEAD);
    expect(volunteer.supply.snapshot().isNewSession).toBe(false);
    volunteer.leave();
  });

  it("asks how to go on when the session ended and answers of its volunteer wait, and sends them when back", async () => {
    const volunteer = aVolunteer(9);
    await expect.poll(() => volunteer.supply.snapshot().flow.queue.length).toBe(AHEAD);
    volunteer.server.me = null;
    submit(volunteer);
    await expect.poll(() => volunteer.supply.snapshot().isSessionLost).toBe(true);
    expect(volunteer.server.votes).toEqual([]);
    expect(onScreen(volunteer)).toBeDefined();
    volunteer.server.me = ME;
    volunteer.outbox.resume();
    volunteer.supply.ask();
    await expect.poll(() => volunteer.server.votes.length).toBe(1);
    expect(volunteer.supply.snapshot()).toMatchObject({ isSessionLost: false, isNewSession: false });
    volunteer.leave();
  });

  it("goes on as somebody new when asked to, and keeps the answers of the one before unsent", async () => {
    const volunteer = aVolunteer(9);
    await expect.poll(() => volunteer.supply.snapshot().flow.queue.length).toBe(AHEAD);
    volunteer.server.me = null;
    submit(volunteer);
    await expect.poll(() => volunteer.supply.snapshot().isSessionLost).toBe(true);
    volunteer.supply.beginAnew();
    await expect.poll(() => volunteer.supply.snapshot().isNewSession).toBe(true);
    volunteer.outbox.resume();
    await expect.poll(() => volunteer.outbox.snapshot().stranded.length).toBe(1);
    expect(volunteer.server.votes).toEqual([]);
    // What comes now is leased to the new one: its answer counts.
    await expect.poll(() => onScreen(volunteer)).toBeDefined();
    submit(volunteer);
    await expect.poll(() => volunteer.server.votes.length).toBe(1);
    volunteer.leave();
  });

  it("shows two tabs of one browser different buildings", async () => {
    const server = aServer(9);
    const device = aDevice();
    const one = aVolunteer(9, server, device);
    await expect.poll(() => one.supply.snapshot().flow.queue.length).toBe(AHEAD);
    const other = aVolunteer(9, server, device);
    await expect.poll(() => other.supply.snapshot().flow.queue.length).toBe(AHEAD);
    const keys = [one, other].flatMap(({ supply }) => supply.snapshot().flow.queue.map(({ key }) => key));
    expect(new Set(keys).size).toBe(2 * AHEAD);
    one.leave();
    other.leave();
  });

  it("goes on without a network after the tab was killed: same buildings, what was begun first", async () => {
    const server = aServer(9);
    const device = aDevice();
    const killed = aVolunteer(9, server, device);
    await expect.poll(() => killed.supply.snapshot().flow.queue.length).toBe(AHEAD);
    const keys = killed.supply.snapshot().flow.queue.map(({ key }) => key);
    device.drafts.set(keys[1] ?? "", { draft: { ...EMPTY_DRAFT, class: "destroyed" }, scene: id(4) });
    device.claims.clear(); // the browser frees what a killed tab held
    server.isReachable = false;
    const again = aVolunteer(9, server, device);
    await expect.poll(() => again.supply.snapshot().flow.queue.length).toBe(AHEAD);
    const { flow } = again.supply.snapshot();
    expect(flow.queue[0]?.key).toBe(keys[1]);
    expect(flow.drafts[keys[1] ?? ""]?.class).toBe("destroyed");
    expect(flow.scenes[keys[1] ?? ""]).toBe(id(4));
    again.leave();
  });

  it("shows leases that ran out only while no server can give fresh ones: late answers count", async () => {
    const server = aServer(9);
    server.leaseMs = -1_000;
    const device = aDevice();
    const before = aVolunteer(9, server, device);
    await expect.poll(() => before.supply.snapshot().isAsking).toBe(false);
    before.leave();
    device.claims.clear();
    server.isReachable = false;
    const onTheTrain = aVolunteer(9, server, device);
    await expect.poll(() => onTheTrain.supply.snapshot().flow.queue.length).toBe(AHEAD);
    onTheTrain.leave();
  });

  it("gives a skipped task back and does not show it again", async () => {
    const volunteer = aVolunteer(4);
    await expect.poll(() => volunteer.supply.snapshot().flow.queue.length).toBe(3);
    const skipped = onScreen(volunteer)?.key;
    volunteer.supply.skip();
    await expect.poll(() => volunteer.server.open.includes(1)).toBe(false);
    const keys = volunteer.supply.snapshot().flow.queue.map(({ key }) => key);
    expect(keys).not.toContain(skipped);
    volunteer.leave();
  });
});
