/**
 * How far one picture lies from another, by the directions in which their brightness changes. A roof's edge keeps its
 * direction in haze, in another season and under another sensor, where the greys themselves do not.
 *
 * @see Fitch, Kadyrov, Christmas & Kittler 2002, Orientation correlation, BMVC: the field of unit gradients
 * @see Guizar-Sicairos, Thurman & Fienup 2008, Efficient subpixel image registration algorithms, Optics Letters 33,
 *   156–158: the peak between pixels, by a matrix of the same transform around it
 */
import { transform, type ComplexSquare } from "./fourier.ts";

/** Greys 0–255 of a square of `side` × `side` pixels, row by row from the north-west; NaN where there are none. */
export type Patch = { side: number; greys: Float32Array };

/** By how many pixels the second picture must be moved, x east and y south, to lie on the first. */
export type Shift = {
  x: number;
  y: number;
  /** How much alike the two are there: 1 for the same picture, near 0 for strangers. */
  likeness: number;
};

/** The peak is looked for up to this far, as a share of the side: beyond, too little of both is left in common. */
const REACH = 0.3;
/** The grid around the peak, pixels: as fine as any of this is exact. */
const FINE_STEP = 0.05;
const FINE_REACH = 1;
/** Less of a patch with pixels, or edges on less than this of it, says nothing. */
const LEAST_FILLED = 0.6;

/** The shift between two patches of the same place; null where one of them has hardly a pixel or hardly an edge. */
export function correlate(reference: Patch, moved: Patch): Shift | null {
  const a = orientations(reference);
  const b = orientations(moved);
  if (a === null || b === null) return null;
  const weight = Math.sqrt(a.energy * b.energy);
  transform(a.field, false);
  transform(b.field, false);
  const spectrum = multiplyByConjugate(a.field, b.field);
  const surface = { side: spectrum.side, re: spectrum.re.slice(), im: spectrum.im.slice() };
  transform(surface, true);
  const [x, y] = highest(surface);
  const peak = refine(spectrum, x, y);
  return { x: peak.x, y: peak.y, likeness: peak.height / weight };
}

/**
 * The direction of the gradient at each pixel as a complex number, weaker where the change drowns in the picture's
 * usual one, fading towards the edges (Hann), which would else be found again as the strongest edges of all.
 */
function orientations({ side, greys }: Patch): { field: ComplexSquare; energy: number } | null {
  const re = new Float64Array(side * side);
  const im = new Float64Array(side * side);
  let filled = 0;
  let sum = 0;
  for (let y = 1; y < side - 1; y += 1) {
    for (let x = 1; x < side - 1; x += 1) {
      const at = y * side + x;
      const dx = greys[at + 1]! - greys[at - 1]!;
      const dy = greys[at + side]! - greys[at - side]!;
      if (Number.isNaN(dx + dy)) continue;
      re[at] = dx;
      im[at] = dy;
      filled += 1;
      sum += Math.hypot(dx, dy);
    }
  }
  const usual = sum / Math.max(1, filled);
  if (filled < LEAST_FILLED * side * side || usual < 1) return null;
  const hann = Float64Array.from({ length: side }, (_, at) => Math.sin((Math.PI * (at + 0.5)) / side) ** 2);
  let energy = 0;
  for (let at = 0; at < re.length; at += 1) {
    const size = Math.hypot(re[at]!, im[at]!);
    const weight = (hann[at % side]! * hann[Math.floor(at / side)]!) / (size + usual);
    re[at]! *= weight;
    im[at]! *= weight;
    energy += (size * weight) ** 2;
  }
  return { field: { side, re, im }, energy };
}

function multiplyByConjugate(a: ComplexSquare, b: ComplexSquare): ComplexSquare {
  const re = new Float64Array(a.re.length);
  const im = new Float64Array(a.re.length);
  for (let at = 0; at < re.length; at += 1) {
    re[at] = a.re[at]! * b.re[at]! + a.im[at]! * b.im[at]!;
    im[at] = a.im[at]! * b.re[at]! - a.re[at]! * b.im[at]!;
  }
  return { side: a.side, re, im };
}

function highest({ side, re }: ComplexSquare): [x: number, y: number] {
  const reach = Math.floor(side * REACH);
  let best: [number, number] = [0, 0];
  let height = -Infinity;
  for (let y = -reach; y <= reach; y += 1) {
    for (let x = -reach; x <= reach; x += 1) {
      const value = re[((y + side) % side) * side + ((x + side) % side)]!;
      if (value <= height) continue;
      height = value;
      best = [x, y];
    }
  }
  return best;
}

/** The inverse transform at places between the pixels: along x once for all rows of the spectrum, then along y. */
function refine(
  { side, re, im }: ComplexSquare,
  aroundX: number,
  aroundY: number,
): { x: number; y: number; height: number } {
  const count = Math.round((2 * FINE_REACH) / FINE_STEP) + 1;
  const rowsRe = new Float64Array(side * count);
  const rowsIm = new Float64Array(side * count);
  for (let i = 0; i < count; i += 1) {
    const { cos, sin } = waves(side, aroundX - FINE_REACH + i * FINE_STEP);
    for (let v = 0; v < side; v += 1) {
      let sumRe = 0;
      let sumIm = 0;
      for (let u = 0, at = v * side; u < side; u += 1, at += 1) {
        sumRe += re[at]! * cos[u]! - im[at]! * sin[u]!;
        sumIm += re[at]! * sin[u]! + im[at]! * cos[u]!;
      }
      rowsRe[v * count + i] = sumRe;
      rowsIm[v * count + i] = sumIm;
    }
  }
  let best = { x: aroundX, y: aroundY, height: -Infinity };
  for (let j = 0; j < count; j += 1) {
    const y = aroundY - FINE_REACH + j * FINE_STEP;
    const { cos, sin } = waves(side, y);
    for (let i = 0; i < count; i += 1) {
      let height = 0;
      for (let v = 0; v < side; v += 1)
        height += rowsRe[v * count + i]! * cos[v]! - rowsIm[v * count + i]! * sin[v]!;
      if (height > best.height) best = { x: aroundX - FINE_REACH + i * FINE_STEP, y, height };
    }
  }
  return { ...best, height: best.height / (side * side) };
}

/** e^(2πikd/n) for each frequency k, those above the middle counted as negative. */
function waves(side: number, distance: number): { cos: Float64Array; sin: Float64Array } {
  const cos = new Float64Array(side);
  const sin = new Float64Array(side);
  for (let k = 0; k < side; k += 1) {
    const frequency = k <= side / 2 ? k : k - side;
    const angle = (2 * Math.PI * frequency * distance) / side;
    cos[k] = Math.cos(angle);
    sin[k] = Math.sin(angle);
  }
  return { cos, sin };
}
