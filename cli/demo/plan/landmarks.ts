import type { Random } from "../random.ts";
import type { BuildingKind, PlanPart } from "./city-plan.ts";
import { quadToGround } from "./frame.ts";
import {
  type Point,
  type Quad,
  distanceBetween,
  quadCentre,
  quadDepth,
  quadPoint,
  quadWidth,
  subQuad,
} from "./geometry.ts";
import type { Block } from "./streets.ts";

/** Places every town has. `near` is a grid position; the nearest free block of the town is taken. */
const LANDMARKS: readonly {
  name: string;
  near: Point;
  build: (part: PlanPart, lot: Quad, name: string, random: Random) => void;
}[] = [
  { name: "Great Mosque", near: [40, -58], build: addMosque },
  { name: "Market", near: [70, 10], build: addMarket },
  { name: "Municipal garden", near: [-60, 12], build: addPark },
  { name: "Boys' school", near: [178, 96], build: addSchool },
  { name: "Hospital", near: [-150, -120], build: addHospital },
  { name: "Football ground", near: [-170, 130], build: addPitch },
  { name: "Hittin Mosque", near: [-130, -215], build: addMosque },
  { name: "Grain depot", near: [150, -225], build: addMarket },
];

/** Gives the landmarks their blocks and returns the rest of the town's blocks. */
export function reserveLandmarks(
  blocks: readonly Block[],
  random: Random,
): PlanPart & { freeBlocks: Block[] } {
  const part: PlanPart = { buildings: [], yards: [], trees: [] };
  let free = [...blocks];
  for (const { name, near, build } of LANDMARKS) {
    const town = free.filter(
      ({ zone, quad }) => zone !== "outskirts" && quadDepth(quad) > 30 && quadWidth(quad) > 30,
    );
    const nearest = town.toSorted((a, b) => distanceTo(near, a) - distanceTo(near, b))[0];
    if (nearest === undefined) continue;
    free = free.filter((block) => block !== nearest);
    build(part, quadToGround(nearest.quad), name, random);
  }
  return { ...part, freeBlocks: free };
}

function distanceTo(near: Point, block: Block): number {
  return distanceBetween(near, quadCentre(block.quad));
}

function addMosque(part: PlanPart, lot: Quad, name: string): void {
  part.yards.push({ quad: lot, surface: "paved", wallMetres: 2.4 });
  // The prayer hall, then the arcade round the court: two footprints, as surveyors draw them.
  addBlock(part, placed(lot, 24, 20, 0.5, 0.3), "mosque", `${name}, prayer hall`, 7.5);
  addBlock(part, placed(lot, 24, 5, 0.5, 0.82), "hall", `${name}, arcade`, 4);
  for (const [s, t] of [
    [0.12, 0.5],
    [0.88, 0.5],
    [0.12, 0.86],
    [0.88, 0.86],
    [0.1, 0.15],
  ] as const) {
    part.trees.push({ at: quadPoint(lot, s, t), radiusMetres: 2.1, heightMetres: 7, kind: "palm" });
  }
}

function addMarket(part: PlanPart, lot: Quad, name: string, random: Random): void {
  part.yards.push({ quad: lot, surface: "empty", wallMetres: 0 });
  const rows = Math.max(2, Math.floor(quadDepth(lot) / 15));
  for (let row = 0; row < rows; row++) {
    const t = (row + 0.5) / rows;
    for (const [from, to] of [
      [0.06, 0.48],
      [0.53, 0.94],
    ] as const) {
      const half = 4.6 / quadDepth(lot);
      const hall = subQuad(lot, from, to - random.range(0, 0.06), t - half, t + half);
      addBlock(
        part,
        hall,
        "hall",
        `${name}, hall ${String(row * 2 + (from < 0.5 ? 1 : 2))}`,
        random.range(4.5, 6),
      );
    }
  }
}

function addPark(part: PlanPart, lot: Quad, _name: string, random: Random): void {
  part.yards.push({ quad: lot, surface: "park", wallMetres: 0.6 });
  for (let i = 0; i < 46; i++) {
    const at = quadPoint(lot, random.range(0.05, 0.95), random.range(0.05, 0.95));
    const kind = random.pick(["broadleaf", "broadleaf", "palm", "cypress"] as const);
    part.trees.push({ at, radiusMetres: random.range(1.3, 3.2), heightMetres: random.range(4, 8), kind });
  }
}

function addSchool(part: PlanPart, lot: Quad, name: string): void {
  part.yards.push({ quad: lot, surface: "soil", wallMetres: 2.4 });
  addBlock(part, placed(lot, quadWidth(lot) * 0.72, 11, 0.45, 0.16), "school", name, 9.6);
  addBlock(part, placed(lot, 10, quadDepth(lot) * 0.42, 0.88, 0.62), "school", `${name}, annex`, 6.4);
  for (let i = 0; i < 9; i++) {
    part.trees.push({
      at: quadPoint(lot, 0.06 + 0.09 * i, 0.95),
      radiusMetres: 1.5,
      heightMetres: 5,
      kind: "cypress",
    });
  }
}

function addHospital(part: PlanPart, lot: Quad, name: string): void {
  part.yards.push({ quad: lot, surface: "paved", wallMetres: 2 });
  addBlock(part, placed(lot, quadWidth(lot) * 0.6, 14, 0.42, 0.24), "school", name, 13);
  addBlock(part, placed(lot, 15, quadDepth(lot) * 0.38, 0.3, 0.68), "apartments", `${name}, wards`, 9.6);
  addBlock(part, placed(lot, 12, 12, 0.82, 0.8), "house", `${name}, outpatients`, 4);
}

function addPitch(part: PlanPart, lot: Quad, name: string): void {
  part.yards.push({ quad: lot, surface: "pitch", wallMetres: 1.2 });
  addBlock(part, placed(lot, 14, 6, 0.5, 0.93), "house", `${name}, changing rooms`, 3.4);
}

/** A box of the given size in metres round a position of the lot. */
function placed(lot: Quad, width: number, depth: number, s: number, t: number): Quad {
  const halfS = Math.min(0.46, width / 2 / quadWidth(lot));
  const halfT = Math.min(0.46, depth / 2 / quadDepth(lot));
  const middleS = Math.min(0.985 - halfS, Math.max(0.015 + halfS, s));
  const middleT = Math.min(0.985 - halfT, Math.max(0.015 + halfT, t));
  return subQuad(lot, middleS - halfS, middleS + halfS, middleT - halfT, middleT + halfT);
}

function addBlock(part: PlanPart, quad: Quad, kind: BuildingKind, name: string, heightMetres: number): void {
  part.buildings.push({ name, district: "Landmarks", kind, footprint: quad, heightMetres, frame: quad });
}
