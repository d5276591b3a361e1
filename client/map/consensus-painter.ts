import { looksOf, type BuildingLook, type MapTheme } from "../analysis/looks.ts";
import { drawClusters } from "./cluster-painter.ts";
import { TILE_PX, TILE_UNITS, type ConsensusTile, type TileBuilding } from "./consensus-tile.ts";
import { addDisc, fillDisc, withOpacity, type Pen } from "./pen.ts";
import { hatch } from "./hatch.ts";
import { drawSign } from "./sign-style.ts";

/** Below this size on screen a footprint is a dot, so that no building disappears, CSS pixels. */
const DOT_BELOW_PX = 7;
/** From this size on a footprint carries its sign, CSS pixels. */
const SIGN_FROM_PX = 20;
const PX_PER_UNIT = TILE_PX / TILE_UNITS;

const DARK = "rgb(6 9 11 / 70%)";
const WHITE = "#ffffff";

type Outline = { width: number; dash: number[]; halo: string; haloWidth: number; opacity: number };
const OPEN: Outline = { width: 1.4, dash: [3, 3], halo: DARK, haloWidth: 3, opacity: 0.28 };
/** How the state of the votes shows in the outline (the legend draws the same in CSS), and how strong the inside is. */
const OUTLINES: Readonly<Record<string, Outline>> = {
  open: OPEN,
  settled: { width: 1.6, dash: [], halo: DARK, haloWidth: 3.4, opacity: 0.5 },
  disputed: { width: 1.6, dash: [], halo: WHITE, haloWidth: 4.6, opacity: 0.5 },
  reviewed: { width: 3.2, dash: [], halo: DARK, haloWidth: 5, opacity: 0.55 },
};

/** How strong the inside is of what still stands, and of what stands on the first day of its window. */
const [HOLLOW, INSIDE_WINDOW] = [0.06, 0.2];

/** Buildings that look alike: where dots are, x before y, and the footprints of the others in one path. */
type Group = { look: BuildingLook; dots: number[]; footprints: Path2D };

/**
 * Draws a tile: whatever looks alike one after the other, since thousands of buildings share a few dozen looks.
 *
 * @param ratio pixels per CSS pixel
 */
export function paintConsensus(tile: ConsensusTile, theme: MapTheme, ratio: number): ImageBitmap {
  const canvas = new OffscreenCanvas(Math.round(TILE_PX * ratio), Math.round(TILE_PX * ratio));
  const pen = canvas.getContext("2d");
  if (pen === null) throw new Error("this browser cannot draw beside the page");
  pen.scale(ratio, ratio);
  const lookOf = looksOf(theme);
  const groups = new Map<string, Group>();
  const signs: { look: BuildingLook; building: TileBuilding }[] = [];
  for (const building of tile.buildings) {
    const look = lookOf(building);
    const key = `${look.colour}|${look.status}|${look.isHollow}|${look.passed}`;
    const group = groups.get(key) ?? { look, dots: [], footprints: new Path2D() };
    groups.set(key, group);
    const size = sizePx(building);
    if (size < DOT_BELOW_PX) group.dots.push(...centreOf(building));
    else addFootprint(group.footprints, building);
    if (size >= SIGN_FROM_PX) signs.push({ look, building });
  }
  for (const { look, footprints } of groups.values()) drawFootprints(pen, look, footprints, ratio);
  for (const group of groups.values()) drawDots(pen, group);
  for (const { look, building } of signs) {
    pen.save();
    pen.translate(...centreOf(building));
    drawSign(pen, look.sign);
    pen.restore();
  }
  drawClusters(pen, tile.clusters, theme);
  return canvas.transferToImageBitmap();
}

function sizePx({ box: [left, top, right, bottom] }: TileBuilding): number {
  return Math.max(right - left, bottom - top) * PX_PER_UNIT;
}

const centreOf = ({ box: [left, top, right, bottom] }: TileBuilding): [number, number] => [
  ((left + right) / 2) * PX_PER_UNIT,
  ((top + bottom) / 2) * PX_PER_UNIT,
];

const isMarked = ({ status }: BuildingLook) => status === "disputed" || status === "reviewed";

/** How large a dot is without its line, and how wide the line is, CSS pixels. */
const dotOf = (look: BuildingLook) =>
  isMarked(look) ? { radius: 4.2, line: 1.4 } : { radius: 3.2, line: 1 };
const fillOf = ({ isHollow, passed }: BuildingLook) =>
  isHollow ? 0.25 : passed === null ? 1 : 0.3 + passed * 0.6;

function addFootprint(path: Path2D, { rings }: TileBuilding): void {
  for (const ring of rings) {
    path.moveTo((ring[0] ?? 0) * PX_PER_UNIT, (ring[1] ?? 0) * PX_PER_UNIT);
    for (let at = 2; at < ring.length; at += 2)
      path.lineTo((ring[at] ?? 0) * PX_PER_UNIT, (ring[at + 1] ?? 0) * PX_PER_UNIT);
    path.closePath();
  }
}

function drawFootprints(
  pen: Pen,
  { colour, status, isHollow, passed }: BuildingLook,
  path: Path2D,
  ratio: number,
): void {
  const { width, dash, halo, haloWidth, opacity } = OUTLINES[status] ?? OPEN;
  pen.strokeStyle = halo;
  pen.lineWidth = haloWidth;
  pen.stroke(path);
  const filled = isHollow ? HOLLOW : opacity * (passed === null ? 1 : INSIDE_WINDOW + passed * 0.6);
  const inside =
    status === "disputed" && passed === null ? hatch(colour, ratio) : withOpacity(colour, filled);
  pen.fillStyle = inside;
  pen.fill(path, "evenodd");
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.stroke(path);
  pen.setLineDash([]);
  if (status !== "reviewed") return;
  pen.strokeStyle = WHITE;
  pen.lineWidth = 1;
  pen.stroke(path);
}

function drawDots(pen: Pen, { look, dots }: Group): void {
  if (dots.length === 0) return;
  const [filled, rim] = [fillOf(look), isMarked(look) ? WHITE : DARK];
  const { radius, line } = dotOf(look);
  if (filled === 1) {
    // A disc for the line below one for the inside: three times as fast as a line around it, where the inside hides it.
    drawDiscs(pen, dots, radius + line / 2, rim);
    drawDiscs(pen, dots, radius - line / 2, look.colour);
    return;
  }
  // What can be seen through is one path: where dots overlap it would be less so.
  const path = discsAt(dots, radius);
  pen.fillStyle = withOpacity(look.colour, filled);
  pen.fill(path);
  pen.strokeStyle = rim;
  pen.lineWidth = line;
  pen.stroke(path);
}

function discsAt(places: readonly number[], radius: number): Path2D {
  const path = new Path2D();
  for (let at = 0; at < places.length; at += 2) addDisc(path, places[at] ?? 0, places[at + 1] ?? 0, radius);
  return path;
}

function drawDiscs(pen: Pen, places: readonly number[], radius: number, colour: string): void {
  pen.fillStyle = colour;
  for (let at = 0; at < places.length; at += 2) fillDisc(pen, places[at] ?? 0, places[at + 1] ?? 0, radius);
}
