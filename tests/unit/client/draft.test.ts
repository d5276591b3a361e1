import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  chooseCannotTell,
  chooseClass,
  chooseDamagedBefore,
  chooseIntactToTheEnd,
  type Draft,
  EMPTY_DRAFT,
  markFirstDamaged,
  markLastIntact,
  missingIn,
  voteFrom,
} from "../../../client/tagging/draft.ts";
import { pictureOf, placeOf } from "../../../client/tagging/question.ts";
import { CannotTell, VoteInput } from "../../../shared/votes.ts";
import { aQuestion, aScene, sceneId } from "./question-builder.ts";

const question = aQuestion();

/** What a draft says against itself. */
function contradictionsIn(draft: Draft): string[] {
  const [last, first] = [placeOf(question, draft.lastIntact), placeOf(question, draft.firstDamaged)];
  const saysSomething = draft.class !== null || last !== -1 || first !== -1;
  const isComplete = missingIn(draft, question).length === 0;
  const found: Record<string, boolean> = {
    "damaged before it was intact": last !== -1 && first !== -1 && last >= first,
    "undamaged, yet damaged once": draft.class === "none" && first !== -1,
    "cannot be told, yet is told": draft.cannotTell !== null && saysSomething,
    "complete without a window": isComplete && draft.cannotTell === null && last === -1 && first === -1,
  };
  return Object.keys(found).filter((name) => found[name]);
}

describe("a draft", () => {
  it("is an answer once class and both marks are given", () => {
    let draft = markLastIntact(EMPTY_DRAFT, sceneId(1), question);
    draft = markFirstDamaged(draft, sceneId(2), question);
    expect(missingIn(draft, question)).toEqual(["class"]);
    draft = chooseClass(draft, "destroyed", question);
    expect(missingIn(draft, question)).toEqual([]);
    expect(draft).toMatchObject({ class: "destroyed", lastIntact: sceneId(1), firstDamaged: sceneId(2) });
  });

  it("says intact to the end when an undamaged class is chosen, and takes it back for a damaged one", () => {
    const undamaged = chooseClass(EMPTY_DRAFT, "none", question);
    expect(undamaged).toMatchObject({ lastIntact: sceneId(3), firstDamaged: null });
    expect(missingIn(undamaged, question)).toEqual([]);
    const damaged = chooseClass(undamaged, "destroyed", question);
    expect(damaged).toMatchObject({ class: "destroyed", lastIntact: null, firstDamaged: null });
    expect(missingIn(damaged, question)).toEqual(["marks"]);
  });

  it("drops an undamaged class when first damage is marked", () => {
    const draft = markFirstDamaged(chooseClass(EMPTY_DRAFT, "none", question), sceneId(2), question);
    expect(draft).toMatchObject({ class: null, firstDamaged: sceneId(2), lastIntact: null });
  });

  it("reads a mark in the first scene as damaged before, one in the last as intact to the end", () => {
    expect(
      missingIn({ ...chooseDamagedBefore(EMPTY_DRAFT, question), class: "destroyed" }, question),
    ).toEqual([]);
    expect(markFirstDamaged(EMPTY_DRAFT, sceneId(0), question)).toEqual(
      chooseDamagedBefore(EMPTY_DRAFT, question),
    );
    expect(markLastIntact(EMPTY_DRAFT, sceneId(3), question)).toEqual(
      chooseIntactToTheEnd(EMPTY_DRAFT, question),
    );
  });

  it("reads the ends of the scenes that can be judged, not of those under cloud", () => {
    const clouded = aQuestion({
      unusable: new Map([
        [sceneId(0), "cloud"],
        [sceneId(3), "not-covered"],
      ]),
    });
    expect(chooseIntactToTheEnd(EMPTY_DRAFT, clouded).lastIntact).toBe(sceneId(2));
    expect(chooseDamagedBefore(EMPTY_DRAFT, clouded).firstDamaged).toBe(sceneId(1));
    expect(markLastIntact(EMPTY_DRAFT, sceneId(2), clouded)).toEqual(
      chooseIntactToTheEnd(EMPTY_DRAFT, clouded),
    );
    expect(markLastIntact(EMPTY_DRAFT, sceneId(3), clouded)).toEqual(
      chooseIntactToTheEnd(EMPTY_DRAFT, clouded),
    );
    expect(markFirstDamaged(EMPTY_DRAFT, sceneId(0), clouded)).toEqual(
      chooseDamagedBefore(EMPTY_DRAFT, clouded),
    );
  });

  it("asks for the other mark when only one is set in between", () => {
    expect(missingIn(markLastIntact(EMPTY_DRAFT, sceneId(1), question), question)).toContain("first-damaged");
    expect(missingIn(markFirstDamaged(EMPTY_DRAFT, sceneId(2), question), question)).toContain("last-intact");
  });

  it("takes a mark away when it is set twice", () => {
    const marked = markLastIntact(EMPTY_DRAFT, sceneId(1), question);
    expect(markLastIntact(marked, sceneId(1), question)).toEqual(EMPTY_DRAFT);
  });

  it("forgets class and marks when nothing can be told, but keeps the comment", () => {
    const full = { ...chooseClass(EMPTY_DRAFT, "none", question), comment: "look here" };
    const draft = chooseCannotTell(full, "cloud");
    expect(draft).toEqual({ ...EMPTY_DRAFT, cannotTell: "cloud", comment: "look here" });
    expect(missingIn(draft, question)).toEqual([]);
  });

  it("asks only what the campaign asks", () => {
    const onlyClass = aQuestion({ asks: { class: true, window: false } });
    expect(missingIn(EMPTY_DRAFT, onlyClass)).toEqual(["class"]);
    expect(chooseClass(EMPTY_DRAFT, "none", onlyClass).lastIntact).toBeNull();
    const onlyWindow = aQuestion({ asks: { class: false, window: true } });
    expect(missingIn(chooseIntactToTheEnd(EMPTY_DRAFT, onlyWindow), onlyWindow)).toEqual([]);
    expect(chooseIntactToTheEnd(EMPTY_DRAFT, onlyWindow).class).toBeNull();
  });

  it("never contradicts itself, whatever is pressed in whatever order", () => {
    const place = fc.integer({ min: 0, max: 3 });
    const press = fc.oneof(
      place.map((at) => (draft: Draft) => markLastIntact(draft, sceneId(at), question)),
      place.map((at) => (draft: Draft) => markFirstDamaged(draft, sceneId(at), question)),
      fc
        .constantFrom("destroyed", "none")
        .map((code) => (draft: Draft) => chooseClass(draft, code, question)),
      fc.constant((draft: Draft) => chooseIntactToTheEnd(draft, question)),
      fc.constant((draft: Draft) => chooseDamagedBefore(draft, question)),
      fc
        .constantFrom(...CannotTell.options, null)
        .map((why) => (draft: Draft) => chooseCannotTell(draft, why)),
    );
    fc.assert(
      fc.property(fc.array(press, { maxLength: 12 }), (presses) => {
        expect(contradictionsIn(presses.reduce((before, act) => act(before), EMPTY_DRAFT))).toEqual([]);
      }),
    );
  });

  it("becomes a vote that the contract accepts", () => {
    const vote = voteFrom(chooseCannotTell(EMPTY_DRAFT, "blurred"), {
      id: sceneId(7),
      building: sceneId(8),
      elapsedMs: 1234.5,
      seen: [pictureOf(aScene(0, "2017-05-01"))],
    });
    expect(VoteInput.parse(vote)).toMatchObject({
      cannotTell: "blurred",
      comment: null,
      elapsedMs: 1235,
      scenesSeen: [sceneId(0)],
      pictures: [],
    });
  });

  it("says which pictures were moved, or were not the scene's first, and is silent on others", () => {
    const scene = aScene(0, "2017-05-01");
    const moved = { ...aScene(1, "2017-06-03"), offset: { eastMetres: 3, northMetres: -1.5 } };
    const stretched = { ...aScene(2, "2017-06-11"), tiles: `/tiles/${sceneId(9)}/{z}/{x}/{y}` };
    const about = { id: sceneId(7), building: sceneId(8), elapsedMs: 1 };
    const vote = voteFrom(EMPTY_DRAFT, { ...about, seen: [scene, moved, stretched].map(pictureOf) });
    expect(vote.scenesSeen).toEqual([0, 1, 2].map(sceneId));
    expect(vote.pictures).toEqual([
      { scene: sceneId(1), picture: sceneId(1), eastMetres: 3, northMetres: -1.5 },
      { scene: sceneId(2), picture: sceneId(9), eastMetres: 0, northMetres: 0 },
    ]);
  });
});
