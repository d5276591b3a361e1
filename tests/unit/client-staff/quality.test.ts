import { describe, expect, it } from "vitest";
import { textFrom, textsOf } from "../../../client/analysis/explanation.ts";
import { overlapOf, sharesOf, undecidedAccounts } from "../../../client/people/clusters.ts";
import { readPeopleView, writePeopleView } from "../../../client/people/people-view.ts";
import { countShown, sortVolunteers, wrongOnGold } from "../../../client/people/sort-volunteers.ts";
import { reliabilityPoints } from "../../../client/quality/reliability.ts";
import { wilsonInterval } from "../../../client/quality/wilson.ts";
import type { CampaignVolunteer, CopyingCluster } from "../../../shared/volunteers.ts";
import { idOf } from "./builders.ts";

/** A volunteer of whom nothing is known but the given. */
function aVolunteer(number: number, given: Partial<CampaignVolunteer> = {}): CampaignVolunteer {
  return {
    id: idOf(number),
    pseudonym: `kind-wren-${number}`,
    votes: 10,
    excluded: false,
    skill: null,
    gold: { answers: 0, right: null },
    copying: null,
    decision: null,
    exclusion: null,
    boardName: null,
    removedBoardName: null,
    ...given,
  };
}

const skill = (value: number) => ({ value, low: value - 0.1, high: value + 0.1, answers: 20 });
const gold = (wrong: number, answers: number) => ({ answers, right: 1 - wrong / answers });
const flag = { cluster: 0, with: [], z: 7 };
const numbersOf = (people: readonly CampaignVolunteer[]) => people.map(({ id }) => Number(id.slice(-4)));
const ALL = { shown: "all", isRising: false, find: "" } as const;

describe("volunteers in a list", () => {
  const people = [
    aVolunteer(1, { votes: 5, skill: skill(0.9), gold: gold(1, 1) }),
    aVolunteer(2, { votes: 50, skill: skill(0.2), gold: gold(10, 12), copying: flag }),
    aVolunteer(3, { votes: 20, excluded: true, pseudonym: "true-owl-3" }),
  ];

  it("come by answers, skill, or disagreement with gold, the unknown last either way", () => {
    const by = (sort: "answers" | "skill" | "gold", isRising: boolean) =>
      numbersOf(sortVolunteers(people, { ...ALL, sort, isRising }));
    expect(by("answers", false)).toEqual([2, 3, 1]);
    expect(by("skill", true)).toEqual([2, 1, 3]);
    expect(by("skill", false)).toEqual([1, 2, 3]);
    expect(by("gold", false)).toEqual([2, 1, 3]);
  });

  it("are counted and shown by what is out of the ordinary, and found by pseudonym", () => {
    expect(countShown(people)).toEqual({ all: 3, flagged: 1, excluded: 1 });
    const shown = (shownNow: "flagged" | "excluded", find = "") =>
      numbersOf(sortVolunteers(people, { ...ALL, sort: "answers", shown: shownNow, find }));
    expect(shown("flagged")).toEqual([2]);
    expect(shown("excluded", " OWL")).toEqual([3]);
    expect(shown("excluded", "wren")).toEqual([]);
  });

  it("are wrong on gold a whole number of times", () => {
    expect(wrongOnGold({ answers: 7, right: 5 / 7 })).toBe(2);
    expect(wrongOnGold({ answers: 0, right: null })).toBe(0);
  });
});

describe("the address of the list", () => {
  it("keeps what was chosen, and begins at the first page when that changes who is listed", () => {
    const chosen = writePeopleView(new URLSearchParams("page=3"), { sort: "skill", shown: "flagged" });
    expect(chosen.toString()).toBe("show=flagged&sort=skill");
    const opened = writePeopleView(new URLSearchParams("page=3"), { volunteer: "x" });
    expect(readPeopleView(opened)).toMatchObject({ page: 2, volunteer: "x" });
  });

  it("names the end of the order that one wants to see first only when it is the other one", () => {
    expect(readPeopleView(new URLSearchParams("sort=skill")).isRising).toBe(true);
    const turned = writePeopleView(new URLSearchParams("sort=skill"), { isRising: false });
    expect(readPeopleView(turned)).toMatchObject({ sort: "skill", isRising: false });
  });

  it("makes the best of nonsense", () => {
    const view = readPeopleView(new URLSearchParams("sort=x&show=y&page=-4"));
    expect(view).toMatchObject({ sort: "answers", shown: "all", page: 0, volunteer: null });
  });
});

describe("a group of copies", () => {
  const pair = { common: 20, agreed: 20, expected: 8, kappa: 1, z: 8 };
  const decision = { cleared: false, reason: "asked", at: "2026-11-01T00:00:00.000Z" };
  const cluster: CopyingCluster = {
    cluster: 0,
    members: [aVolunteer(1), aVolunteer(2, { decision })],
    pairs: [
      { ...pair, first: idOf(1), second: idOf(2) },
      { ...pair, common: 10, agreed: 7, expected: 4, first: idOf(1), second: idOf(3) },
    ],
  };

  it("agrees by all its pairs together, large ones weighing more", () => {
    expect(sharesOf(cluster)).toEqual({ agreed: 0.9, expected: 0.4 });
    expect(sharesOf({ ...cluster, pairs: [] })).toEqual({ agreed: 0, expected: 0 });
  });

  it("raises the alarm for those about whom nothing was decided", () => {
    expect(undecidedAccounts({ clusters: [cluster], cleared: [aVolunteer(9)] })).toBe(1);
  });

  it("overlaps by the smaller account's answers", () => {
    expect(overlapOf(5, aVolunteer(1), aVolunteer(2, { votes: 200 }))).toBe(0.5);
  });
});

describe("figures of few buildings", () => {
  it("come with the range in which the truth lies (Wilson)", () => {
    const { low, high } = wilsonInterval(8, 10);
    expect(low).toBeCloseTo(0.4902, 4);
    expect(high).toBeCloseTo(0.9433, 4);
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
    expect(wilsonInterval(10, 10).high).toBeCloseTo(1, 12);
  });

  it("leave bins without buildings out of the diagram", () => {
    const empty = { from: 0, to: 0.1, buildings: 0, stated: null, right: null };
    const full = { from: 0.9, to: 1, buildings: 10, stated: 0.95, right: 0.8 };
    const [point, ...others] = reliabilityPoints([empty, full]);
    expect(others).toEqual([]);
    expect(point).toMatchObject({ stated: 0.95, right: 0.8, buildings: 10 });
    expect(point!.low).toBeCloseTo(0.4902, 4);
  });
});

describe("an explanation", () => {
  it("is kept in the languages in which something was written", () => {
    expect(textFrom({ en: " Roof gone ", ar: " " })).toEqual({ en: "Roof gone" });
    expect(textFrom({ en: "" })).toBeNull();
  });

  it("that names no language is taken to be in the campaign's first", () => {
    expect(textsOf("Toit effondré", ["fr", "en"])).toEqual({ fr: "Toit effondré" });
    expect(textsOf(null, ["fr"])).toEqual({});
  });
});
