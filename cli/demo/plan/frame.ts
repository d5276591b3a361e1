import { type Point, type Quad, lerpPoint, subQuad, distanceBetween } from "./geometry.ts";

/** Side of the modelled square of ground, metres. Scenes cover its inner part, so that no view leaves it. */
export const GROUND_SIDE_METRES = 880;

/** UTM zone 37N coordinates of the north-west corner of the modelled ground (EPSG:32637, metres). */
export const GROUND_ORIGIN_UTM: Point = [537_240, 3_875_620];

const TURN_RADIANS = -0.21;
const BEND = { re: 0.00011, im: 0.00015 };
const TWIST = { re: -1.4e-7, im: 0.6e-7 };

/**
 * Places a point of the town's own street grid (metres from the centre; u across, v down) on the ground.
 *
 * The map is an analytic function of u + iv: it bends long streets into curves and yet keeps every right
 * angle right, so houses stay square, and being one-to-one it can never make two plots overlap.
 */
export function toGround(u: number, v: number): Point {
  const re = u * Math.cos(TURN_RADIANS) - v * Math.sin(TURN_RADIANS);
  const im = u * Math.sin(TURN_RADIANS) + v * Math.cos(TURN_RADIANS);
  const squareRe = re * re - im * im;
  const squareIm = 2 * re * im;
  const cubeRe = squareRe * re - squareIm * im;
  const cubeIm = squareRe * im + squareIm * re;
  const x = re + BEND.re * squareRe - BEND.im * squareIm + TWIST.re * cubeRe - TWIST.im * cubeIm;
  const y = im + BEND.re * squareIm + BEND.im * squareRe + TWIST.re * cubeIm + TWIST.im * cubeRe;
  return [x + GROUND_SIDE_METRES / 2, y + GROUND_SIDE_METRES / 2];
}

export function quadToGround(quad: Quad): Quad {
  const [a, b, c, d] = quad;
  return [toGround(...a), toGround(...b), toGround(...c), toGround(...d)];
}

/** Cuts a quad in two with a strip between: `along` the front (s) or the depth (t), positions 0–1 at both ends. */
export function cutQuad(
  quad: Quad,
  along: "s" | "t",
  from: number,
  to: number,
  gapMetres: number,
): { first: Quad; gap: Quad; second: Quad } {
  const [a, b, c, d] = quad;
  if (along === "t") {
    const turned = cutQuad([b, c, d, a], "s", from, to, gapMetres);
    return { first: turnBack(turned.first), gap: turned.gap, second: turnBack(turned.second) };
  }
  const half0 = gapMetres / 2 / distanceBetween(a, b);
  const half1 = gapMetres / 2 / distanceBetween(d, c);
  const [frontLeft, frontRight] = [lerpPoint(a, b, from - half0), lerpPoint(a, b, from + half0)];
  const [backLeft, backRight] = [lerpPoint(d, c, to - half1), lerpPoint(d, c, to + half1)];
  return {
    first: [a, frontLeft, backLeft, d],
    gap: [frontLeft, frontRight, backRight, backLeft],
    second: [frontRight, b, c, backRight],
  };
}

/** Divides a quad along its front at the given shares of its width. */
export function sliceQuad(quad: Quad, cuts: readonly number[]): Quad[] {
  const edges = [0, ...cuts, 1];
  return edges.slice(1).map((end, i) => subQuad(quad, edges[i] ?? 0, end, 0, 1));
}

function turnBack([b, c, d, a]: Quad): Quad {
  return [a, b, c, d];
}
