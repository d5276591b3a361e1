import { damagedBetween, WITHOUT_CLASS } from "../../shared/finding-filter.ts";
import { AGREEMENT_STEPS, CERTAINTY_STEPS } from "../../shared/certainty.ts";
import { NO_AGREEMENT, type FindingColumns } from "./finding-columns.ts";
import type { AnyFilter } from "./filter.sql.ts";
import { STATUSES, type Codes } from "./map-tiles.sql.ts";
import type { GroupRow, MassRow } from "./summary.sql.ts";
import type { TileFrame } from "./tile-frame.ts";

/** What codes in columns mean; `times` are those of the scenes, milliseconds since 1970. */
export type Meaning = Codes & { times: readonly number[] };

type IsChosen = (row: number) => boolean;

/** Chooses rows as `matchesOnMap` does, but not by place, which the database's index is for. */
export function chooserOf(
  columns: FindingColumns,
  { classes, scenes, times }: Meaning,
  filter: Omit<AnyFilter, "bbox" | "area">,
): IsChosen {
  const isAnyOf = (wanted: string | readonly string[] | undefined, names: readonly string[]) =>
    wanted === undefined ? null : names.map((name) => [wanted].flat().includes(name));
  const statuses = isAnyOf(filter.status, ["", ...STATUSES]);
  const crowd = isAnyOf(filter.class, ["", ...classes]);
  const standing = isAnyOf(filter.finalClass, [WITHOUT_CLASS, ...classes]);
  const { from, to } = damagedBetween(filter);
  const [begin, end] = [
    from === null ? -Infinity : Date.parse(from),
    to === null ? Infinity : Date.parse(to),
  ];
  const seen =
    from === null && to === null
      ? null
      : [false, ...scenes.map((_, at) => (times[at] ?? NaN) >= begin && (times[at] ?? NaN) <= end)];
  const { minProbability = -1, maxProbability = 2, minVotes = 0, maxVotes = Infinity } = filter;
  const { status, crowdClass, class: final, certainty, votes, firstDamaged } = columns;
  return (row) => {
    const sure = certainty[row] ?? 0;
    const cast = votes[row] ?? 0;
    return (
      (statuses === null || statuses[status[row] ?? 0] === true) &&
      (crowd === null || crowd[crowdClass[row] ?? 0] === true) &&
      (standing === null || standing[final[row] ?? 0] === true) &&
      sure >= minProbability &&
      sure <= maxProbability &&
      cast >= minVotes &&
      cast <= maxVotes &&
      (seen === null || seen[firstDamaged[row] ?? 0] === true)
    );
  };
}

/** As `selectGroups`, of the rows chosen. */
export function groupsOf(columns: FindingColumns, { classes }: Codes, isChosen: IsChosen): GroupRow[] {
  const { status, class: final, certaintyStep, agreementStep, boxes } = columns;
  const [steps, agreements] = [CERTAINTY_STEPS.length + 1, AGREEMENT_STEPS.length + 2];
  const size = (STATUSES.length + 1) * (classes.length + 1) * steps * agreements;
  const counts = new Uint32Array(size);
  const around = new Int32Array(size * 4);
  for (let row = 0; row < columns.count; row += 1) {
    if (!isChosen(row)) continue;
    const agreement = agreementStep[row] === NO_AGREEMENT ? agreements - 1 : (agreementStep[row] ?? 0);
    const kind = (status[row] ?? 0) * (classes.length + 1) + (final[row] ?? 0);
    const group = (kind * steps + (certaintyStep[row] ?? 0)) * agreements + agreement;
    const isFirst = counts[group] === 0;
    counts[group] = (counts[group] ?? 0) + 1;
    for (let side = 0; side < 4; side += 1) {
      const known = around[group * 4 + side] ?? 0;
      const value = boxes[row * 4 + side] ?? 0;
      if (isFirst || (side < 2 ? value < known : value > known)) around[group * 4 + side] = value;
    }
  }
  const rows: GroupRow[] = [];
  for (const [group, count] of counts.entries()) {
    if (count === 0) continue;
    const kind = Math.floor(group / agreements / steps);
    const agreement = group % agreements;
    const side = (at: number) => (around[group * 4 + at] ?? 0) / 1e7;
    rows.push({
      status: STATUSES[Math.floor(kind / (classes.length + 1)) - 1] ?? "open",
      class: classes[(kind % (classes.length + 1)) - 1] ?? null,
      step: Math.floor(group / agreements) % steps,
      agreement: agreement === agreements - 1 ? null : agreement,
      count,
      west: side(0),
      south: side(1),
      east: side(2),
      north: side(3),
    });
  }
  return rows;
}

/** As `selectMass`, of the rows chosen that have votes. @param models the fits, by whose scenes intervals are cut */
export function massOf(
  columns: FindingColumns,
  models: readonly { version: number; scenes: string[] }[],
  isChosen: IsChosen,
): MassRow[] {
  const { votes, model, intervals, width } = columns;
  const places = new Map(models.map(({ version }, place) => [version, place]));
  const sums = models.map(() => new Float64Array(width));
  const variances = models.map(() => new Float64Array(width));
  for (let row = 0; row < columns.count; row += 1) {
    if ((votes[row] ?? 0) === 0 || !isChosen(row)) continue;
    const place = places.get(model[row] ?? 0) ?? -1;
    const sum = sums[place];
    const variance = variances[place];
    if (sum === undefined || variance === undefined) continue;
    for (let at = 0, from = row * width; at < width; at += 1) {
      const p = intervals[from + at] ?? 0;
      sum[at] = (sum[at] ?? 0) + p;
      variance[at] = (variance[at] ?? 0) + p * (1 - p);
    }
  }
  return models.map(({ scenes }, place) => ({
    scenes,
    sums: [...(sums[place] ?? [])],
    variances: [...(variances[place] ?? [])],
  }));
}

/** As `selectIsDense`: whether more than `limit` of the rows chosen touch the tile. */
export function isDense(
  { count, boxes }: FindingColumns,
  { reach }: TileFrame,
  limit: number,
  isChosen: IsChosen,
): boolean {
  const [west, south, east, north] = reach.map((degrees) => degrees * 1e7);
  if (west === undefined || south === undefined || east === undefined || north === undefined) return false;
  let found = 0;
  for (let row = 0, at = 0; row < count && found <= limit; row += 1, at += 4) {
    const touches =
      (boxes[at] ?? 0) <= east &&
      (boxes[at + 1] ?? 0) <= north &&
      (boxes[at + 2] ?? 0) >= west &&
      (boxes[at + 3] ?? 0) >= south;
    if (touches && isChosen(row)) found += 1;
  }
  return found > limit;
}

/** Bytes of a row of `selectCentres`. */
const CENTRE_BYTES = 14;

/** As `selectCentres`, of the rows chosen that touch the tile. */
export function centresOf(columns: FindingColumns, { bounds }: TileFrame, isChosen: IsChosen): Buffer {
  const [west, south, east, north] = bounds.map((degrees) => degrees * 1e7);
  const { count, boxes, x, y, class: final, thousandths, firstDamaged } = columns;
  const rows: number[] = [];
  if (west === undefined || south === undefined || east === undefined || north === undefined)
    return Buffer.alloc(0);
  for (let row = 0, at = 0; row < count; row += 1, at += 4) {
    const touches =
      (boxes[at] ?? 0) <= east &&
      (boxes[at + 1] ?? 0) <= north &&
      (boxes[at + 2] ?? 0) >= west &&
      (boxes[at + 3] ?? 0) >= south;
    if (touches && isChosen(row)) rows.push(row);
  }
  const packed = Buffer.allocUnsafe(rows.length * CENTRE_BYTES);
  for (const [place, row] of rows.entries()) {
    const at = place * CENTRE_BYTES;
    packed.writeInt32BE(x[row] ?? 0, at);
    packed.writeInt32BE(y[row] ?? 0, at + 4);
    packed.writeInt16BE(final[row] ?? 0, at + 8);
    packed.writeInt16BE(thousandths[row] ?? 0, at + 10);
    packed.writeInt16BE(firstDamaged[row] ?? 0, at + 12);
  }
  return packed;
}
