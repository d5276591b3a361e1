/**
 * Places moments along a line: as far apart as they are in time, but never closer than `minGap`, so that
 * each can be told from its neighbour and touched. Gaps that would be too small take their room from the others
 * in proportion.
 *
 * @param times milliseconds, ascending
 * @param width of the line, from the first moment to the last, in the same unit as `minGap`
 * @returns positions from 0 to `width`; evenly spread where even `minGap` between all does not fit
 */
export function spaceByTime(times: readonly number[], width: number, minGap: number): number[] {
  const gaps = times.slice(1).map((time, at) => Math.max(0, time - (times[at] ?? time)));
  if (gaps.length === 0) return times.map(() => width / 2);
  const widths =
    gaps.length * minGap >= width ? gaps.map(() => width / gaps.length) : shareOut(gaps, width, minGap);
  let position = 0;
  return [0, ...widths.map((gap) => (position += gap))];
}

/** Shares `width` out in proportion to `gaps`, none below `minGap`: pins the too small until none is left. */
function shareOut(gaps: readonly number[], width: number, minGap: number): number[] {
  const isPinned = gaps.map((gap) => gap === 0);
  for (;;) {
    const free = gaps.reduce((sum, gap, at) => (isPinned[at] === true ? sum : sum + gap), 0);
    const room = width - minGap * isPinned.filter(Boolean).length;
    const scale = free === 0 ? 0 : room / free;
    const tooSmall = gaps.findIndex((gap, at) => isPinned[at] !== true && gap * scale < minGap);
    if (free === 0) return gaps.map(() => width / gaps.length);
    if (tooSmall === -1) return gaps.map((gap, at) => (isPinned[at] === true ? minGap : gap * scale));
    isPinned[tooSmall] = true;
  }
}

/** The index of the position nearest to `x`. */
export function nearestTo(positions: readonly number[], x: number): number {
  let nearest = 0;
  for (const [at, position] of positions.entries()) {
    if (Math.abs(position - x) < Math.abs((positions[nearest] ?? Infinity) - x)) nearest = at;
  }
  return nearest;
}

/** Which positions get a label, when labels need `room` each: those of `first` before all others. */
export function labelsThatFit(
  positions: readonly number[],
  first: readonly number[],
  room: number,
): ReadonlySet<number> {
  const labelled = new Set<number>();
  for (const at of [...first, ...positions.keys()]) {
    const position = positions[at];
    if (position === undefined) continue;
    if ([...labelled].every((other) => Math.abs((positions[other] ?? 0) - position) >= room))
      labelled.add(at);
  }
  return labelled;
}
