import type { FeatureLike } from "ol/Feature.js";
import { getHeight, getWidth } from "ol/extent.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import CircleStyle from "ol/style/Circle.js";
import type { ConsensusStatus } from "../../shared/consensus.ts";
import type { BuildingLook } from "../analysis/looks.ts";
import { centrePoint } from "./centre-point.ts";
import { hatch } from "./hatch.ts";
import { signStyle } from "./sign-style.ts";

/** Below this size on screen a footprint is a dot, so that no building disappears, CSS pixels. */
const DOT_BELOW_PX = 7;
/** From this size on a footprint carries its sign, CSS pixels. */
const SIGN_FROM_PX = 20;

const DARK = "rgb(6 9 11 / 70%)";
const WHITE = "#ffffff";

/** How the state of the votes shows in the outline: the legend draws the same in CSS. */
const OUTLINES: Record<ConsensusStatus, { width: number; dash?: number[]; halo: string; haloWidth: number }> =
  {
    open: { width: 1.4, dash: [3, 3], halo: DARK, haloWidth: 3 },
    settled: { width: 1.6, halo: DARK, haloWidth: 3.4 },
    disputed: { width: 1.6, halo: WHITE, haloWidth: 4.6 },
    reviewed: { width: 3.2, halo: DARK, haloWidth: 5 },
  };

/** How strongly the inside is filled: the roof must stay visible below. Share of 1. */
const FILL_OPACITY: Record<ConsensusStatus, number> = {
  open: 0.28,
  settled: 0.5,
  disputed: 0.5,
  reviewed: 0.55,
};

export type ConsensusStyles = (look: BuildingLook, feature: FeatureLike, resolution: number) => Style[];

/** Makes styles of looks; each is made once, since thousands of buildings share a few dozen looks. */
export function createConsensusStyles(): ConsensusStyles {
  const dots = new Map<string, Style[]>();
  const footprints = new Map<string, Style[]>();
  const once = (cache: Map<string, Style[]>, key: string, make: () => Style[]) => {
    const known = cache.get(key) ?? make();
    cache.set(key, known);
    return known;
  };
  return (look, feature, resolution) => {
    const geometry = feature.getGeometry();
    if (geometry === undefined) return [];
    const extent = geometry.getExtent();
    const sizePx = Math.max(getWidth(extent), getHeight(extent)) / resolution;
    const key = `${look.colour}|${look.status}|${look.isHollow}`;
    if (sizePx < DOT_BELOW_PX) return once(dots, key, () => dotStyles(look));
    const styles = once(footprints, key, () => footprintStyles(look));
    return sizePx < SIGN_FROM_PX ? styles : [...styles, signStyle(look)];
  };
}

function footprintStyles({ colour, status, isHollow }: BuildingLook): Style[] {
  const { width, dash, halo, haloWidth } = OUTLINES[status];
  const inside = status === "disputed" ? hatch(colour) : withOpacity(colour, FILL_OPACITY[status]);
  const styles = [
    new Style({ stroke: new Stroke({ color: halo, width: haloWidth }) }),
    new Style({
      stroke: new Stroke({ color: colour, width, ...(dash === undefined ? {} : { lineDash: dash }) }),
      fill: new Fill({ color: isHollow && status !== "disputed" ? withOpacity(colour, 0.06) : inside }),
    }),
  ];
  if (status === "reviewed") styles.push(new Style({ stroke: new Stroke({ color: WHITE, width: 1 }) }));
  return styles;
}

function dotStyles({ colour, status, isHollow }: BuildingLook): Style[] {
  const isMarked = status === "disputed" || status === "reviewed";
  const image = new CircleStyle({
    radius: isMarked ? 4.2 : 3.2,
    fill: new Fill({ color: isHollow ? withOpacity(colour, 0.25) : colour }),
    stroke: new Stroke({ color: isMarked ? WHITE : DARK, width: isMarked ? 1.4 : 1 }),
  });
  return [new Style({ image, geometry: centrePoint })];
}

function withOpacity(hex: string, opacity: number): string {
  return `${hex}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, "0")}`;
}
