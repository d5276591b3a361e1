import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  exportFilter,
  matchesFilter,
  NO_FILTER,
  readFilter,
  writeFilter,
} from "../../../client/analysis/filter.ts";
import { looksOf, windowColour } from "../../../client/analysis/looks.ts";
import { damagedFrom, massPerInterval, timelineOf } from "../../../client/analysis/moments.ts";
import { countByClass, damagePerInterval, shareDamagedBy } from "../../../client/analysis/statistics.ts";
import { aBuilding, ASKS_BOTH, aWindow, someScenes, UNOSAT } from "./builders.ts";

const timeline = timelineOf(someScenes("02-01", "03-01", "03-11", "04-01"));
const at = (index: number) => timeline.scenes[index]?.acquiredAt ?? null;
const campaign = { scale: UNOSAT, asks: ASKS_BOTH };
const view = { colour: "class", filter: NO_FILTER, until: null } as const;

describe("a building's window on the campaign's timeline", () => {
  it("shares the mass of an interval that spans an unusable scene by the days of its parts", () => {
    const { properties } = aBuilding(1, {
      intervals: [
        { from: null, to: at(0), p: 0.1 },
        { from: at(0), to: at(1), p: 0.2 },
        { from: at(1), to: at(3), p: 0.62 },
        { from: at(3), to: null, p: 0.08 },
      ],
    });
    const mass = massPerInterval(properties, timeline);
    expect(mass.map((p) => Number(p.toFixed(6)))).toEqual([0.1, 0.2, 0.2, 0.42, 0.08]);
  });

  it("loses no probability, wherever the building's own intervals end", () => {
    const cuts = fc.subarray([0, 1, 2, 3], { minLength: 1 });
    fc.assert(
      fc.property(cuts, (kept) => {
        const ends = [null, ...kept.map(at), null];
        const p = 1 / (ends.length - 1);
        const intervals = ends.slice(1).map((to, index) => ({ from: ends[index] ?? null, to, p }));
        const total = massPerInterval(aBuilding(1, { intervals }).properties, timeline).reduce(
          (a, b) => a + b,
        );
        expect(total).toBeCloseTo(1, 9);
      }),
    );
  });

  it("shows the analyst's window where a review states one, and the crowd's where it does not", () => {
    const review = {
      class: "severe",
      lastIntact: timeline.scenes[1]?.id ?? null,
      firstDamaged: timeline.scenes[2]?.id ?? null,
    };
    const stated = aBuilding(1, { window: aWindow(2, 3), final: review });
    const silent = aBuilding(1, {
      window: aWindow(2, 3),
      final: { class: "severe", lastIntact: null, firstDamaged: null },
    });
    expect(damagedFrom(stated.properties, timeline)).toBe(2);
    expect(damagedFrom(silent.properties, timeline)).toBe(3);
  });

  it("says nothing of a building nobody has looked at, and that one stands which is intact to the end", () => {
    expect(damagedFrom(aBuilding(1, { votes: 0 }).properties, timeline)).toBeNull();
    expect(damagedFrom(aBuilding(1, { window: aWindow(3, null) }).properties, timeline)).toBe(4);
    expect(damagedFrom(aBuilding(1, { window: aWindow(null, 0) }).properties, timeline)).toBe(0);
  });
});

describe("figures of many buildings", () => {
  it("add up probabilities, so that two halves are one building and doubt is a range", () => {
    const half = [
      { from: at(0), to: at(1), p: 0.5 },
      { from: at(3), to: null, p: 0.5 },
    ];
    const figures = damagePerInterval(
      [aBuilding(1, { intervals: half }), aBuilding(2, { intervals: half })],
      timeline,
    );
    expect(figures[1]?.expected).toBe(1);
    expect(figures[1]?.high).toBeCloseTo(1 + 1.6448536 * Math.sqrt(0.5), 6);
    expect(shareDamagedBy(figures)).toEqual([0, 0.5, 0.5, 0.5]);
  });

  it("leave out buildings nobody has looked at", () => {
    const certain = [{ from: at(0), to: at(1), p: 1 }];
    const figures = damagePerInterval([aBuilding(1, { intervals: certain, votes: 0 })], timeline);
    expect(figures.every(({ expected }) => expected === 0)).toBe(true);
    expect(countByClass([aBuilding(1, { votes: 0 })])).toEqual(new Map([["~none", 1]]));
  });
});

describe("the filter", () => {
  it("survives the way through an address and leaves the rest of it alone", () => {
    const filter = { class: "severe", status: "disputed", minCertainty: 0.7 } as const;
    const search = writeFilter(new URLSearchParams("building=b&class=old"), filter);
    expect(readFilter(search)).toEqual(filter);
    expect(search.get("building")).toBe("b");
    expect(writeFilter(search, NO_FILTER).toString()).toBe("building=b");
  });

  it("takes nonsense in an address for no filter", () => {
    expect(readFilter(new URLSearchParams("status=drop&certainty=NaN"))).toEqual(NO_FILTER);
    expect(readFilter(new URLSearchParams("certainty=7"))).toEqual(NO_FILTER);
  });

  it("finds reviewed buildings by the analyst's class, as they are shown", () => {
    const reviewed = aBuilding(1, { final: { class: "severe", lastIntact: null, firstDamaged: null } });
    expect(matchesFilter(reviewed, { ...NO_FILTER, class: "severe" }, ASKS_BOTH)).toBe(true);
    expect(matchesFilter(reviewed, { ...NO_FILTER, class: "destroyed" }, ASKS_BOTH)).toBe(false);
  });

  it("asks an export for what an export can hold", () => {
    expect(exportFilter({ class: "~none", status: "open", minCertainty: 0.9 })).toEqual({ status: "open" });
  });
});

describe("how the map draws a building", () => {
  it("shows it as still standing while the picture is older than its damage", () => {
    const building = aBuilding(1, { window: aWindow(1, 2) });
    const before = looksOf(campaign, timeline, { ...view, until: 1 })(building);
    const after = looksOf(campaign, timeline, { ...view, until: 2 })(building);
    expect(before).toMatchObject({ isHollow: true, sign: "ring" });
    expect(after).toMatchObject({ isHollow: false, sign: "cross" });
  });

  it("tells every class by a sign as well as by a colour", () => {
    const codes = UNOSAT.classes.map(({ code }) => code);
    const looks = codes.map((code) => looksOf(campaign, timeline, view)(aBuilding(1, { class: code })));
    expect(new Set(looks.map((look) => look?.sign)).size).toBe(codes.length);
    expect(new Set(looks.map((look) => look?.colour)).size).toBe(codes.length);
  });

  it("gives each interval a colour of its own, however many there are", () => {
    const colours = Array.from({ length: 30 }, (_, index) => windowColour(index, 30));
    expect(new Set(colours).size).toBe(30);
    expect(colours.every((colour) => /^#[0-9a-f]{6}$/.test(colour))).toBe(true);
  });

  it("leaves out what the filter leaves out", () => {
    const filter = { ...NO_FILTER, status: "open" } as const;
    expect(looksOf(campaign, timeline, { ...view, filter })(aBuilding(1))).toBeNull();
  });
});
