import { sampleNoise } from "../noise.ts";
import type { BuildingKind, PlannedBuilding } from "../plan/city-plan.ts";
import { type Point, depthInside, quadHeading, quadPoint, subQuad } from "../plan/geometry.ts";
import type { Random } from "../random.ts";
import {
  type Colour,
  type GroundModel,
  type Textures,
  mixColour,
  putColour,
  ramp,
  visitBox,
  visitLine,
  visitOutline,
} from "./ground-model.ts";

/** Roofs of concrete, screed and plaster, from lime-washed to bare. */
export const CONCRETE: readonly [Colour, ...Colour[]] = [
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

/** Roofs of market halls and sheds. */
export const SHEET_METAL: readonly [Colour, ...Colour[]] = [
  [176, 184, 190],
  [150, 160, 168],
  [160, 128, 106],
  [196, 196, 190],
  [128, 146, 160],
];

/** Puts on a roof what people keep there: rooms, tanks, stair heads, scrap, laundry. */
export function furnishRoof(
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
  const heading = quadHeading(frame);
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
