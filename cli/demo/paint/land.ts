import { sampleNoise } from "../noise.ts";
import type { CityPlan, Field, Yard } from "../plan/city-plan.ts";
import { toGround } from "../plan/frame.ts";
import { type Point, distanceBetween, quadPoint } from "../plan/geometry.ts";
import { type Road, wadiAt } from "../plan/streets.ts";
import { hashPosition } from "../random.ts";
import { strewYard } from "./yard-things.ts";
import {
  type Colour,
  type GroundModel,
  type Textures,
  mixColour,
  putColour,
  ramp,
  visitLine,
  visitOutline,
} from "./ground-model.ts";

const SOIL: Colour = [184, 168, 144];
const SOIL_DARK: Colour = [154, 137, 114];
const SAND: Colour = [197, 183, 160];

/** Paints bare steppe, wadi, fields, yards and roads: all that lies flat. */
export function paintLand(model: GroundModel, textures: Textures, plan: CityPlan): void {
  paintSteppe(model, textures);
  for (const field of plan.fields) paintField(model, textures, field);
  paintWadi(model, textures);
  for (const yard of plan.yards) paintYard(model, textures, yard);
  for (const road of plan.roads) paintRoad(model, textures, road);
}

function paintSteppe(model: GroundModel, textures: Textures): void {
  const { size, metresPerPixel } = model;
  for (let row = 0; row < size; row++) {
    const y = row * metresPerPixel;
    for (let column = 0; column < size; column++) {
      const x = column * metresPerPixel;
      const pixel = row * size + column;
      const broad = sampleNoise(textures.broad, x * 0.62, y * 0.62);
      const patch = sampleNoise(textures.streaks, x * 2.3 + 91, y * 2.3);
      const grain = hashPosition(column, row, 1);
      putColour(model, pixel, SOIL, 0.84 + 0.16 * patch + 0.1 * grain);
      mixColour(model, pixel, broad > 0.5 ? SAND : SOIL_DARK, Math.abs(broad - 0.5) * 1.3);
      model.height[pixel] = (patch - 0.5) * 0.28 + (grain - 0.5) * 0.05;
      model.plants[pixel] = 190 * ramp(0.42, 0.75, broad * 0.55 + patch * 0.5);
    }
  }
}

/** The dry river: banks a man's height deep, pale gravel, a darker braid where water runs in winter. */
function paintWadi(model: GroundModel, textures: Textures): void {
  for (let u = -660; u < 660; u += 6) {
    const here = wadiAt(u);
    const from = toGround(u, here.v);
    const to = toGround(u + 6, wadiAt(u + 6).v);
    const scale = distanceBetween(from, to) / Math.hypot(6, wadiAt(u + 6).v - here.v);
    const bed = here.halfWidth * scale;
    visitLine(model, from, to, bed * 1.5, (pixel, along, across, x, y) => {
      const wander = (sampleNoise(textures.streaks, x * 1.1, y * 1.1) - 0.5) * 9;
      const reach = Math.abs(across + wander) / bed;
      const slope = ramp(1.22, 0.86, reach);
      if (slope === 0) return;
      const gravel = sampleNoise(textures.fine, x * 3.1, y * 3.1);
      const thread = Math.abs(across + 8 * Math.sin((u + along) / 31) + wander * 0.8);
      mixColour(model, pixel, [190, 181, 164], slope * (0.6 + 0.3 * gravel));
      mixColour(
        model,
        pixel,
        [146, 134, 114],
        slope * 0.6 * ramp(0.45, 0.75, sampleNoise(textures.broad, x * 2.4, y * 2.4)),
      );
      mixColour(model, pixel, [128, 116, 92], ramp(4.5, 2, thread) * 0.7 * slope);
      model.height[pixel] = Math.min(model.height[pixel]!, (gravel - 0.5) * 0.35 - 2.1 * slope);
      const fringe = ramp(0.65, 0.95, reach) * ramp(1.25, 1, reach);
      model.plants[pixel] =
        210 * Math.max(fringe * gravel, ramp(7, 4, thread) * ramp(0.5, 0.7, gravel)) * slope;
    });
  }
}

function paintField(model: GroundModel, textures: Textures, field: Field): void {
  const [a, b] = field.quad;
  const heading = Math.atan2(b[1] - a[1], b[0] - a[0]);
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
  const tone = hashPosition(a[0] * 10, a[1] * 10, 5);
  const rowMetres: Record<Field["crop"], number> = { wheat: 2.6, vegetables: 1.9, fallow: 3.4, orchard: 4 };
  const cover: Record<Field["crop"], number> = { wheat: 235, vegetables: 190, fallow: 40, orchard: 60 };
  const base: Colour = field.crop === "vegetables" ? [136, 117, 93] : [175, 157, 129];
  visitOutline(model, field.quad, 0, (pixel, inside, x, y) => {
    const across = -x * sin + y * cos;
    const along = x * cos + y * sin;
    const bend = sampleNoise(textures.broad, x * 0.9, y * 0.9);
    const furrow = 0.5 + 0.5 * Math.sin((2 * Math.PI * (across + bend * 1.5)) / rowMetres[field.crop]);
    const streak = sampleNoise(textures.streaks, along * 0.5, across * 4.2);
    const blotch = sampleNoise(textures.streaks, x * 1.2 + 55, y * 1.2);
    const grain = hashPosition(x * 9, y * 9, 2);
    const edge = ramp(0.2, 1.6, inside);
    mixColour(model, pixel, base, 0.72 * edge);
    const gain =
      (0.86 + 0.18 * tone) *
      (0.9 +
        0.06 * furrow +
        0.2 * (streak - 0.5) +
        0.3 * (bend - 0.5) +
        0.24 * (blotch - 0.5) +
        0.09 * grain);
    for (let band = 0; band < 3; band++)
      model.colour[pixel * 3 + band] = model.colour[pixel * 3 + band]! * gain;
    model.height[pixel] = 0.12 * furrow * edge + (grain - 0.5) * 0.06;
    model.plants[pixel] =
      cover[field.crop] *
      edge *
      (0.62 + 0.42 * tone) *
      (0.45 + 0.25 * streak + 0.25 * bend + 0.4 * blotch) *
      (0.75 + 0.25 * furrow);
  });
}

const YARD_COLOUR: Record<Yard["surface"], Colour> = {
  soil: [180, 165, 142],
  paved: [171, 166, 156],
  garden: [148, 132, 108],
  empty: [184, 171, 150],
  pitch: [192, 174, 146],
  park: [156, 142, 117],
};

function paintYard(model: GroundModel, textures: Textures, yard: Yard): void {
  const tone = 0.88 + 0.2 * hashPosition(yard.quad[0][0] * 7, yard.quad[0][1] * 7, 3);
  const isGreen = yard.surface === "garden" || yard.surface === "park";
  visitOutline(model, yard.quad, 0, (pixel, inside, x, y) => {
    const patch = sampleNoise(textures.streaks, x * 3.7, y * 3.7);
    const grain = hashPosition(x * 11, y * 11, 4);
    const trodden = yard.surface === "paved" ? 0.12 : 0.16;
    putColour(
      model,
      pixel,
      YARD_COLOUR[yard.surface],
      tone * (0.95 + trodden * (patch - 0.5) * 2 + 0.08 * (grain - 0.5)),
    );
    model.height[pixel] = (grain - 0.5) * (yard.surface === "empty" ? 0.22 : 0.07);
    model.plants[pixel] = isGreen
      ? 200 * ramp(0.35, 0.65, patch)
      : yard.surface === "empty"
        ? 120 * ramp(0.55, 0.8, patch)
        : 0;
    if (yard.surface === "empty" && sampleNoise(textures.fine, x * 4, y * 4) > 0.8) {
      mixColour(model, pixel, [205, 198, 184], 0.5);
      model.height[pixel] = 0.4 * patch;
    }
    if (yard.surface === "pitch" && Math.abs(inside - 4) < 0.22)
      mixColour(model, pixel, [230, 226, 214], 0.55);
  });
  if (yard.wallMetres > 0)
    yard.quad.forEach((corner, i) => paintWall(model, corner, yard.quad[(i + 1) % 4]!, yard.wallMetres));
  if (yard.surface === "park") paintPaths(model, yard);
  else if (yard.surface !== "pitch") strewYard(model, yard);
}

/** A garden wall with a gate's gap in some of its sides. */
function paintWall(model: GroundModel, from: Point, to: Point, heightMetres: number): void {
  const length = distanceBetween(from, to);
  const gate = length * (0.2 + 0.6 * hashPosition(from[0] * 5, from[1] * 5, 6));
  visitLine(model, from, to, Math.max(0.3, model.metresPerPixel * 0.6), (pixel, along) => {
    if (Math.abs(along - gate) < 1.5 && heightMetres < 2.3) return;
    putColour(model, pixel, [186, 172, 148], 0.95);
    model.height[pixel] = heightMetres;
    model.plants[pixel] = 0;
  });
}

function paintPaths(model: GroundModel, { quad }: Yard): void {
  for (const [from, to] of [
    [quadPoint(quad, 0, 0), quadPoint(quad, 1, 1)],
    [quadPoint(quad, 1, 0), quadPoint(quad, 0, 1)],
  ] as const) {
    visitLine(model, from, to, 1.4, (pixel) => {
      putColour(model, pixel, [198, 186, 164], 1);
      model.plants[pixel] = 0;
    });
  }
}

const ROAD_COLOUR: Record<Road["kind"], Colour> = {
  avenue: [124, 120, 113],
  street: [136, 129, 118],
  alley: [165, 154, 136],
  track: [188, 173, 148],
};

function paintRoad(model: GroundModel, textures: Textures, road: Road): void {
  const isPaved = road.kind === "avenue" || road.kind === "street";
  let travelled = 0;
  road.line.slice(1).forEach(({ at, widthMetres }, i) => {
    const from = road.line[i]?.at ?? at;
    const half = widthMetres / 2;
    const sidewalk = isPaved ? (road.kind === "avenue" ? 2.4 : 1.5) : 0;
    visitLine(model, from, at, half, (pixel, along, across, x, y) => {
      const patch = sampleNoise(textures.streaks, x * 2.9, y * 2.9);
      const broad = sampleNoise(textures.broad, x * 2.2, y * 2.2);
      const grain = hashPosition(x * 13, y * 13, 7);
      const toEdge = half - Math.abs(across);
      // Dirt ways have no kerb: they fade into what lies beside them.
      if (!isPaved && toEdge < 0.9 * patch) return;
      const isSidewalk = toEdge < sidewalk;
      const rut = isSidewalk ? 0 : 0.06 * Math.cos((across * 2 * Math.PI) / 3.4);
      const gain = 0.95 + (isPaved ? 0.14 : 0.26) * (patch - 0.5) + 0.06 * (grain - 0.5) + rut;
      putColour(model, pixel, isSidewalk ? [177, 168, 151] : ROAD_COLOUR[road.kind], gain);
      // Sand drifts in from the kerbs and lies in broad patches.
      const drift = ramp(0.5, 0.95, broad * 0.75 + patch * 0.35) * (isPaved ? 0.55 : 0.4);
      const kerbDust = isSidewalk ? 0.25 : ramp(1.6, 0, toEdge - sidewalk) * 0.45;
      mixColour(model, pixel, SAND, Math.min(0.8, drift + kerbDust * patch));
      if (road.kind === "avenue")
        paintMarkings(model, pixel, across, travelled + along, half - sidewalk, grain);
      model.height[pixel] = (isSidewalk ? 0.16 : 0) + (grain - 0.5) * (isPaved ? 0.02 : 0.07);
      model.plants[pixel] = isPaved ? 0 : 70 * ramp(0.6, 0.8, broad);
    });
    travelled += distanceBetween(from, at);
  });
}

function paintMarkings(
  model: GroundModel,
  pixel: number,
  across: number,
  along: number,
  half: number,
  grain: number,
): void {
  const isMedian = Math.abs(across) < 0.85;
  if (isMedian) mixColour(model, pixel, [168, 152, 122], 0.85);
  const lane = Math.abs(Math.abs(across) - (half + 0.85) / 2);
  if (lane < 0.14 && along % 7 < 3) mixColour(model, pixel, [222, 218, 206], 0.3 + 0.25 * grain);
}
