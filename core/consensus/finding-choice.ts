import { damagedBetween, WITHOUT_CLASS } from "../../shared/finding-filter.ts";
import type { FindingColumns } from "./finding-columns.ts";
import type { AnyFilter } from "./filter.sql.ts";
import { STATUSES, type Codes } from "./map-tiles.sql.ts";

/** What codes in columns mean; `times` are those of the scenes, milliseconds since 1970. */
export type Meaning = Codes & { times: readonly number[] };

/** The rows that `matchesOnMap` finds, rising; not by place, which the database's index is for. */
export function chooseRows(
  columns: FindingColumns,
  meaning: Meaning,
  filter: Omit<AnyFilter, "bbox" | "area">,
): Uint32Array {
  const isChosen = chooserOf(columns, meaning, filter);
  const rows = new Uint32Array(columns.count);
  let found = 0;
  for (let row = 0; row < columns.count; row += 1) if (isChosen(row)) rows[found++] = row;
  return rows.slice(0, found);
}

function chooserOf(
  columns: FindingColumns,
  { classes, scenes, times }: Meaning,
  filter: AnyFilter,
): (row: number) => boolean {
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
