import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changed, NO_FILTER, readFilter, toggled, writeFilter } from "../../../client/analysis/filter.ts";
import { looksOf, windowColour } from "../../../client/analysis/looks.ts";
import { damagedFrom, massPerInterval, timelineOf } from "../../../client/analysis/moments.ts";
import { shareDamagedBy } from "../../../client/analysis/statistics.ts";
import { aBuilding, aWindow, someScenes, UNOSAT } from "./builders.ts";

const timeline = timelineOf(someScenes("02-01", "03-01", "03-11", "04-01"));
const at = (index: number) => timeline.scenes[index]?.acquiredAt ?? null;
const theme = { classes: UNOSAT.classes, scenes: 4, colour: "class", until: null } as const;

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
  it("add up to the share that is damaged by each date", () => {
    const figures = [0, 1, 0, 0, 1].map((expected) => ({ expected, low: 0, high: 2 }));
    expect(shareDamagedBy(figures)).toEqual([0, 0.5, 0.5, 0.5]);
  });
});

describe("the filter", () => {
  it("survives the way through an address and leaves the rest of it alone", () => {
    const ring = [
      [38, 35],
      [38.1, 35],
      [38.1, 35.1],
      [38, 35],
    ] as [number, number][];
    const filter = {
      finalClass: ["severe", "~none"],
      status: ["disputed", "open"] as const,
      minProbability: 0.7,
      maxVotes: 4,
      damagedTo: "2017-03-11",
      area: { type: "Polygon" as const, coordinates: [ring] },
    };
    const search = writeFilter(new URLSearchParams("building=b&finalClass=old"), {
      ...filter,
      status: [...filter.status],
    });
    expect(readFilter(search)).toEqual(filter);
    expect(search.get("building")).toBe("b");
    expect(writeFilter(search, NO_FILTER).toString()).toBe("building=b");
  });

  it("takes nonsense in an address for no filter, and keeps what makes sense beside it", () => {
    expect(readFilter(new URLSearchParams("status=drop&minProbability=NaN&area=here"))).toEqual(NO_FILTER);
    expect(readFilter(new URLSearchParams("minProbability=7&minVotes=2"))).toEqual({ minVotes: 2 });
    expect(readFilter(new URLSearchParams("minVotes=3&maxVotes=1"))).toEqual(NO_FILTER);
  });

  it("switches single values on and off, and is none when all are off", () => {
    expect(toggled(["a", "b"], "a")).toEqual(["b"]);
    expect(toggled(undefined, "a")).toEqual(["a"]);
    expect(changed({ finalClass: ["a"], minVotes: 1 }, { finalClass: toggled(["a"], "a") })).toEqual({
      minVotes: 1,
    });
  });
});

describe("how the map draws a building", () => {
  it("shows it as still standing while the picture is older than its damage", () => {
    const building = { class: "destroyed", status: "settled", certainty: 0.9, interval: 2 };
    expect(looksOf({ ...theme, until: 1 })(building)).toMatchObject({ isHollow: true, sign: "ring" });
    expect(looksOf({ ...theme, until: 2 })(building)).toMatchObject({ isHollow: false, sign: "cross" });
  });

  it("tells every class by a sign as well as by a colour", () => {
    const codes = UNOSAT.classes.map(({ code }) => code);
    const lookOf = looksOf(theme);
    const looks = codes.map((code) =>
      lookOf({ class: code, status: "settled", certainty: 0.9, interval: 2 }),
    );
    expect(new Set(looks.map((look) => look.sign)).size).toBe(codes.length);
    expect(new Set(looks.map((look) => look.colour)).size).toBe(codes.length);
  });

  it("gives each interval a colour of its own, however many there are", () => {
    const colours = Array.from({ length: 30 }, (_, index) => windowColour(index, 30));
    expect(new Set(colours).size).toBe(30);
    expect(colours.every((colour) => /^#[0-9a-f]{6}$/.test(colour))).toBe(true);
  });
});
