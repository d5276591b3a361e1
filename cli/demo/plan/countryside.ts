import type { Random } from "../random.ts";
import type { Field, Tree } from "./city-plan.ts";
import { cutQuad, quadToGround, toGround } from "./frame.ts";
import { type Quad, quadCentre, quadDepth, quadPoint, quadWidth } from "./geometry.ts";
import { type Block, type Road, wadiAt } from "./streets.ts";

/** Turns the blocks round the town into strips of wheat, vegetables, orchard and fallow. */
export function sowFields(blocks: readonly Block[], random: Random): Field[] {
  return blocks
    .filter(({ zone }) => zone === "outskirts")
    .flatMap(({ quad }) => stripsOf(quad, random, 2))
    .filter((quad) => {
      const [u, v] = quadCentre(quad);
      return Math.abs(v - wadiAt(u).v) > 30;
    })
    .map((quad) => ({
      quad: quadToGround(quad),
      crop: random.pick(["wheat", "wheat", "vegetables", "fallow", "fallow", "orchard", "orchard"] as const),
    }));
}

/** Orchard rows, avenue trees, and scrub along the wadi. */
export function plantTrees(roads: readonly Road[], fields: readonly Field[], random: Random): Tree[] {
  return [...orchards(fields, random), ...streetTrees(roads, random), ...riverScrub(random)];
}

function stripsOf(quad: Quad, random: Random, depth: number): Quad[] {
  const width = quadWidth(quad);
  const height = quadDepth(quad);
  if (depth === 0 || Math.max(width, height) < 62 || random.chance(0.12)) return [quad];
  const at = random.range(0.35, 0.65);
  const cut = cutQuad(quad, width > height ? "s" : "t", at, at + random.range(-0.06, 0.06), 1.2);
  return [...stripsOf(cut.first, random, depth - 1), ...stripsOf(cut.second, random, depth - 1)];
}

function orchards(fields: readonly Field[], random: Random): Tree[] {
  return fields
    .filter(({ crop }) => crop === "orchard")
    .flatMap(({ quad }) => {
      const spacing = random.range(5.4, 7.4);
      const columns = Math.floor(quadWidth(quad) / spacing);
      const rows = Math.floor(quadDepth(quad) / spacing);
      const age = random.range(0.7, 1.15);
      return Array.from({ length: columns * rows }, (_, i): Tree | null => {
        if (random.chance(0.07)) return null;
        const s = ((i % columns) + 0.5 + random.range(-0.07, 0.07)) / columns;
        const t = (Math.floor(i / columns) + 0.5 + random.range(-0.07, 0.07)) / rows;
        const radiusMetres = random.range(1.3, 2) * age;
        return { at: quadPoint(quad, s, t), radiusMetres, heightMetres: radiusMetres * 1.9, kind: "olive" };
      }).filter((tree) => tree !== null);
    });
}

function streetTrees(roads: readonly Road[], random: Random): Tree[] {
  return roads
    .filter(({ kind }) => kind === "avenue")
    .flatMap(({ line }) =>
      line.flatMap(({ at, widthMetres }, i) => {
        const next = line[i + 1]?.at;
        if (next === undefined) return [];
        const heading = Math.atan2(next[1] - at[1], next[0] - at[0]);
        return [-1, 0, 1].flatMap((side): Tree[] => {
          if (random.chance(side === 0 ? 0.35 : 0.45)) return [];
          const off = side * (widthMetres / 2 - 1.2);
          return [
            {
              at: [at[0] - Math.sin(heading) * off, at[1] + Math.cos(heading) * off],
              radiusMetres: side === 0 ? random.range(0.8, 1.3) : random.range(1.2, 2.3),
              heightMetres: random.range(3, 6.5),
              kind: side === 0 ? "palm" : "broadleaf",
            },
          ];
        });
      }),
    );
}

function riverScrub(random: Random): Tree[] {
  return Array.from({ length: 620 }, (): Tree => {
    const u = random.range(-640, 640);
    const { v, halfWidth } = wadiAt(u);
    const bank = (random.chance(0.5) ? 1 : -1) * halfWidth * random.range(0.75, 1.55);
    const isTree = random.chance(0.25);
    return {
      at: toGround(u, v + bank),
      radiusMetres: isTree ? random.range(1.6, 3.4) : random.range(0.5, 1.3),
      heightMetres: isTree ? random.range(3.5, 7) : random.range(0.6, 1.6),
      kind: isTree ? "broadleaf" : "shrub",
    };
  });
}
