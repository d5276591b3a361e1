import { expect, it } from "vitest";
import { memoryHeldWork } from "../../../client/offline/held-work.ts";
import { packWork, type Packing } from "../../../client/offline/take-along.ts";
import type { Assignment } from "../../../shared/assignments.ts";

const id = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const ME = id(9_001);

function anAssignment(n: number): Assignment {
  const building = {
    type: "Feature" as const,
    id: id(n + 2_000),
    geometry: { type: "Point" as const, coordinates: [0, 0] as [number, number] },
    properties: { externalId: null, radiusMetres: 10, usability: [] },
  };
  return {
    id: id(n),
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
    task: { id: id(n + 1_000), bounds: [0, 0, 1, 1], buildings: [building] },
  };
}

/** A server with so many tasks, and a device with room for so many pictures; each task has three. */
function aDeparture(tasks: number, room = Infinity) {
  const held = memoryHeldWork();
  const taken = new Set<string>();
  const told: Packing[] = [];
  let given = 0;
  const leaving = new AbortController();
  const pack = (count: number) =>
    packWork(count, {
      campaign: "town",
      volunteer: ME,
      held,
      answered: () => [id(900)],
      lease: async (wanted, besides) => {
        expect(besides).toContain(id(900));
        const next = Array.from({ length: Math.min(wanted, tasks - given) }, (_, at) => given + at + 1);
        given += next.length;
        return { assignments: next.map(anAssignment) };
      },
      tilesOf: (assignment) => [1, 2, 3].map((n) => `${assignment.id}/${n}`),
      take: async (url) => {
        if (taken.size >= room) throw new DOMException("full", "QuotaExceededError");
        taken.add(url);
        return 1_000;
      },
      signal: leaving.signal,
      onProgress: (packing) => told.push(packing),
    });
  return { pack, held, taken, told, leaving };
}

const alongIn = async ({ held }: ReturnType<typeof aDeparture>) =>
  (await held.list("town")).filter(({ isAlong }) => isAlong).length;

it("takes as many buildings as were asked for, with all their pictures, and tells how far it is", async () => {
  const departure = aDeparture(100);
  expect(await departure.pack(25)).toBe("packed");
  expect(await alongIn(departure)).toBe(25);
  expect(departure.taken.size).toBe(75);
  expect(departure.told.at(-1)).toEqual({ buildings: 25, bytes: 75_000 });
});

it("begins with what is held already, and adds only what is missing", async () => {
  const departure = aDeparture(100);
  await departure.pack(10);
  expect(await departure.pack(25)).toBe("packed");
  expect(await alongIn(departure)).toBe(25);
});

it("says when no more are given out, and when the device is full; what is complete stays on board", async () => {
  const few = aDeparture(7);
  expect(await few.pack(25)).toBe("nothing-left");
  expect(await alongIn(few)).toBe(7);
  const small = aDeparture(100, 14);
  expect(await small.pack(25)).toBe("full");
  expect(await alongIn(small)).toBe(4);
});

it("stops when told to, and keeps what is complete", async () => {
  const departure = aDeparture(100);
  const packing = departure.pack(50);
  departure.leaving.abort();
  await expect(packing).rejects.toThrow(/abort/i);
  expect(await alongIn(departure)).toBeLessThan(50);
});
