import type { Random } from "../random.ts";
import type { BuildingKind, PlanPart, Tree } from "./city-plan.ts";
import { quadToGround, sliceQuad } from "./frame.ts";
import {
  type Outline,
  type Quad,
  depthInside,
  quadCentre,
  quadDepth,
  quadPoint,
  quadWidth,
  subQuad,
} from "./geometry.ts";
import { AVENUE_U, type Block, HIGH_STREET_V, type Zone, wadiAt, zoneAt } from "./streets.ts";

/** Divides the blocks of the town into lots and puts a house, a garden or nothing on each. */
export function buildOnLots(blocks: readonly Block[], random: Random): PlanPart {
  const part: PlanPart = { buildings: [], yards: [], trees: [] };
  for (const block of blocks) {
    if (block.zone === "outskirts") {
      if (random.chance(0.55)) addFarm(part, block.quad, random);
      continue;
    }
    for (const row of rowsOf(block.quad)) {
      for (const lot of lotsOf(row, block.zone, random)) addLot(part, lot, block.zone, random);
    }
  }
  return part;
}

/** Two rows back to back, each facing its street; a shallow block is one row. Grid coordinates. */
function rowsOf(quad: Quad): Quad[] {
  const turned: Quad = quadWidth(quad) >= quadDepth(quad) ? quad : [quad[1], quad[2], quad[3], quad[0]];
  if (quadDepth(turned) < 27) return [turned];
  const near = subQuad(turned, 0, 1, 0, 0.5);
  const far = subQuad(turned, 0, 1, 0.5, 1);
  return [near, [far[2], far[3], far[0], far[1]]];
}

function lotsOf(row: Quad, zone: Zone, random: Random): Quad[] {
  const wanted = zone === "old" ? random.range(12.5, 16.5) : random.range(15.5, 21);
  const count = Math.max(1, Math.round(quadWidth(row) / wanted));
  const cuts = Array.from({ length: count - 1 }, (_, i) => (i + 1 + random.range(-0.16, 0.16)) / count);
  return sliceQuad(row, cuts);
}

function addLot(part: PlanPart, gridLot: Quad, zone: Zone, random: Random): void {
  const [u, v] = quadCentre(gridLot);
  if (zoneAt(u, v) === "outskirts" || v > wadiAt(u).v - 36) {
    if (random.chance(0.5)) part.yards.push({ quad: quadToGround(gridLot), surface: "empty", wallMetres: 0 });
    return;
  }
  const lot = quadToGround(gridLot);
  if (random.chance(zone === "old" ? 0.045 : 0.11)) {
    const surface = random.chance(0.55) ? "empty" : "garden";
    const wallMetres = surface === "garden" ? 2 : random.chance(0.3) ? 1.8 : 0;
    part.yards.push({ quad: lot, surface, wallMetres });
    if (surface === "garden") addTrees(part.trees, lot, [], random.integer(4, 9), random);
    return;
  }
  const front = quadPoint(gridLot, 0.5, 0);
  const onMainRoad = Math.abs(front[0] - AVENUE_U) < 12 || Math.abs(front[1] - HIGH_STREET_V) < 10;
  const kind = chooseKind(zone, onMainRoad, random);
  const footprint = shapeHouse(lot, kind, random);
  const district = districtAt(u, v, zone);
  part.buildings.push({
    name: null,
    district,
    kind,
    footprint,
    heightMetres: heightOf(kind, zone, random),
    frame: lot,
  });
  const surface = random.chance(zone === "old" ? 0.65 : 0.3)
    ? "paved"
    : random.chance(0.3)
      ? "garden"
      : "soil";
  part.yards.push({ quad: lot, surface, wallMetres: kind === "shops" ? 0 : random.range(1.6, 2.6) });
  addTrees(part.trees, lot, footprint, random.integer(0, surface === "garden" ? 5 : 2), random);
}

function chooseKind(zone: Zone, onMainRoad: boolean, random: Random): BuildingKind {
  if (onMainRoad && random.chance(0.8)) return random.chance(0.5) ? "shops" : "apartments";
  if (zone === "old") return random.chance(0.72) ? "courtyard" : "house";
  const roll = random.next();
  return roll < 0.16 ? "apartments" : roll < 0.36 ? "courtyard" : "house";
}

function heightOf(kind: BuildingKind, zone: Zone, random: Random): number {
  const storeys: Record<BuildingKind, [number, number]> = {
    house: [1, 3],
    courtyard: [1, zone === "old" ? 2 : 3],
    apartments: [3, 5],
    shops: [2, 4],
    hall: [2, 2],
    school: [2, 3],
    mosque: [2, 3],
    farm: [1, 1],
  };
  const [low, high] = storeys[kind];
  return 3.15 * random.integer(low, high) + random.range(0.1, 0.5);
}

/** A bar, an L or a U in the lot, as such towns build: rooms to the street, the court behind. */
function shapeHouse(lot: Quad, kind: BuildingKind, random: Random): Outline {
  const width = quadWidth(lot);
  const depth = quadDepth(lot);
  const attached = kind === "courtyard" || kind === "shops";
  const left = (attached ? 0.22 : random.range(0.3, 1.8)) / width;
  const right = 1 - (attached ? 0.22 : random.range(0.3, 2.4)) / width;
  const front = (attached ? random.range(0.1, 0.4) : random.range(0.4, 3.4)) / depth;
  const back = 1 - 0.3 / depth;
  const wing = random.range(0.34, 0.46) * (right - left);
  const bar = front + Math.min(back - front, random.range(7.5, 12.5) / depth);
  const corner = (...pairs: [number, number][]): Outline => pairs.map(([s, t]) => quadPoint(lot, s, t));
  const mirror = random.chance(0.5);
  if (kind === "courtyard" || (kind === "house" && random.chance(0.22))) {
    const reach = random.chance(0.6) ? back : Math.min(back, bar + random.range(3, 7) / depth);
    if (attached && width > 13 && random.chance(0.35)) {
      const second = Math.min(reach, bar + random.range(2.5, 8) / depth);
      return corner(
        [left, front],
        [right, front],
        [right, reach],
        [right - wing * 0.8, reach],
        [right - wing * 0.8, bar],
        [left + wing * 0.75, bar],
        [left + wing * 0.75, second],
        [left, second],
      );
    }
    return mirror
      ? corner(
          [left, front],
          [right, front],
          [right, reach],
          [right - wing, reach],
          [right - wing, bar],
          [left, bar],
        )
      : corner(
          [left, front],
          [right, front],
          [right, bar],
          [left + wing, bar],
          [left + wing, reach],
          [left, reach],
        );
  }
  const deep = Math.min(
    back,
    front + (kind === "house" ? random.range(8, 13.5) : random.range(11, 17)) / depth,
  );
  if (kind === "house" && random.chance(0.35)) {
    // A porch or a bay: the street side steps back over part of the width.
    const step = front + random.range(1.4, 2.6) / depth;
    const at = left + (right - left) * random.range(0.35, 0.65);
    return mirror
      ? corner([left, front], [at, front], [at, step], [right, step], [right, deep], [left, deep])
      : corner([left, step], [at, step], [at, front], [right, front], [right, deep], [left, deep]);
  }
  return corner([left, front], [right, front], [right, deep], [left, deep]);
}

function addFarm(part: PlanPart, gridField: Quad, random: Random): void {
  const s = random.range(0.06, 0.5);
  const t = random.range(0.05, 0.5);
  const [u, v] = quadPoint(gridField, s, t);
  if (Math.abs(v - wadiAt(u).v) < 58) return;
  const yard = subQuad(gridField, s, s + 26 / quadWidth(gridField), t, t + 24 / quadDepth(gridField));
  const lot = quadToGround(yard);
  const footprint = shapeHouse(
    subQuad(lot, 0.05, random.range(0.6, 0.9), 0.06, random.range(0.5, 0.8)),
    "house",
    random,
  );
  const heightMetres = random.range(3.2, 4);
  const name = null;
  part.buildings.push({ name, district: "Outskirts", kind: "farm", footprint, heightMetres, frame: lot });
  part.yards.push({ quad: lot, surface: "soil", wallMetres: random.chance(0.6) ? 1.7 : 0 });
  addTrees(part.trees, lot, footprint, random.integer(2, 6), random);
}

function addTrees(trees: Tree[], lot: Quad, footprint: Outline, count: number, random: Random): void {
  for (let i = 0; i < count; i++) {
    const at = quadPoint(lot, random.range(0.08, 0.92), random.range(0.12, 0.94));
    const radiusMetres = random.range(1.1, 2.9);
    if (footprint.length > 0 && depthInside(footprint, at[0], at[1]) > -radiusMetres * 0.7) continue;
    const kind = random.pick(["olive", "broadleaf", "broadleaf", "palm", "cypress", "shrub"] as const);
    const slim = kind === "cypress" ? 0.45 : kind === "shrub" ? 0.5 : 1;
    trees.push({ at, radiusMetres: radiusMetres * slim, heightMetres: random.range(2.6, 6.5), kind });
  }
}

function districtAt(u: number, v: number, zone: Zone): string {
  if (zone === "old") return "Old Town";
  return v < HIGH_STREET_V
    ? u < AVENUE_U
      ? "Hittin"
      : "Al-Baydar"
    : u < AVENUE_U
      ? "Al-Nahr"
      : "Bab al-Wadi";
}
