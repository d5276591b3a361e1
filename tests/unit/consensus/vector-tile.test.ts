import { MVT } from "ol/format.js";
import Polygon from "ol/geom/Polygon.js";
import { toGeometry } from "ol/render/Feature.js";
import { describe, expect, it } from "vitest";
import { writeBuildings } from "../../../core/consensus/tile-buildings.ts";
import { writeClusters } from "../../../core/consensus/tile-clusters.ts";
import { frameOfTile } from "../../../core/consensus/tile-frame.ts";
import { openLayer, POINT } from "../../../core/consensus/vector-tile.ts";

/** Read by the map engine's own reader, which did not write it. */
const read = (tile: Buffer) =>
  new MVT().readFeatures(new Uint8Array(tile).buffer, { extent: [0, 0, 4096, 4096] }).map((feature) => ({
    type: feature.getType(),
    geometry: toGeometry(feature),
    properties: feature.getProperties() as Record<string, any>,
  }));

const LEGEND = { classes: ["destroyed", "severe"], times: [1_000, 2_000, 2_000] };
/** The whole world: 2²⁰ units of `map_findings` are one of the tile, and its middle is their zero. */
const WORLD = frameOfTile({ z: 0, x: 0, y: 0 });
const UNIT = 2 ** 20;

/** A row as the database packs it. */
function packed(row: { rings?: number[][]; class?: number; probability?: number; end?: number }): Buffer {
  const outline = (row.rings ?? []).flatMap((ring, index) => [
    (index === 0 ? 1 : -1) * (ring.length / 2),
    ...ring.map((value) => value * UNIT),
  ]);
  const bytes = Buffer.alloc(44 + outline.length * 4);
  bytes.write("0123456789abcdef0123456789abcdef", "hex");
  bytes.writeInt32BE(10 * UNIT, 16);
  bytes.writeInt32BE(-10 * UNIT, 20);
  [2, row.class ?? 1, row.probability ?? 812, 812, 1, row.end ?? 2].forEach((value, index) =>
    bytes.writeInt16BE(value, 24 + index * 2),
  );
  bytes.writeInt32BE(7, 36);
  bytes.writeInt32BE(outline.length * 4, 40);
  outline.forEach((value, index) => bytes.writeInt32BE(value, 44 + index * 4));
  return bytes;
}

const SQUARE = [0, 0, 100, 0, 100, 100, 0, 100];
const HOLE = [20, 20, 40, 20, 40, 40, 20, 40];

describe("a vector tile of buildings", () => {
  it("says of each building what its row says", () => {
    const [feature] = read(writeBuildings(packed({}), WORLD, LEGEND, true));
    expect(feature?.type).toBe("Point");
    expect(feature?.properties).toEqual({
      layer: "buildings",
      id: "01234567-89ab-cdef-0123-456789abcdef",
      class: "destroyed",
      probability: 0.812,
      status: "settled",
      certainty: 0.812,
      from: 1_000,
      to: 2_000,
      votes: 7,
    });
  });

  it("leaves out what is not known", () => {
    const [feature] = read(
      writeBuildings(packed({ class: 0, probability: -1, end: 0 }), WORLD, LEGEND, true),
    );
    expect(Object.keys(feature?.properties ?? {})).not.toEqual(
      expect.arrayContaining(["class", "probability", "to"]),
    );
  });

  it.each([
    ["as they come", SQUARE, HOLE],
    ["turned", [0, 100, 100, 100, 100, 0, 0, 0], [20, 40, 40, 40, 40, 20, 20, 20]],
  ])("draws outlines with their holes, whichever way round they are given: %s", (_, outside, hole) => {
    const [feature] = read(writeBuildings(packed({ rings: [outside, hole] }), WORLD, LEGEND, true));
    const polygon = feature?.geometry;
    if (!(polygon instanceof Polygon)) throw new Error(`a ${feature?.type} was drawn`);
    expect(polygon.getLinearRingCount()).toBe(2);
    expect(polygon.getArea()).toBeCloseTo(100 * 100 - 20 * 20, 0);
  });

  it("draws what has no area there as a point, and no hole in place of an outside", () => {
    const thin = [0, 0, 0.2, 0, 0.2, 0.2, 0, 0.2];
    const tile = writeBuildings(
      Buffer.concat([packed({ rings: [thin] }), packed({ rings: [thin, HOLE] })]),
      WORLD,
      LEGEND,
      true,
    );
    expect(read(tile).map(({ type }) => type)).toEqual(["Point", "Point"]);
  });
});

describe("a vector tile of counts", () => {
  /** A row at a place of the tile, in its units. */
  function centre(x: number, y: number, damageClass: number, end: number): Buffer {
    const bytes = Buffer.alloc(14);
    bytes.writeInt32BE((x - 2_048) * UNIT, 0);
    bytes.writeInt32BE((y - 2_048) * UNIT, 4);
    [damageClass, 500, end].forEach((value, index) => bytes.writeInt16BE(value, 8 + index * 2));
    return bytes;
  }

  it("counts classes and dates in each cell, scenes of one time together", () => {
    const rows = [centre(1, 1, 1, 2), centre(3, 3, 1, 3), centre(2, 2, 0, -1), centre(100, 1, 2, 0)];
    const [one, other] = read(writeClusters(Buffer.concat(rows), WORLD, LEGEND, 64));
    expect(one?.properties).toEqual({
      layer: "clusters",
      count: 3,
      certainty: 0.5,
      "class:": 1,
      "class:destroyed": 2,
      "to:2000": 2,
      "to:intact": 1,
    });
    expect(other?.properties).toMatchObject({ count: 1, "class:severe": 1, "to:unknown": 1 });
  });

  it("is lighter with fewer cells, and loses nobody", () => {
    const classes = Array.from({ length: 12 }, (_, index) => `class-${index}`);
    const times = Array.from({ length: 60 }, (_, index) => index * 604_800);
    const rows: Buffer[] = [];
    for (let index = 0; index < 20_000; index += 1)
      rows.push(centre((index * 17) % 4_096, (index * 31) % 4_093, 1 + (index % 12), 1 + (index % 60)));
    const write = (cells: number) => writeClusters(Buffer.concat(rows), WORLD, { classes, times }, cells);
    const [fine, coarse] = [write(64), write(32)];
    expect(coarse.length).toBeLessThan(fine.length);
    for (const tile of [fine, coarse])
      expect(read(tile).reduce((sum, { properties }) => sum + properties["count"], 0)).toBe(20_000);
  });
});

describe("the writer of layers", () => {
  it("keeps every kind of number and long texts", () => {
    const values = [0, 1, 127, 128, 2 ** 31, 2 ** 40, -5, 0.25, -0.5, "é".repeat(300)];
    const layer = openLayer("all", 16);
    const tags = values.flatMap((value, index) => [
      layer.key(`k${index}`),
      typeof value === "string" ? layer.text(value) : layer.number(value),
    ]);
    layer.feature(POINT, tags, [9, 2, 2]);
    const [feature] = read(layer.finish());
    expect(values.map((_, index) => feature?.properties[`k${index}`])).toEqual(values);
  });

  it("writes no bytes for no feature", () => {
    expect(openLayer("none", 16).finish()).toHaveLength(0);
  });
});
