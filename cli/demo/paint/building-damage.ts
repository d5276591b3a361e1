import { sampleNoise } from "../noise.ts";
import type { DamagedClass } from "../plan/damage.ts";
import type { PlannedBuilding } from "../plan/city-plan.ts";
import { depthInside, outlineCentre, quadPoint } from "../plan/geometry.ts";
import { type Random, createRandom, hashPosition } from "../random.ts";
import { DUST, SOOT, scorch } from "./dust-and-soot.ts";
import { layRubble, spillDebris, strewPiece } from "./rubble.ts";
import {
  type GroundModel,
  type Textures,
  mixColour,
  putColour,
  ramp,
  visitBox,
  visitOutline,
} from "./ground-model.ts";

/** How a damaged building stands on one date. `fresh` is 1 right after the strike and fades to 0. */
export interface DamageState {
  damage: DamagedClass;
  fresh: number;
  isCleared: boolean;
}

type Paint = (
  model: GroundModel,
  textures: Textures,
  building: PlannedBuilding,
  state: DamageState,
  random: Random,
) => void;

const PAINT: Record<DamagedClass, Paint> = {
  destroyed: paintDestroyed,
  severe: paintSevere,
  moderate: paintModerate,
  possible: paintPossible,
};

/** Paints the damage over the intact building. What breaks, and where, is fixed by the building's own chance. */
export function paintDamage(
  model: GroundModel,
  textures: Textures,
  seed: string,
  building: PlannedBuilding,
  state: DamageState,
): void {
  const random = createRandom(`${seed}:${building.id}:damage`);
  PAINT[state.damage](model, textures, building, state, random);
}

/** A heap of slabs where the house was, spilling into yard and street; here and there a wall still stands. */
function paintDestroyed(
  model: GroundModel,
  textures: Textures,
  building: PlannedBuilding,
  state: DamageState,
  random: Random,
): void {
  if (state.isCleared) {
    clearLot(model, textures, building);
    return;
  }
  const { footprint, heightMetres } = building;
  const heap = Math.min(3.6, 0.8 + heightMetres * 0.22);
  const spill = random.range(2.6, 4.2) + heightMetres * 0.12;
  const tint = random.range(0.94, 1.08);
  const [cx, cy] = outlineCentre(footprint);
  const lean = random.range(0, 2 * Math.PI);
  visitOutline(model, footprint, spill, (pixel, inside, x, y) => {
    const broad = sampleNoise(textures.streaks, x * 2.1, y * 2.1);
    const edge = inside + (broad - 0.5) * spill * 1.5;
    const isOwn = inside >= 0;
    if (edge < -spill * 0.55 || (!isOwn && model.height[pixel]! > 2.9)) {
      if (isOwn) layRubble(model, textures, pixel, x, y, 0.3, tint);
      return;
    }
    // The heap is higher towards one side, where more of the house came down.
    const bias = 1 + 0.35 * Math.tanh(((x - cx) * Math.cos(lean) + (y - cy) * Math.sin(lean)) / 5);
    const envelope = heap * bias * ramp(-spill * 0.6, 2.6, edge) * (0.25 + 1.25 * broad);
    const stands = isOwn && inside < 0.55 && sampleNoise(textures.broad, x * 9, y * 9) > 0.66;
    layRubble(model, textures, pixel, x, y, envelope, tint);
    if (stands) {
      model.height[pixel] = envelope + 1 + 2.2 * broad;
      putColour(model, pixel, [186, 176, 158], 1);
    }
  });
  if (random.chance(0.5)) scorch(model, textures, building, random, 0.15 + state.fresh * 0.45);
}

/** Part of the roof has fallen in: a dark room with rubble in it, jagged walls round it, debris outside. */
function paintSevere(
  model: GroundModel,
  textures: Textures,
  building: PlannedBuilding,
  state: DamageState,
  random: Random,
): void {
  const { footprint, heightMetres } = building;
  const [cx, cy] = outlineCentre(footprint);
  const turn = random.range(0, 2 * Math.PI);
  const [nx, ny] = [Math.cos(turn), Math.sin(turn)];
  const reach = Math.sqrt(footprint.reduce((sum, [x, y]) => Math.max(sum, (x - cx) ** 2 + (y - cy) ** 2), 0));
  const cut = random.range(-0.22, 0.06) * reach;
  const floor = Math.max(0.6, heightMetres - random.range(3.2, 6.5));
  spillDebris(model, textures, building, { reachMetres: 4.2, share: 0.62, towards: [nx, ny] });
  visitOutline(model, footprint, 0, (pixel, inside, x, y) => {
    const ragged = sampleNoise(textures.streaks, x * 3.4, y * 3.4) - 0.5;
    const side = (x - cx) * nx + (y - cy) * ny - cut + ragged * 5.5;
    if (side < -1.6) return;
    const broken = sampleNoise(textures.fine, x * 2.2, y * 2.2);
    if (side < 0) {
      // The last metres of the roof hang down, cracked and dusty.
      model.height[pixel] = model.height[pixel]! - (side + 1.6) * 0.5 * broken;
      mixColour(model, pixel, DUST, 0.5 * broken);
      return;
    }
    const wall = inside < 0.5 && side < reach * 1.5;
    if (wall && ragged > -0.12) {
      model.height[pixel] = floor + (heightMetres - floor) * (0.35 + 0.8 * Math.max(0, ragged + 0.2));
      putColour(model, pixel, [176, 165, 146], 0.95);
      return;
    }
    layRubble(model, textures, pixel, x, y, 1.5, 0.92);
    const hanging = ramp(2.6, 0, side) * ramp(0.45, 0.6, broken);
    model.height[pixel] =
      model.height[pixel]! +
      Math.max(0, floor - 0.8) * (0.25 + 0.5 * ramp(3, 0, inside)) +
      hanging * (heightMetres - floor) * 0.7;
    mixColour(model, pixel, SOOT, 0.5 * ramp(0.62, 0.35, broken) * (0.5 + 0.5 * state.fresh));
  });
  if (random.chance(0.6)) scorch(model, textures, building, random, 0.4 + 0.3 * state.fresh);
}

/** One to three holes through the roof, soot about them, pieces on the roof and below. */
function paintModerate(
  model: GroundModel,
  textures: Textures,
  building: PlannedBuilding,
  state: DamageState,
  random: Random,
): void {
  const { footprint, frame, heightMetres } = building;
  let holes = random.integer(1, 3);
  for (let tries = 0; tries < 40 && holes > 0; tries++) {
    const [hx, hy] = quadPoint(frame, random.range(0.08, 0.92), random.range(0.05, 0.95));
    const depth = depthInside(footprint, hx, hy);
    if (depth < 0.7) continue;
    holes--;
    const radius = random.range(1.7, 3);
    const isBurnt = random.chance(0.5);
    visitBox(model, hx - radius * 3, hy - radius * 3, hx + radius * 3, hy + radius * 3, (pixel, x, y) => {
      const ragged =
        sampleNoise(textures.streaks, x * 5, y * 5) * 0.6 +
        sampleNoise(textures.fine, x * 2.4, y * 2.4) * 0.4;
      const r = Math.hypot(x - hx, y - hy) / (radius * (0.45 + 1.1 * ragged));
      if (r > 2.6 || depthInside(footprint, x, y) < 0) return;
      if (r < 1) {
        // Through the hole one sees the floor below, strewn with what fell.
        layRubble(model, textures, pixel, x, y, 0.8, 0.62);
        model.height[pixel] = model.height[pixel]! + Math.max(0.1, heightMetres - 3.6);
        return;
      }
      if (isBurnt) mixColour(model, pixel, SOOT, 0.5 * ramp(2.5, 1, r) * ramp(0.38, 0.6, ragged));
      else mixColour(model, pixel, DUST, 0.4 * ramp(2.4, 1, r) * ragged);
      if (hashPosition(x * 4, y * 4, 15) > 0.86 + 0.05 * r) strewPiece(model, pixel, 0.4);
    });
  }
  spillDebris(model, textures, building, { reachMetres: 3, share: 0.34, towards: null });
}

/** Nothing broken through: pieces and dust beside the house, pitted roof, a smoked corner. */
function paintPossible(
  model: GroundModel,
  textures: Textures,
  building: PlannedBuilding,
  state: DamageState,
  random: Random,
): void {
  spillDebris(model, textures, building, { reachMetres: 5.5, share: 1, towards: null });
  scorch(model, textures, building, random, 0.62 + 0.2 * state.fresh);
  const pits = random.integer(5, 11);
  for (let i = 0; i < pits; i++) {
    const [px, py] = quadPoint(building.frame, random.next(), random.next());
    const radius = random.range(0.35, 0.75);
    if (depthInside(building.footprint, px, py) < 0.6) continue;
    visitBox(model, px - radius, py - radius, px + radius, py + radius, (pixel, x, y) => {
      if (Math.hypot(x - px, y - py) < radius) putColour(model, pixel, [74, 69, 63], 1);
    });
  }
}

/** After the bulldozers: scraped bare ground, wheel tracks, a low heap left at one edge. */
function clearLot(model: GroundModel, textures: Textures, building: PlannedBuilding): void {
  const [cx, cy] = outlineCentre(building.footprint);
  const heading = hashPosition(cx, cy, 18) * Math.PI;
  visitOutline(model, building.footprint, 1.2, (pixel, inside, x, y) => {
    if (inside < 0 && model.height[pixel]! > 1) return;
    const patch = sampleNoise(textures.streaks, x * 3, y * 3);
    const across = -(x - cx) * Math.sin(heading) + (y - cy) * Math.cos(heading);
    const heap = ramp(4.6, 6, (x - cx) * Math.cos(heading) + (y - cy) * Math.sin(heading));
    if (heap > 0.4 && patch > 0.35) {
      layRubble(model, textures, pixel, x, y, 0.9 * heap, 1);
      return;
    }
    putColour(model, pixel, [190, 177, 157], 0.92 + 0.14 * (patch - 0.5) + 0.035 * Math.sin(across * 4.5));
    model.height[pixel] = 0.1 * patch;
    model.plants[pixel] = 0;
  });
}
