import { describe, expect, it } from "vitest";
import { faultsOf } from "../../../client/analysis/filter.ts";
import { readView, writeView, type View } from "../../../client/analysis/use-view.ts";
import { ASKS_BOTH } from "./builders.ts";

describe("the address of a map", () => {
  it("says which parts of its filter cannot be, instead of showing all buildings in silence", () => {
    const address = (text: string) => faultsOf(new URLSearchParams(text));
    expect(address("status=open&minVotes=3&panel=review")).toEqual([]);
    expect(address("status=open&minVotes=many")).toEqual(["minVotes=many"]);
    expect(address("status=open&minProbability=0.9&maxProbability=0.2")).toEqual([
      "minProbability=0.9",
      "maxProbability=0.2",
    ]);
  });

  it("brings back what was on screen", () => {
    const part: View = {
      panel: "review",
      building: "b1",
      colour: "window",
      week: null,
      scene: "s1",
      isWhole: true,
      filter: { finalClass: ["severe"], status: ["open"], minProbability: 0.5 },
    };
    expect(readView(writeView(new URLSearchParams(), part), ASKS_BOTH)).toEqual(part);
  });

  it("names a week or a scene, whichever came last", () => {
    const scene = writeView(new URLSearchParams("week=2017-06-05"), { scene: "s1", week: "2017-06-05" });
    expect(scene.toString()).toBe("scene=s1");
    expect(writeView(scene, { week: "2017-06-05", scene: null }).toString()).toBe("week=2017-06-05");
  });

  it("stays bare for what everybody sees first", () => {
    const search = writeView(new URLSearchParams("panel=review&show=all"), {
      panel: "overview",
      isWhole: false,
    });
    expect(search.toString()).toBe("");
  });

  it("colours by what the campaign asks", () => {
    const search = new URLSearchParams("colour=class");
    expect(readView(search, { class: false, window: true }).colour).toBe("window");
  });
});
