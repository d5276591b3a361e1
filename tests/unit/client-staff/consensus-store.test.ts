import { describe, expect, it } from "vitest";
import { createConsensusStore } from "../../../client/analysis/consensus-store.ts";
import { aBuilding, aWindow, idOf } from "./builders.ts";

const change = (number: number, probability: number) => ({
  seq: 1,
  building: idOf(number),
  status: "settled" as const,
  class: "destroyed",
  probability,
  window: aWindow(0, 1),
});

describe("the buildings behind the map", () => {
  it("repaint only what is news, however often the same changes are told", () => {
    const store = createConsensusStore();
    store.put([aBuilding(1), aBuilding(2)]);
    const repainted: string[][] = [];
    store.subscribe((ids) => repainted.push([...ids]));

    store.apply([change(1, 0.97), change(2, 0.5)]);
    store.apply([change(1, 0.97), change(2, 0.5)]);

    expect(repainted).toEqual([[idOf(2)]]);
    expect(store.find(idOf(2))?.properties.probability).toBe(0.5);
  });

  it("keep the same list until something changes, so that screens need not look again", () => {
    const store = createConsensusStore();
    store.put([aBuilding(1)]);
    const before = store.snapshot();
    store.apply([change(1, 0.97)]);
    expect(store.snapshot()).toBe(before);
    store.apply([change(1, 0.6)]);
    expect(store.snapshot()).not.toBe(before);
  });

  it("name the buildings whose distributions are older than their answer, once", () => {
    const store = createConsensusStore();
    store.put([aBuilding(1), aBuilding(2)]);
    store.apply([change(1, 0.6), change(2, 0.7)]);
    store.put([aBuilding(2)]);
    expect(store.takeOutdated()).toEqual([idOf(1)]);
    expect(store.takeOutdated()).toEqual([]);
  });

  it("pass over changes of buildings that are not there: their page will bring them", () => {
    const store = createConsensusStore();
    store.apply([change(9, 0.6)]);
    expect(store.snapshot()).toEqual([]);
  });
});
