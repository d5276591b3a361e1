import { INTACT_COLOUR, looksOf, windowColour, type BuildingLook, type MapTheme } from "../analysis/looks.ts";
import { CERTAINTY_COLOURS } from "../analysis/looks.ts";
import { certaintyStep } from "../analysis/certainty-step.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import {
  TILE_PX,
  TILE_UNITS,
  type ConsensusTile,
  type TileBuilding,
  type TileCluster,
} from "./consensus-tile.ts";
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

type Pen = OffscreenCanvasRenderingContext2D;
/** Buildings that look alike, in one path each for dots and for footprints. */
type Group = { look: BuildingLook; dots: Path2D; footprints: Path2D };

/**
 * Draws a tile: whatever looks alike in one stroke, since thousands of buildings share a few dozen looks.
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
    const group = groups.get(key) ?? { look, dots: new Path2D(), footprints: new Path2D() };
    groups.set(key, group);
    const size = sizePx(building);
    if (size < DOT_BELOW_PX) addDot(group, building);
    else addFootprint(group.footprints, building);
    if (size >= SIGN_FROM_PX) signs.push({ look, building });
  }
  for (const { look, footprints } of groups.values()) drawFootprints(pen, look, footprints, ratio);
  for (const { look, dots } of groups.values()) drawDots(pen, look, dots);
  for (const { look, building } of signs) {
    pen.save();
    pen.translate(...centreOf(building));
    drawSign(pen, look.sign);
    pen.restore();
  }
  for (const cluster of tile.clusters) drawCluster(pen, cluster, theme);
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

function addDot({ look, dots }: Group, building: TileBuilding): void {
  const [x, y] = centreOf(building);
  const radius = isMarked(look) ? 4.2 : 3.2;
  dots.moveTo(x + radius, y);
  dots.arc(x, y, radius, 0, 2 * Math.PI);
}

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

function drawDots(pen: Pen, look: BuildingLook, path: Path2D): void {
  const filled = look.isHollow ? 0.25 : look.passed === null ? 1 : 0.3 + look.passed * 0.6;
  pen.fillStyle = withOpacity(look.colour, filled);
  pen.fill(path);
  pen.strokeStyle = isMarked(look) ? WHITE : DARK;
  pen.lineWidth = isMarked(look) ? 1.4 : 1;
  pen.stroke(path);
}

/** The largest and smallest dot of a cell, CSS pixels; a cell has 8. */
const [MIN_RADIUS_PX, MAX_RADIUS_PX] = [1.6, 4.4];
/** A cell with this many buildings has the largest dot. */
const FULL_CELL = 60;

/** A dot for a cell: its area for how many, and over it a disc for the share that is damaged by the date shown. */
function drawCluster(pen: Pen, cluster: TileCluster, theme: MapTheme): void {
  const [x, y] = [cluster.at[0] * PX_PER_UNIT, cluster.at[1] * PX_PER_UNIT];
  const radius = Math.max(MIN_RADIUS_PX, MAX_RADIUS_PX * Math.sqrt(Math.min(1, cluster.count / FULL_CELL)));
  if (theme.colour === "certainty") {
    disc(pen, x, y, radius, CERTAINTY_COLOURS[certaintyStep(cluster.certainty)] ?? UNKNOWN_LOOK.colour);
    return;
  }
  const by = [...cluster.ends]
    .map(([time, of]) => [time, of * shareBy(time, theme)] as const)
    .filter(([, of]) => of > 0);
  const dated = by.reduce((sum, [, count]) => sum + count, 0);
  const damaged = theme.classes.filter((one) => one.damaged && cluster.classes.has(one.code));
  const ofClass = damaged.reduce((sum, { code }) => sum + (cluster.classes.get(code) ?? 0), 0);
  // Without dates the classes tell alone; at a date only what is dated by then.
  const count = theme.colour === "window" || theme.until !== null ? dated : ofClass;
  disc(
    pen,
    x,
    y,
    radius,
    withOpacity(
      cluster.classes.size === 1 && cluster.classes.has("") ? UNKNOWN_LOOK.colour : INTACT_COLOUR,
      0.45,
    ),
  );
  if (count === 0) return;
  const share = Math.min(1, count / cluster.count);
  disc(pen, x, y, Math.max(1.2, radius * Math.sqrt(share)), clusterColour(cluster, theme, by));
}

/** How much of what is first seen damaged at `time` counts at the date shown: all after it, a part since the scene before. */
function shareBy(time: number, { times, until }: MapTheme): number {
  if (until === null || until >= time) return 1;
  const before = times[times.indexOf(time) - 1];
  return before === undefined || until <= before ? 0 : (until - before) / (time - before);
}

/** The colour of most of what is damaged: its class, or its date. */
function clusterColour(
  cluster: TileCluster,
  theme: MapTheme,
  by: readonly (readonly [number, number])[],
): string {
  const most = <Key>(entries: readonly (readonly [Key, number])[]) =>
    entries.reduce<readonly [Key, number] | null>(
      (best, one) => (best === null || one[1] > best[1] ? one : best),
      null,
    );
  if (theme.colour === "window") {
    const time = most(by)?.[0];
    return time === undefined
      ? UNKNOWN_LOOK.colour
      : windowColour(theme.times.indexOf(time), theme.times.length);
  }
  const codes = theme.classes.filter(({ damaged }) => damaged).map(({ code }) => code);
  const code = most([...cluster.classes].filter(([one]) => codes.includes(one)))?.[0];
  return classLooks(theme.classes).get(code ?? "")?.colour ?? UNKNOWN_LOOK.colour;
}

function disc(pen: Pen, x: number, y: number, radius: number, colour: string): void {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fill();
}

function withOpacity(hex: string, opacity: number): string {
  return `${hex}${Math.round(opacity * 255)
    .toString(16)
    .padStart(2, "0")}`;
}
