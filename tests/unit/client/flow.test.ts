import { describe, expect, it } from "vitest";
import { EMPTY_DRAFT } from "../../../client/tagging/draft.ts";
import { answer, dropExpired, EMPTY_FLOW, receive, skip, undo } from "../../../client/tagging/flow.ts";
import type { Assignment } from "../../../shared/assignments.ts";

const id = (n: number) => `00000000-0000-7000-8000-0000000000${String(n).padStart(2, "0")}`;

function anAssignment(n: number, buildings: number[], expiresAt = "2030-01-01T00:00:00Z"): Assignment {
  return {
    id: id(n),
    expiresAt,
    task: {
      id: id(n + 50),
      bounds: [0, 0, 1, 1],
      buildings: buildings.map((building) => ({
        type: "Feature",
        id: id(building),
        geometry: { type: "Point", coordinates: [0, 0] },
        properties: { externalId: null, radiusMetres: 10 },
      })),
    },
  };
}
const nobody = () => false;
const onScreen = (flow: typeof EMPTY_FLOW) => flow.queue[0]?.building.id;

describe("the flow of buildings", () => {
  it("goes through the buildings of a task, then to the next task", () => {
    let flow = receive(EMPTY_FLOW, [anAssignment(1, [11, 12]), anAssignment(2, [13])], null, nobody);
    const shown = [];
    while (flow.queue.length > 0) {
      shown.push(onScreen(flow));
      flow = answer(flow, EMPTY_DRAFT);
    }
    expect(shown).toEqual([id(11), id(12), id(13)]);
  });

  it("never offers again what was answered or skipped, even while the server still lists it", () => {
    const leases = [anAssignment(1, [11]), anAssignment(2, [12, 13])];
    let flow = answer(receive(EMPTY_FLOW, leases, null, nobody), EMPTY_DRAFT);
    flow = skip(flow);
    expect(flow.queue).toEqual([]);
    expect(receive(flow, leases, null, nobody).queue).toEqual([]);
  });

  it("does not offer what waits in the outbox from an earlier visit", () => {
    const flow = receive(
      EMPTY_FLOW,
      [anAssignment(1, [11, 12])],
      null,
      (unit) => unit.building.id === id(11),
    );
    expect(onScreen(flow)).toBe(id(12));
  });

  it("brings the last answer back with what was said, and keeps what was begun", () => {
    let flow = receive(EMPTY_FLOW, [anAssignment(1, [11]), anAssignment(2, [12])], null, nobody);
    flow = answer(flow, { ...EMPTY_DRAFT, class: "destroyed" });
    const key = flow.queue[0]?.key ?? "";
    flow = undo(flow, { ...EMPTY_DRAFT, comment: "half done" });
    expect(onScreen(flow)).toBe(id(11));
    expect(flow.drafts[flow.queue[0]?.key ?? ""]?.class).toBe("destroyed");
    flow = answer(flow, { ...EMPTY_DRAFT, class: "none" });
    expect(onScreen(flow)).toBe(id(12));
    expect(flow.drafts[key]?.comment).toBe("half done");
    expect(flow.answered).toHaveLength(1);
  });

  it("drops leases that ran out before their turn, never the building on screen", () => {
    const old = "2020-01-01T00:00:00Z";
    const flow = receive(EMPTY_FLOW, [anAssignment(1, [11], old), anAssignment(2, [12], old)], null, nobody);
    expect(dropExpired(flow, Date.now()).queue.map(({ building }) => building.id)).toEqual([id(11)]);
  });
});
