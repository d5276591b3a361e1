import type { Position } from "../../shared/geo.ts";
import { sayRefusal } from "../../shared/refusals.ts";
import { findCrossing } from "./crossings.ts";
import { signedArea } from "./reading/rings.ts";

/** Small faults that are put right, with what is said of them. `{count}` buildings had them. */
export const REPAIRS = {
  closed: "Closed open outlines ({count}).",
  repeated: "Dropped repeated corners ({count} buildings).",
  spike: "Dropped spikes, there and back on one line ({count} buildings).",
  loop: "Cut off tiny loops, where the outline crossed itself ({count} buildings).",
  sliver: "Dropped holes or parts without area ({count} buildings).",
  turned: "Turned outlines the right way round ({count}).",
  height: "Dropped heights ({count} buildings).",
  single: "Took collections of one shape for that shape ({count}).",
} as const;
export type Repair = keyof typeof REPAIRS;

/** A loop that is cut off is no larger than this share of the building. */
const TINY_SHARE = 0.005;
const MOST_CUTS = 8;

type Polygon = Position[][];

/**
 * Puts right what is certain: nobody means an open outline, a corner twice or a spike. What it did is added to `done`.
 *
 * @returns the polygon, `null` when nothing with an area is left, or why it cannot be repaired
 */
export function repairPolygon(polygon: readonly Position[][], done: Set<Repair>): Polygon | string | null {
  const [outside, ...holes] = polygon.map((ring) => tidyRing(ring, done));
  if (outside === null || outside === undefined) return null;
  const kept = holes.filter((ring): ring is Position[] => ring !== null);
  if (kept.length < holes.length) done.add("sliver");
  const cut = cutLoops([outside, ...kept], done);
  if (typeof cut === "string") return cut;
  return cut.map((ring, index) => turn(ring, index === 0, done));
}

/** Closed, without repetitions and spikes; null when no area is left. */
function tidyRing(given: readonly Position[], done: Set<Repair>): Position[] | null {
  const ring: Position[] = [];
  for (const position of given) {
    if (isSame(position, ring.at(-1))) done.add("repeated");
    else ring.push(position);
  }
  const isClosed = isSame(ring[0], ring.at(-1));
  if (isClosed) ring.pop();
  else if (ring.length > 2) done.add("closed");
  dropSpikes(ring, done);
  if (ring.length < 3 || ring[0] === undefined) return null;
  const closed = [...ring, ring[0]];
  return isFlat(closed) ? null : closed;
}

/** All corners on one line. An outline like an eight has no area by the formula either, and is another fault. */
function isFlat(ring: readonly Position[]): boolean {
  return ring.every(
    (corner, at) => signedArea([ring[0] ?? corner, ring[at - 1] ?? corner, corner, ring[0] ?? corner]) === 0,
  );
}

/** A corner whose neighbours are the same place leads nowhere. Changes the open ring. */
function dropSpikes(ring: Position[], done: Set<Repair>): void {
  for (let at = 0; at < ring.length && ring.length >= 3;) {
    const before = (at + ring.length - 1) % ring.length;
    const after = (at + 1) % ring.length;
    if (!isSame(ring[before], ring[after])) {
      at += 1;
      continue;
    }
    done.add("spike");
    const [larger, smaller] = at > after ? [at, after] : [after, at];
    ring.splice(larger, 1);
    ring.splice(smaller, 1);
    at = Math.max(0, smaller - 2);
  }
}

function cutLoops(polygon: Polygon, done: Set<Repair>): Polygon | string {
  let rings = polygon;
  for (let cuts = 0; cuts <= MOST_CUTS; cuts += 1) {
    const crossing = findCrossing(rings);
    if (crossing === null) return rings;
    const { first, second, at } = crossing;
    if (first.ring !== second.ring) return sayRefusal("row.crossing-hole");
    const shorter = withoutLoop(rings[first.ring] ?? [], first.corner, second.corner, at);
    if (shorter === null) break;
    done.add("loop");
    rings = rings.map((ring, index) => (index === first.ring ? shorter : ring));
  }
  return sayRefusal("row.crossing");
}

/** The ring without the corners between two crossing edges, or without the others, whichever is tiny. */
function withoutLoop(
  ring: readonly Position[],
  first: number,
  second: number,
  at: Position,
): Position[] | null {
  const loop = [at, ...ring.slice(first + 1, second + 1), at];
  const rest = [...ring.slice(0, first + 1), at, ...ring.slice(second + 1)];
  const [loopArea, restArea] = [Math.abs(signedArea(loop)), Math.abs(signedArea(rest))];
  if (loopArea <= restArea * TINY_SHARE) return rest;
  return restArea <= loopArea * TINY_SHARE ? loop : null;
}

/** Outsides run against the clock, holes with it (RFC 7946 §3.1.6). */
function turn(ring: Position[], isOutside: boolean, done: Set<Repair>): Position[] {
  if (signedArea(ring) > 0 === isOutside) return ring;
  done.add("turned");
  return ring.toReversed();
}

const isSame = (a: Position | undefined, b: Position | undefined) =>
  a !== undefined && b !== undefined && a[0] === b[0] && a[1] === b[1];
