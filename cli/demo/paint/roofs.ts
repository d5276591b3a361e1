import { sampleNoise } from "../noise.ts";
import type { BuildingKind, PlannedBuilding } from "../plan/city-plan.ts";
import { type Point, type Quad, depthInside, quadPoint, quadWidth, subQuad } from "../plan/geometry.ts";
import { type Random, createRandom, hashPosition } from "../random.ts";
import {
  type Colour,
  type GroundModel,
  type Textures,
  darken,
  mixColour,
  putColour,
  ramp,
  visitBox,
  visitLine,
  visitOutline,
} from "./ground-model.ts";

const CONCRETE: readonly [Colour, ...Colour[]] = [
  [172, 166, 156],
  [186, 178, 163],
  [160, 153, 143],
  [198, 190, 174],
  [206, 201, 190],
  [182, 166, 140],
  [170, 150, 124],
  [150, 141, 129],
  [216, 212, 204],
  [128, 122, 115],
];

const SHEET_METAL: readonly [Colour, ...Colour[]] = [
  [176, 184, 190],
  [150, 160, 168],
  [160, 128, 106],
  [196, 196, 190],
  [128, 146, 160],
];

/** Paints an intact building: roof with parapet, its stains and seams, and what people keep up there. */
export function paintRoof(
  model: GroundModel,
  textures: Textures,
  seed: string,
  building: PlannedBuilding,
): void {
  const random = createRandom(`${seed}:${building.id}:roof`);
  const { footprint, heightMetres } = building;
  const isSheet = building.kind === "hall";
  const base = isSheet ? random.pick(SHEET_METAL) : random.pick(CONCRETE);
  const tone = random.range(0.9, 1.06);
  const parapet = isSheet ? 0 : random.range(0.5, 1.05);
  const [ox, oy] = [random.range(0, 500), random.range(0, 500)];
  const heading = headingOf(building.frame);
  const [cos, sin] = [Math.cos(heading), Math.sin(heading)];
  const seam = random.range(3.2, 5.2);
  const weathering = random.range(0.12, 0.34);
  const parapetWidth = Math.max(0.42, model.metresPerPixel * 1.8);
  visitOutline(model, footprint, 0, (pixel, inside, x, y) => {
    const stain = sampleNoise(textures.streaks, x * 2.6 + ox, y * 2.6 + oy);
    const speck = sampleNoise(textures.fine, x * 3.3 + oy, y * 3.3 + ox);
    const grain = hashPosition(x * 17, y * 17, 8);
    const along = x * cos + y * sin;
    const across = -x * sin + y * cos;
    const ridge = isSheet ? 0.06 * Math.sin(along * 5.2) : 0;
    const crack = !isSheet && (mod(along, seam) < 0.18 || mod(across, seam * 1.3) < 0.18) ? 0.93 : 1;
    const gain =
      tone *
      crack *
      (1 - weathering * (1 - stain) * 0.8 + 0.09 * (speck - 0.5) + 0.05 * (grain - 0.5) + ridge);
    putColour(model, pixel, base, gain);
    // Water stands behind the parapet after rain and leaves it darker.
    if (!isSheet) darken(model, pixel, 1 - 0.16 * ramp(2.4, 0.4, inside) * stain);
    model.height[pixel] = heightMetres + (isSheet ? Math.min(1.6, inside * 0.34) : (stain - 0.5) * 0.06);
    model.plants[pixel] = 0;
    if (parapet > 0 && inside < parapetWidth) {
      model.height[pixel] = heightMetres + parapet;
      putColour(model, pixel, base, Math.min(1.16, tone * 1.08));
    }
  });
  if (isSheet) return;
  if (building.kind === "mosque") paintDome(model, building);
  else furnishRoof(model, textures, building, base, random);
}

function furnishRoof(
  model: GroundModel,
  textures: Textures,
  building: PlannedBuilding,
  base: Colour,
  random: Random,
): void {
  const { footprint, heightMetres, frame } = building;
  const roof = heightMetres;
  const place = (margin: number): Point | null => {
    for (let tries = 0; tries < 14; tries++) {
      const at = quadPoint(frame, random.next(), random.next());
      if (depthInside(footprint, at[0], at[1]) > margin) return at;
    }
    return null;
  };
  const heading = headingOf(frame);
  // Rooms added on top, one storey more over part of the house.
  if (random.chance(upperRoomChance(building.kind))) {
    const s = random.pick([0.02, 0.3, 0.52] as const);
    const upper = subQuad(frame, s, s + random.range(0.36, 0.5), 0.03, random.range(0.25, 0.42));
    const tint = random.pick(CONCRETE);
    visitOutline(model, upper, 0, (pixel, inside, x, y) => {
      if (depthInside(footprint, x, y) < 0.35) return;
      const stain = sampleNoise(textures.streaks, x * 2.2, y * 2.2 + 77);
      model.height[pixel] = roof + 2.9 + (inside < 0.32 ? 0.4 : 0);
      putColour(model, pixel, tint, 0.86 + 0.2 * stain);
    });
  }
  if (random.chance(0.42)) patchRoof(model, textures, building, base, random);
  const stair = place(2.4);
  if (stair !== null) paintBox(model, stair, heading, 3.4, 2.7, roof + 2.4, random.pick(CONCRETE));
  const tanks = random.integer(1, building.kind === "apartments" ? 7 : 3);
  for (let i = 0; i < tanks; i++) {
    const at = place(0.9);
    if (at !== null) paintTank(model, at, roof, random);
  }
  for (let i = random.integer(0, 3); i > 0; i--) {
    const at = place(0.8);
    if (at !== null) paintBox(model, at, heading, random.range(0.7, 1.3), 0.8, roof + 0.8, [184, 184, 180]);
  }
  for (let i = random.integer(0, 2); i > 0; i--) {
    const at = place(0.7);
    if (at !== null) paintBox(model, at, random.range(0, 3), 0.8, 0.6, roof + 0.9, [200, 200, 196]);
  }
  for (let i = random.integer(0, 5); i > 0; i--) {
    const at = place(1);
    const junk: readonly [Colour, ...Colour[]] = [
      [112, 96, 80],
      [138, 120, 96],
      [90, 92, 96],
      [158, 150, 138],
    ];
    if (at !== null)
      paintBox(
        model,
        at,
        random.range(0, 3),
        random.range(0.5, 2),
        random.range(0.4, 1.1),
        roof + 0.35,
        random.pick(junk),
      );
  }
  if (random.chance(0.22)) hangLaundry(model, place(2.2), heading, roof, random);
  if (random.chance(0.12)) shadeWithSheet(model, place(3), heading, roof, random);
  if (building.kind === "apartments" || building.kind === "school") lightWell(model, place(4), heading, roof);
}

function upperRoomChance(kind: BuildingKind): number {
  const chances: Record<BuildingKind, number> = {
    house: 0.32,
    courtyard: 0.38,
    apartments: 0.16,
    shops: 0.3,
    hall: 0,
    school: 0.1,
    mosque: 0,
    farm: 0.05,
  };
  return chances[kind];
}

/** A newer screed or a coat of bitumen over part of the roof. */
function patchRoof(
  model: GroundModel,
  textures: Textures,
  building: PlannedBuilding,
  base: Colour,
  random: Random,
): void {
  const s = random.range(0, 0.55);
  const patch = subQuad(
    building.frame,
    s,
    s + random.range(0.25, 0.6),
    random.range(0, 0.2),
    random.range(0.3, 0.8),
  );
  const tint: Colour = random.chance(0.4) ? [118, 112, 106] : random.chance(0.5) ? [214, 208, 196] : base;
  visitOutline(model, patch, 0, (pixel, inside, x, y) => {
    if (depthInside(building.footprint, x, y) < 0.4 || model.height[pixel]! > building.heightMetres + 0.3)
      return;
    const worn = sampleNoise(textures.streaks, x * 3, y * 3 + 13);
    mixColour(model, pixel, tint, 0.55 * ramp(0.25, 0.5, worn + Math.min(0.3, inside * 0.3)));
  });
}

function paintBox(
  model: GroundModel,
  at: Point,
  heading: number,
  length: number,
  width: number,
  top: number,
  colour: Colour,
): void {
  const [dx, dy] = [(Math.cos(heading) * length) / 2, (Math.sin(heading) * length) / 2];
  visitLine(model, [at[0] - dx, at[1] - dy], [at[0] + dx, at[1] + dy], width / 2, (pixel) => {
    model.height[pixel] = Math.max(model.height[pixel]!, top);
    putColour(model, pixel, colour, 1);
  });
}

function paintTank(model: GroundModel, at: Point, roof: number, random: Random): void {
  const colour = random.pick([
    [206, 206, 202],
    [182, 184, 182],
    [52, 52, 54],
    [60, 58, 58],
    [98, 124, 154],
    [150, 112, 86],
  ] as [Colour, ...Colour[]]);
  const radius = random.range(0.5, 0.85);
  visitBox(model, at[0] - radius, at[1] - radius, at[0] + radius, at[1] + radius, (pixel, x, y) => {
    if (Math.hypot(x - at[0], y - at[1]) > radius) return;
    model.height[pixel] = Math.max(model.height[pixel]!, roof + 1.4);
    putColour(model, pixel, colour, 1);
  });
}

function hangLaundry(
  model: GroundModel,
  at: Point | null,
  heading: number,
  roof: number,
  random: Random,
): void {
  if (at === null) return;
  for (let i = 0; i < 6; i++) {
    const spot: Point = [
      at[0] + Math.cos(heading) * (i - 3) * 0.7,
      at[1] + Math.sin(heading) * (i - 3) * 0.7,
    ];
    const colour = random.pick([
      [220, 214, 206],
      [150, 74, 70],
      [84, 104, 146],
      [206, 186, 120],
      [96, 120, 96],
    ] as [Colour, ...Colour[]]);
    paintBox(model, spot, heading, 0.5, 0.45, roof + 1, colour);
  }
}

function shadeWithSheet(
  model: GroundModel,
  at: Point | null,
  heading: number,
  roof: number,
  random: Random,
): void {
  if (at === null) return;
  paintBox(
    model,
    at,
    heading,
    random.range(3, 5),
    random.range(2.5, 4),
    roof + 2.2,
    random.pick(SHEET_METAL),
  );
}

function lightWell(model: GroundModel, at: Point | null, heading: number, roof: number): void {
  if (at === null) return;
  const [dx, dy] = [Math.cos(heading) * 1.3, Math.sin(heading) * 1.3];
  visitLine(model, [at[0] - dx, at[1] - dy], [at[0] + dx, at[1] + dy], 1, (pixel) => {
    model.height[pixel] = Math.max(0, roof - 6);
    putColour(model, pixel, [120, 112, 100], 1);
  });
}

/** The dome over the prayer hall, two small ones beside it, and a minaret at the street corner. */
function paintDome(model: GroundModel, building: PlannedBuilding): void {
  const { frame, heightMetres } = building;
  const width = quadWidth(frame);
  const domes = [
    [0.5, 0.5, width * 0.21],
    [0.2, 0.5, width * 0.09],
    [0.8, 0.5, width * 0.09],
  ] as const;
  for (const [s, t, radius] of domes) {
    const [cx, cy] = quadPoint(frame, s, t);
    visitBox(model, cx - radius, cy - radius, cx + radius, cy + radius, (pixel, x, y) => {
      const r = Math.hypot(x - cx, y - cy) / radius;
      if (r > 1) return;
      model.height[pixel] = heightMetres + 0.8 + radius * Math.sqrt(1 - r * r);
      putColour(model, pixel, [150, 166, 152], 1);
    });
  }
  const [mx, my] = quadPoint(frame, 0.07, 0.1);
  visitBox(model, mx - 1.7, my - 1.7, mx + 1.7, my + 1.7, (pixel, x, y) => {
    const r = Math.hypot(x - mx, y - my);
    if (r > 1.7) return;
    model.height[pixel] = r < 1.1 ? 27 + (1.1 - r) * 4 : 19;
    putColour(model, pixel, [212, 204, 188], 1);
  });
}

function headingOf(frame: Quad): number {
  return Math.atan2(frame[1][1] - frame[0][1], frame[1][0] - frame[0][0]);
}

function mod(value: number, period: number): number {
  return value - Math.floor(value / period) * period;
}
