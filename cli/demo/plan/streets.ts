import type { Random } from "../random.ts";
import { toGround, cutQuad } from "./frame.ts";
import {
  type Point,
  type Quad,
  distanceBetween,
  lerpPoint,
  quadCentre,
  quadDepth,
  quadWidth,
} from "./geometry.ts";

export type Zone = "old" | "new" | "outskirts";

export type RoadKind = "avenue" | "street" | "alley" | "track";

/** A road as painted: its middle line on the ground and its width there, metres. */
export interface Road {
  kind: RoadKind;
  line: { at: Point; widthMetres: number }[];
}

/** What streets leave between them, in grid coordinates (u, v). */
export interface Block {
  zone: Zone;
  quad: Quad;
}

/** The grid positions of the two main roads, which cross in the middle of the town. */
export const AVENUE_U = -18;
export const HIGH_STREET_V = -32;

/** The middle of the dry river in grid coordinates, and half its width, metres. */
export function wadiAt(u: number): { v: number; halfWidth: number } {
  return {
    v: 268 + 30 * Math.sin(u / 118 + 0.6) + 11 * Math.sin(u / 43 + 1),
    halfWidth: 17 + 5 * Math.sin(u / 71) + 3 * Math.sin(u / 23),
  };
}

/** Which kind of town stands at a grid position: an irregular patch, old in the middle, ended by the wadi. */
export function zoneAt(u: number, v: number): Zone {
  if (v > wadiAt(u).v - 34) return "outskirts";
  const angle = Math.atan2(v, u);
  const reach = 322 + 42 * Math.sin(3 * angle + 0.8) + 24 * Math.sin(5 * angle + 2);
  const radius = Math.hypot(u, v);
  if (radius > reach) return "outskirts";
  return Math.hypot(u - 60, v + 10) < 122 ? "old" : "new";
}

/** Divides the land into blocks by streets, from the main roads down to alleys. */
export function layStreets(random: Random): { blocks: Block[]; roads: Road[] } {
  const half = 660;
  const root: Quad = [
    [-half, -half],
    [half, -half],
    [half, half],
    [-half, half],
  ];
  const blocks: Block[] = [];
  const roads: Road[] = [];
  const share = (value: number): number => (value + half) / (2 * half);
  const avenue = cutQuad(root, "s", share(AVENUE_U), share(AVENUE_U), 17);
  for (const side of [avenue.first, avenue.second]) {
    const high = cutQuad(side, "t", share(HIGH_STREET_V), share(HIGH_STREET_V), 12.5);
    for (const part of [high.first, high.second]) divide(part, random, blocks, roads);
    roads.push(roadAlong(high.gap, "street"));
  }
  roads.push(roadAlong(avenue.gap, "avenue"));
  // Smaller ways first: a larger road painted later keeps its edge, as it does in the street.
  const order: Record<RoadKind, number> = { track: 0, alley: 1, street: 2, avenue: 3 };
  return { blocks, roads: roads.toSorted((a, b) => order[a.kind] - order[b.kind]) };
}

function divide(quad: Quad, random: Random, blocks: Block[], roads: Road[]): void {
  const [u, v] = quadCentre(quad);
  const width = quadWidth(quad);
  const depth = quadDepth(quad);
  const longest = Math.max(width, depth);
  const zone = zoneAt(u, v);
  const target: Record<Zone, number> = { old: 52, new: 84, outskirts: 165 };
  const small: Record<Zone, number> = { old: 40, new: 50, outskirts: 110 };
  const isFine =
    longest < target[zone] * random.range(0.9, 1.2) && Math.min(width, depth) < small[zone] * 1.35;
  if (longest < 260 && isFine) {
    blocks.push({ zone, quad });
    return;
  }
  const skew = zone === "old" ? 0.09 : 0.025;
  const at = random.range(0.44, 0.56);
  const cut = cutQuad(
    quad,
    width >= depth * 0.95 ? "s" : "t",
    at + random.range(-skew, skew),
    at + random.range(-skew, skew),
    wayWidth(zone, longest),
  );
  roads.push(roadAlong(cut.gap, wayKind(zone, longest)));
  divide(cut.first, random, blocks, roads);
  divide(cut.second, random, blocks, roads);
}

function wayWidth(zone: Zone, longest: number): number {
  if (zone === "outskirts") return longest > 240 ? 5.6 : 4.2;
  if (longest > 240) return 9.5;
  if (longest > 120) return 7.5;
  return zone === "old" ? 3.6 : 5.4;
}

function wayKind(zone: Zone, longest: number): RoadKind {
  if (zone === "outskirts") return "track";
  return longest > 120 ? "street" : "alley";
}

/** Follows the long middle line of a strip, bending it with the ground every few metres. */
function roadAlong(strip: Quad, kind: RoadKind): Road {
  const [a, b, c, d] = strip;
  const start = lerpPoint(a, b, 0.5);
  const end = lerpPoint(d, c, 0.5);
  const length = distanceBetween(start, end);
  const steps = Math.max(1, Math.ceil(length / 8));
  const overrun = kind === "avenue" ? 0 : 2.4 / length;
  const line = Array.from({ length: steps + 1 }, (_, i) => {
    const t = -overrun + ((1 + 2 * overrun) * i) / steps;
    const left = toGround(...lerpPoint(a, d, t));
    const right = toGround(...lerpPoint(b, c, t));
    return { at: lerpPoint(left, right, 0.5), widthMetres: distanceBetween(left, right) };
  });
  return { kind, line };
}
