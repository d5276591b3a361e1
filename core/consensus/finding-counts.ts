import { AGREEMENT_STEPS, CERTAINTY_STEPS } from "../../shared/certainty.ts";
import { NO_AGREEMENT, type FindingColumns } from "./finding-columns.ts";
import { STATUSES, type Codes } from "./map-tiles.sql.ts";
import type { GroupRow, MassRow } from "./summary.sql.ts";

/** As `selectGroups`, of the rows chosen. */
export function groupsOf(columns: FindingColumns, { classes }: Codes, rows: Uint32Array): GroupRow[] {
  const { status, class: final, certaintyStep, agreementStep, boxes } = columns;
  const [steps, agreements] = [CERTAINTY_STEPS.length + 1, AGREEMENT_STEPS.length + 2];
  const size = (STATUSES.length + 1) * (classes.length + 1) * steps * agreements;
  const counts = new Uint32Array(size);
  const around = new Int32Array(size * 4);
  for (const row of rows) {
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
  const groups: GroupRow[] = [];
  for (const [group, count] of counts.entries()) {
    if (count === 0) continue;
    const kind = Math.floor(group / agreements / steps);
    const agreement = group % agreements;
    const side = (at: number) => (around[group * 4 + at] ?? 0) / 1e7;
    groups.push({
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
  return groups;
}

/**
 * As `selectMass`, of the rows chosen that have votes.
 *
 * @param models the fits, by whose scenes intervals are cut
 * @returns null where a row is of a newer fit than these
 */
export function massOf(
  columns: FindingColumns,
  models: readonly { version: number; scenes: string[] }[],
  rows: Uint32Array,
): MassRow[] | null {
  const { votes, model, intervals, width } = columns;
  const places = new Map(models.map(({ version }, place) => [version, place]));
  const sums = models.map(() => new Float64Array(width));
  const variances = models.map(() => new Float64Array(width));
  for (const row of rows) {
    if ((votes[row] ?? 0) === 0) continue;
    const place = places.get(model[row] ?? 0) ?? -1;
    const sum = sums[place];
    const variance = variances[place];
    if (sum === undefined || variance === undefined) return null;
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
