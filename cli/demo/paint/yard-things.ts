import type { Yard } from "../plan/city-plan.ts";
import { type Point, outlineAreaM2, quadPoint } from "../plan/geometry.ts";
import { createRandom } from "../random.ts";
import { type Colour, type GroundModel, putColour, visitLine } from "./ground-model.ts";

/** What lies about in yards and on empty lots, with how long, wide and high it is at most, metres. */
const THINGS: readonly [Thing, ...Thing[]] = [
  { colour: [150, 132, 110], length: 1.6, width: 0.7, height: 0.5 },
  { colour: [96, 92, 88], length: 1.2, width: 0.8, height: 0.5 },
  { colour: [196, 190, 180], length: 2.2, width: 0.6, height: 0.4 },
  { colour: [206, 206, 202], length: 1.2, width: 1, height: 1.3 },
  { colour: [158, 158, 154], length: 3.4, width: 2.4, height: 2.3 },
  { colour: [168, 154, 132], length: 3, width: 2.6, height: 2.4 },
  { colour: [142, 141, 138], length: 4.3, width: 1.7, height: 1.4 },
  { colour: [122, 110, 84], length: 2.2, width: 1.6, height: 0.7 },
];

interface Thing {
  colour: Colour;
  length: number;
  width: number;
  height: number;
}

/** Scatters sheds, heaps, tanks and scrap over a yard, more of them along its edges. */
export function strewYard(model: GroundModel, { quad, surface }: Yard): void {
  const random = createRandom(`yard:${quad[0].map((n) => n.toFixed(2)).join()}`);
  const count = Math.min(22, outlineAreaM2(quad) / (surface === "empty" ? 60 : 34));
  for (let i = 0; i < count; i++) {
    const thing = random.pick(THINGS);
    const t = random.chance(0.6) ? random.pick([0.05, 0.93, 0.9] as const) : random.range(0.08, 0.9);
    const at = quadPoint(quad, random.range(0.06, 0.94), t);
    const heading =
      Math.atan2(quad[1][1] - quad[0][1], quad[1][0] - quad[0][0]) +
      (random.chance(0.6) ? 0 : random.range(0, 3));
    const half = (thing.length * random.range(0.5, 1)) / 2;
    const [dx, dy] = [Math.cos(heading) * half, Math.sin(heading) * half];
    const from: Point = [at[0] - dx, at[1] - dy];
    visitLine(model, from, [at[0] + dx, at[1] + dy], (thing.width * random.range(0.5, 1)) / 2, (pixel) => {
      putColour(model, pixel, thing.colour, 1);
      model.height[pixel] = Math.max(model.height[pixel]!, thing.height);
      model.plants[pixel] = 0;
    });
  }
}
