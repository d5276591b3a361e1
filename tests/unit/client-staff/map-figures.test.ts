import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changed, NO_FILTER, readFilter, toggled, writeFilter } from "../../../client/analysis/filter.ts";
import { looksOf, windowColour } from "../../../client/analysis/looks.ts";
import { damagedFrom, massPerInterval, timelineOf } from "../../../client/analysis/moments.ts";
import { expectedPerWeek, shareDamagedBy, stopAt, stopsOf } from "../../../client/analysis/weeks.ts";
import { aBuilding, aWindow, someScenes, UNOSAT } from "./builders.ts";

const timeline = timelineOf(someScenes("02-01", "03-01", "03-11", "04-01"));
const at = (index: number) => timeline.scenes[index]?.acquiredAt ?? null;
const seconds = timeline.times.map((time) => time / 1_000);
const theme = { classes: UNOSAT.classes, times: seconds, colour: "class", until: null } as const;
const DAY = 86_400;

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
  const figures = [0, 8, 2, 6, 4].map((expected) => ({ expected, low: 0, high: expected + 1 }));

  it("add up to the share that is damaged by each date, day by day between two pictures", () => {
    const by = (until: number) => shareDamagedBy(figures, timeline, until);
    expect(timeline.times.map(by)).toEqual([0, 0.4, 0.5, 0.8]);
    const [from = 0, to = 0] = timeline.times;
    expect(by(from + (to - from) / 4)).toBeCloseTo(0.1, 9);
    expect(by(from - 1)).toBe(0);
  });

  it("lose nothing when intervals are shared out to weeks, and are no surer of a week than of the whole", () => {
    const weeks = expectedPerWeek(figures, stopsOf(timeline, true), timeline);
    expect(weeks.reduce((sum, { count }) => sum + count.expected, 0)).toBeCloseTo(8 + 2 + 6, 9);
    for (const { count } of weeks) {
      expect(count.low).toBeLessThanOrEqual(count.expected);
      // A part of few is known less well than the whole, relative to its size.
      expect((count.high - count.expected) / count.expected).toBeGreaterThan(1 / 8);
    }
    expect(weeks.map(({ interval }) => interval)).toEqual([1, 1, 1, 1, 2, 2, 3, 3, 3]);
  });
});

describe("the time slider", () => {
  it("stands at the end of every week from the first picture to the last, over the newest picture of each", () => {
    const stops = stopsOf(timeline, true);
    // 2017-02-01 was a Wednesday; 2017-04-01 a Saturday: nine weeks. Two pictures of one week are two stops.
    expect(stops.map(({ week }) => week)).toEqual([
      "2017-01-30",
      "2017-02-06",
      "2017-02-13",
      "2017-02-20",
      "2017-02-27",
      "2017-03-06",
      "2017-03-13",
      "2017-03-20",
      "2017-03-27",
    ]);
    expect(stops.map(({ scene }) => scene)).toEqual([0, 0, 0, 0, 1, 2, 2, 2, 3]);
    expect(new Date(stops[0]?.until ?? 0).toISOString()).toBe("2017-02-05T23:59:59.999Z");
    const close = timelineOf(someScenes("02-01", "02-03", "02-09"));
    expect(stopsOf(close, true).map(({ scene, isWeek }) => [scene, isWeek])).toEqual([
      [0, false],
      [1, true],
      [2, true],
    ]);
  });

  it("has a stop for each picture where no windows are asked, and none without pictures", () => {
    expect(stopsOf(timeline, false).map(({ scene }) => scene)).toEqual([0, 1, 2, 3]);
    expect(stopsOf(timelineOf([]), true)).toEqual([]);
  });

  it("finds what an address names, and the end where it names nothing that there is", () => {
    const stops = stopsOf(timeline, true);
    expect(stopAt(stops, { week: "2017-02-13", scene: null })).toBe(2);
    expect(stopAt(stops, { week: null, scene: 1 })).toBe(4);
    expect(stopAt(stops, { week: "1999-01-04", scene: null })).toBe(8);
    expect(stopAt(stops, { week: null, scene: null })).toBe(8);
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
  const building = {
    class: "destroyed",
    status: "settled",
    certainty: 0.9,
    from: seconds[1] ?? 0,
    to: seconds[2] ?? 0,
  };

  it("shows it as still standing before its window, and as damaged from the end of it on", () => {
    expect(looksOf({ ...theme, until: building.from })(building)).toMatchObject({
      isHollow: true,
      sign: "ring",
      passed: null,
    });
    expect(looksOf({ ...theme, until: building.to })(building)).toMatchObject({
      isHollow: false,
      sign: "cross",
      passed: null,
    });
  });

  it("fills it as its window passes, and does not say that it is damaged meanwhile", () => {
    const lookAfter = (days: number) => looksOf({ ...theme, until: building.from + days * DAY })(building);
    expect([1, 3, 5, 9].map((days) => lookAfter(days).passed)).toEqual([0, 0.25, 0.5, 0.75]);
    expect(lookAfter(5)).toMatchObject({ isHollow: false, sign: "question" });
  });

  it("tells every class by a sign as well as by a colour", () => {
    const codes = UNOSAT.classes.map(({ code }) => code);
    const lookOf = looksOf(theme);
    const looks = codes.map((code) => lookOf({ ...building, class: code }));
    expect(new Set(looks.map((look) => look.sign)).size).toBe(codes.length);
    expect(new Set(looks.map((look) => look.colour)).size).toBe(codes.length);
  });

  it("gives each interval a colour of its own, however many there are", () => {
    const colours = Array.from({ length: 30 }, (_, index) => windowColour(index, 30));
    expect(new Set(colours).size).toBe(30);
    expect(colours.every((colour) => /^#[0-9a-f]{6}$/.test(colour))).toBe(true);
  });
});
