import { describe, expect, it } from "vitest";
import { taggingTiles } from "../../../client/map/tagging-tiles.ts";
import { tileAddress, tilePointAt, tilesTouching, zoomShowing } from "../../../client/map/tile-address.ts";
import { METRES_PER_DEGREE, type Bbox } from "../../../shared/geo.ts";
import { boxInFile, positionInFile, shownBounds } from "../../../shared/placing.ts";
import { questionFor } from "../../../client/tagging/question.ts";
import { aScene } from "./question-builder.ts";

const scene = aScene(0, "2017-06-03");

describe("tiles", () => {
  it("lie where Web Mercator puts them", () => {
    expect(tilePointAt(0, 0, 1)).toEqual({ x: 1, y: 1 });
    expect(tilePointAt(-180, 85.0511287798066, 3).y).toBeCloseTo(0, 6);
  });

  it("cover a box row by row", () => {
    const { columns, rows, tiles } = tilesTouching(scene, [-10, -10, 10, 10], 1);
    expect([columns, rows]).toEqual([2, 2]);
    expect(tiles[0]).toBe(tileAddress(scene, 1, 0, 0));
    expect(tiles).toHaveLength(4);
  });

  it("are taken from the first zoom with enough detail", () => {
    expect(zoomShowing([-180, -85, 180, 85], 256, 256)).toBe(0);
    expect(zoomShowing([0, 0, 90, 66], 256, 256)).toBe(2);
  });
});

describe("a scene that was moved", () => {
  it("shows at a place what its file has as far the other way, whatever the latitude", () => {
    const [lon, lat] = positionInFile({ eastMetres: 12, northMetres: -5 }, [38, 60]);
    expect((38 - lon) * METRES_PER_DEGREE * Math.cos(Math.PI / 3)).toBeCloseTo(12, 6);
    expect((60 - lat) * METRES_PER_DEGREE).toBeCloseTo(-5, 6);
    expect(boxInFile(scene.offset, [38, 35, 38.1, 35.1])).toEqual([38, 35, 38.1, 35.1]);
  });
});

describe("the scenes of a building", () => {
  it("are those whose picture holds it, in time order", () => {
    const scenes = [
      aScene(1, "2018-01-01"),
      aScene(2, "2017-01-01", [50, 50, 51, 51]),
      aScene(3, "2016-01-01"),
    ];
    const asked = questionFor(
      { asks: { class: true, window: true }, scale: { name: "x", classes: [] }, scenes },
      [39.2, 35.2, 39.3, 35.3],
    );
    expect(asked.scenes.map(({ acquiredAt }) => acquiredAt.slice(0, 4))).toEqual(["2016", "2018"]);
  });

  /** Ten metres and a little more, in degrees of latitude. */
  const TEN_METRES = 10.5 / METRES_PER_DEGREE;
  const campaign = { asks: { class: true, window: true }, scale: { name: "x", classes: [] } };
  /** Just beyond the northern edge of the scene's file, and just within its southern one. */
  const beyond: Bbox = [39.5, 36 + TEN_METRES / 2, 39.5001, 36 + TEN_METRES / 1.5];
  const within: Bbox = [39.5, 35 + TEN_METRES / 2, 39.5001, 35 + TEN_METRES / 1.5];
  const north = { eastMetres: 0, northMetres: 10.5 };
  const size = [800, 600] as const;

  it("are those whose picture holds it where it is shown: a moved scene leaves one edge and reaches beyond the other", () => {
    for (const [box, before, after] of [
      [beyond, 0, 1],
      [within, 1, 0],
    ] as const) {
      const moved = { ...scene, offset: north };
      expect(questionFor({ ...campaign, scenes: [scene] }, box).scenes).toHaveLength(before);
      expect(questionFor({ ...campaign, scenes: [moved] }, box).scenes).toHaveLength(after);
      expect(taggingTiles(scene, box, size).length > 0).toBe(before === 1);
      expect(taggingTiles(moved, box, size).length > 0).toBe(after === 1);
    }
    expect(shownBounds({ ...scene, offset: north })[3]).toBeCloseTo(36 + TEN_METRES, 9);
  });

  it("lie where they were corrected for this building, in place of where they lie for others", () => {
    const moved = { ...scene, offset: { eastMetres: 100, northMetres: 100 } };
    const offsets = [{ scene: scene.id, ...north }];
    const asked = questionFor({ ...campaign, scenes: [moved] }, beyond, { offsets });
    expect(asked.scenes.map(({ offset }) => offset)).toEqual([north]);
    expect(questionFor({ ...campaign, scenes: [moved] }, within, { offsets }).scenes).toEqual([]);
  });
});
