import View from "ol/View.js";
import { beforeEach, describe, expect, it } from "vitest";
import { createFraming, type Framing } from "../../../client/map/framing.ts";

const CITY = [0, 0, 10_000, 10_000];
/** On the equator, where a metre of Web Mercator is one on the ground. */
const HOUSE = [5_000, 5_000, 5_020, 5_020];
const NO_ROOM_TAKEN: [number, number, number, number] = [0, 0, 0, 0];

let view: View;
let framing: Framing;
let size: [number, number] | undefined;
let resize: (next: [number, number]) => void;

beforeEach(() => {
  view = new View({ center: [0, 0], zoom: 2, maxZoom: 21 });
  size = undefined;
  let listener = () => {};
  const map = {
    getView: () => view,
    getSize: () => size,
    on: (_type: string, next: () => void) => (listener = next),
  };
  framing = createFraming(map);
  resize = (next) => {
    size = next;
    view.setViewportSize(next);
    listener();
  };
});

/** How much of the shorter side an extent takes, 0–1. */
const shareOf = ([west = 0, , east = 0]: readonly number[], side: number) =>
  (east - west) / (view.getResolution() ?? NaN) / side;

describe("what a map shows by itself", () => {
  it("fills it from the moment that it has a size", () => {
    framing.showWhole(CITY);
    resize([800, 600]);
    expect(shareOf(CITY, 600)).toBeCloseTo(552 / 600);
    expect(view.getCenter()).toEqual([5_000, 5_000]);
  });

  it("fills it again when a sheet over it opens and shuts, and panels come and go", () => {
    resize([390, 250]);
    framing.showWhole(CITY);
    resize([390, 700]);
    expect(shareOf(CITY, 390)).toBeCloseTo(342 / 390);
    framing.setRoom([0, 0, 400, 0]);
    expect(shareOf(CITY, 300)).toBeCloseTo(252 / 300);
    framing.setRoom(NO_ROOM_TAKEN);
    expect(shareOf(CITY, 390)).toBeCloseTo(342 / 390);
  });

  it("is left alone once somebody has moved the map, until it is asked for again", () => {
    resize([800, 600]);
    framing.showWhole(CITY);
    view.setCenter([6_000, 5_000]);
    const moved = view.getResolution();
    resize([390, 250]);
    framing.setRoom([0, 0, 120, 0]);
    expect(view.getResolution()).toBe(moved);
    framing.setRoom(NO_ROOM_TAKEN);
    framing.showWhole(CITY);
    expect(view.getCenter()).toEqual([5_000, 5_000]);
    resize([800, 600]);
    expect(shareOf(CITY, 600)).toBeCloseTo(552 / 600);
  });

  it("does not become a point, or turn inside out, where panels leave no room", () => {
    resize([390, 150]);
    framing.setRoom([8, 8, 170, 8]);
    framing.showWhole(CITY);
    expect(shareOf(CITY, 40)).toBeCloseTo(1);
  });
});

describe("a building", () => {
  it("is shown with its surroundings, 120 metres of them or more for a large one", () => {
    resize([700, 700]);
    framing.showBuilding(HOUSE);
    expect((view.getResolution() ?? 0) * 700).toBeCloseTo(120, 0);
  });

  it("that is large is shown whole", () => {
    resize([390, 250]);
    framing.showBuilding([8_000, 8_000, 8_300, 8_100]);
    expect((view.getResolution() ?? 0) * 250).toBeCloseTo(900, 0);
  });

  it("stays in sight when a sheet takes the place where it was", () => {
    resize([390, 700]);
    framing.showBuilding(HOUSE);
    framing.setRoom([0, 0, 450, 0]);
    expect(view.getCenter()).toEqual([5_010, 5_010]);
    resize([390, 250]);
    framing.setRoom(NO_ROOM_TAKEN);
    expect(view.getCenter()).toEqual([5_010, 5_010]);
    expect(shareOf(HOUSE, 250)).toBeGreaterThan(0.1);
  });
});
