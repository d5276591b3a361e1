import { describe, expect, it } from "vitest";
import { ApiProblem } from "../../../client/api.ts";
import { createOutbox } from "../../../client/outbox.ts";
import { memoryStore } from "../../../client/outbox-store.ts";
import { EMPTY_DRAFT, voteFrom } from "../../../client/tagging/draft.ts";
import { createSupply } from "../../../client/tagging/supply.ts";
import type { Assignment } from "../../../shared/assignments.ts";

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

/** A server with `buildings` one-building tasks for one volunteer, and a volunteer in front of it. */
function aVolunteer(buildings: number) {
  const server = {
    open: [] as number[],
    next: 1,
    votes: [] as string[],
    isSignedIn: true,
    isReachable: true,
    asked: [] as number[],
  };
  function guard(): void {
    if (!server.isReachable) throw new ApiProblem("offline", 0, "no network");
    if (!server.isSignedIn) throw new ApiProblem("unauthenticated", 401, "who?");
  }
  const outbox = createOutbox({
    store: memoryStore(),
    send: async ({ assignment, vote }) => {
      guard();
      if (vote !== null) server.votes.push(vote.id);
      server.open = server.open.filter((n) => id(n) !== assignment);
    },
    later: () => undefined,
    alone: (work) => work(),
  });
  const supply = createSupply({
    outbox,
    lease: async (count) => {
      guard();
      server.asked.push(count);
      while (server.open.length < count && server.next <= buildings) server.open.push(server.next++);
      const assignments = server.open.slice(0, count).map(anAssignment);
      return assignments.length === 0 ? { assignments, reason: "none-left-for-you" } : { assignments };
    },
    ensureSession: async () => {
      server.isSignedIn = true;
      return { isNew: true };
    },
  });
  const leave = supply.subscribe(() => undefined);
  return { server, supply, outbox, leave };
}

function anAssignment(n: number): Assignment {
  return {
    id: id(n),
    expiresAt: "2040-01-01T00:00:00Z",
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
    voteFrom({ ...EMPTY_DRAFT, cannotTell: "cloud" }, { id: vote, building, elapsedMs: 1, scenesSeen: [] }),
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

  it("begins a new session when the server forgot the old one, and says so", async () => {
    const volunteer = aVolunteer(9);
    await expect.poll(() => volunteer.supply.snapshot().flow.queue.length).toBe(3);
    volunteer.server.isSignedIn = false;
    submit(volunteer);
    await expect.poll(() => volunteer.supply.snapshot().isNewSession).toBe(true);
    await expect.poll(() => volunteer.server.votes.length).toBe(1);
    volunteer.leave();
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
