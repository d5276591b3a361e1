import { certaintyStep } from "../analysis/certainty-step.ts";
import { CERTAINTY_COLOURS, INTACT_COLOUR, windowColour, type MapTheme } from "../analysis/looks.ts";
import { classLooks, UNKNOWN_LOOK } from "../ui/class-looks.ts";
import { TILE_PX, TILE_UNITS, type TileCluster } from "./consensus-tile.ts";
import { fillDisc, withOpacity, type Pen } from "./pen.ts";

const PX_PER_UNIT = TILE_PX / TILE_UNITS;
/** The largest and smallest dot of a cell, CSS pixels; a cell has 8. */
const [MIN_RADIUS_PX, MAX_RADIUS_PX] = [1.6, 4.4];
/** A cell with this many buildings has the largest dot. */
const FULL_CELL = 60;

/** A dot: where, how large, in which colour. */
type Dot = readonly [x: number, y: number, radius: number, colour: string];

/** A dot for each cell: its area for how many, and over it a disc for the share that is damaged by the date shown. */
export function drawClusters(pen: Pen, clusters: readonly TileCluster[], theme: MapTheme): void {
  if (clusters.length === 0) return;
  const damageOf = damageIn(theme);
  const below: Dot[] = [];
  const above: Dot[] = [];
  for (const cluster of clusters) {
    const [x, y] = [cluster.at[0] * PX_PER_UNIT, cluster.at[1] * PX_PER_UNIT];
    const radius = Math.max(MIN_RADIUS_PX, MAX_RADIUS_PX * Math.sqrt(Math.min(1, cluster.count / FULL_CELL)));
    if (theme.colour === "certainty") {
      below.push([x, y, radius, CERTAINTY_COLOURS[certaintyStep(cluster.certainty)] ?? UNKNOWN_LOOK.colour]);
      continue;
    }
    const isUnknown = cluster.classes.size === 1 && cluster.classes.has("");
    below.push([x, y, radius, withOpacity(isUnknown ? UNKNOWN_LOOK.colour : INTACT_COLOUR, 0.45)]);
    const damage = damageOf(cluster);
    if (damage.count === 0) continue;
    const share = Math.min(1, damage.count / cluster.count);
    above.push([x, y, Math.max(1.2, radius * Math.sqrt(share)), damage.colour]);
  }
  drawAlike(pen, below);
  drawAlike(pen, above);
}

/** Colour after colour: to set one takes longer than to fill a disc. */
function drawAlike(pen: Pen, dots: readonly Dot[]): void {
  const alike = new Map<string, Dot[]>();
  for (const dot of dots) {
    const others = alike.get(dot[3]);
    if (others === undefined) alike.set(dot[3], [dot]);
    else others.push(dot);
  }
  for (const [colour, group] of alike) {
    pen.fillStyle = colour;
    for (const [x, y, radius] of group) fillDisc(pen, x, y, radius);
  }
}

/** Makes the function that tells how many of a cell are damaged by the date shown, and the colour of most of them. */
function damageIn(theme: MapTheme): (cluster: TileCluster) => { count: number; colour: string } {
  const { times, classes, colour, until } = theme;
  const looks = classLooks(classes);
  const damaged = new Map(
    classes
      .filter((one) => one.damaged)
      .map(({ code }) => [code, looks.get(code)?.colour ?? UNKNOWN_LOOK.colour]),
  );
  const shares = new Map(times.map((time) => [time, shareBy(time, theme)]));
  const colours = new Map(times.map((time, at) => [time, windowColour(at, times.length)]));
  return (cluster) => {
    let dated = 0;
    let ofClass = 0;
    let most = 0;
    let shown = UNKNOWN_LOOK.colour;
    for (const [time, of] of cluster.ends) {
      const part = of * (shares.get(time) ?? shareBy(time, theme));
      dated += part;
      if (colour === "window" && part > most) [most, shown] = [part, colours.get(time) ?? shown];
    }
    for (const [code, of] of cluster.classes) {
      const look = damaged.get(code);
      if (look === undefined) continue;
      ofClass += of;
      if (colour === "class" && of > most) [most, shown] = [of, look];
    }
    // Without dates the classes tell alone; at a date only what is dated by then.
    return { count: colour === "window" || until !== null ? dated : ofClass, colour: shown };
  };
}

/** How much of what is first seen damaged at `time` counts at the date shown: all after it, a part since the scene before. */
function shareBy(time: number, { times, until }: MapTheme): number {
  if (until === null || until >= time) return 1;
  const before = times[times.indexOf(time) - 1];
  return before === undefined || until <= before ? 0 : (until - before) / (time - before);
}
