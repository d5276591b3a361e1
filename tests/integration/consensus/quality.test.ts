import { beforeAll, describe, expect, it } from "vitest";
import { Quality } from "../../../shared/quality.ts";
import { aVotedCampaign, allFindings } from "../../support/crowds.ts";
import { untilFitted } from "../../support/quiet.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

const [D, S, N] = ["destroyed", "severe", "no_visible_damage"] as const;
/** What each of three volunteers says of each building; null cannot tell. */
const SAID: Record<string, (string | null)[]> = {
  b1: [D, D, D],
  b2: [D, D, S],
  b3: [S, S, N],
  b4: [N, N, N],
  b5: [D, null, null],
};

const THREE = { redundancy: { min: 3, cap: 3, certainty: 0.9 } };
const said = (externalId: string, voter: number) => {
  const answer = SAID[externalId]?.[voter] ?? null;
  return answer === null ? { class: null, cannotTell: "cloud" } : { class: answer };
};
const aSmallCampaign = () => aVotedCampaign(world, 5, 3, said, THREE);
const quality = async (slug: string): Promise<Quality> => {
  const { status, body } = await world.analyst.get(`/campaigns/${slug}/quality`);
  expect(status, JSON.stringify(body)).toBe(200);
  return Quality.parse(body);
};
const state = async (slug: string, known: Record<string, string>) => {
  for (const { id, properties } of await allFindings(world, slug)) {
    const truth = known[properties.externalId];
    if (truth === undefined) continue;
    const reply = await world.admin.put(`/campaigns/${slug}/buildings/${id}/gold`, { class: truth });
    expect(reply.status).toBe(200);
  }
  await untilFitted(world);
};

describe("the quality of a campaign", () => {
  it("is told in measures of agreement that a hand can check", async () => {
    const { slug } = await aSmallCampaign();
    await untilFitted(world);
    const { agreement, ...counts } = await quality(slug);
    expect(counts).toMatchObject({ answers: 15, answeredBuildings: 5, meanAnswersPerBuilding: 3 });
    expect(counts.cannotTell).toBeCloseTo(2 / 15, 12);
    // b5 has one answer with a class, so twelve answers on four buildings are compared: 5 × D, 3 × S, 4 × N.
    expect(agreement.krippendorffAlphaNominal.value).toBeCloseTo(1 - (11 * 4) / 94, 12);
    // Ranks D < S < N with D–S 4² and S–N 3.5² apart, D–N 7.5².
    const [observed, expected] = [2 * 16 + 2 * 12.25, 2 * (15 * 16 + 12 * 12.25 + 20 * 56.25)];
    expect(agreement.krippendorffAlphaOrdinal.value).toBeCloseTo(1 - (11 * observed) / expected, 12);
    expect(agreement.fleissKappa.value).toBeCloseTo((2 / 3 - 50 / 144) / (1 - 50 / 144), 12);
    expect(agreement.fleissKappa.condition).toContain("which is so here");
    expect(agreement.mapswipeAgreement.value).toBeCloseTo(2 / 3, 12);
    // Three volunteers, each in one bin of skill.
    expect(counts.skills.reduce((sum: number, one: number) => sum + one, 0)).toBe(3);
    expect(counts.gold).toEqual({ scores: null, reason: "no building has a class stated by experts" });
    expect(counts.goldWindow).toEqual({ scores: null, reason: "the campaign does not ask for the window" });
  });

  it("does not count excluded volunteers", async () => {
    const { slug, volunteers } = await aSmallCampaign();
    const exclusion = `/volunteers/${volunteers[2]}/exclusion`;
    await world.admin.put(exclusion, { excluded: true, reason: "a test" });
    const { answers, agreement } = await quality(slug);
    expect(answers).toBe(10);
    expect(agreement.mapswipeAgreement.value).toBe(1);
    await world.admin.put(exclusion, { excluded: false, reason: "a test" });
  });

  it("says why a measure has no value", async () => {
    const { slug } = await aVotedCampaign(world, 2, 1, () => ({ class: D }), THREE);
    const { agreement } = await quality(slug);
    for (const measure of Object.values(agreement)) {
      expect(measure).toMatchObject({ value: null, reason: "no building has two answers with a class" });
      expect(measure.source).not.toBe("");
    }
    const alike = await aVotedCampaign(world, 2, 2, () => ({ class: D }), THREE);
    const told = (await quality(alike.slug)).agreement;
    expect(told.mapswipeAgreement.value).toBe(1);
    expect(told.fleissKappa).toMatchObject({ value: null, reason: expect.stringContaining("the same") });
    const empty = await aVotedCampaign(world, 1, 0, () => ({}), THREE);
    expect(await quality(empty.slug)).toMatchObject({
      answers: 0,
      meanAnswersPerBuilding: null,
      cannotTell: null,
    });
  });

  it("is measured against what experts know", async () => {
    const { slug } = await aSmallCampaign();
    await state(slug, { b1: D });
    const one = (await quality(slug)).gold.scores!;
    const bin = one.reliability.find(({ buildings }) => buildings > 0)!;
    expect(one).toMatchObject({ buildings: 1, accuracy: 1, macroF1: 1 });
    expect(bin).toMatchObject({ buildings: 1, right: 1 });
    expect(one.expectedCalibrationError).toBeCloseTo(1 - bin.stated!, 12);
    expect(one.logLoss).toBeCloseTo(-Math.log(bin.stated!), 12);

    await state(slug, { b2: S, b4: N });
    const three = (await quality(slug)).gold.scores!;
    expect(three).toMatchObject({ buildings: 3, accuracy: 2 / 3 });
    expect(three.reliability).toHaveLength(10);
    const counted = three.reliability.filter(({ buildings }) => buildings > 0);
    const gap = counted.reduce((sum, row) => sum + row.buildings * Math.abs(row.stated! - row.right!), 0);
    expect(counted.reduce((sum, { buildings }) => sum + buildings, 0)).toBe(3);
    expect(three.expectedCalibrationError).toBeCloseTo(gap / 3, 12);
    expect(three.brier).toBeGreaterThan(one.brier);
  });
});
