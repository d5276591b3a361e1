import type { Finding } from "../consensus/describe.ts";
import { boxOf } from "./box.ts";
import type { Snapshot } from "./format.ts";

export type Cell = string | number | null;

/**
 * One attribute of a building as files carry it. `type`: `text` (UTF-8), `integer` (fits 32 bits), `real` (IEEE 754
 * double), `time` (ISO 8601 UTC).
 */
export type Column = {
  name: string;
  /** At most ten ASCII characters: what a DBF can hold. */
  shortName: string;
  type: "text" | "integer" | "real" | "time";
  /** For the data dictionary: what it says, with unit and range. */
  meaning: string;
  read: (feature: Finding) => Cell;
};

const FIXED: readonly Column[] = [
  column("building", "building", "text", "Aftermap's id of the building", (it) => it.properties.building),
  column(
    "external_id",
    "ext_id",
    "text",
    "The building's id in the file it was imported from",
    (it) => it.properties.externalId,
  ),
  column(
    "status",
    "status",
    "text",
    "open, settled, disputed (to be decided by an analyst) or reviewed (decided)",
    (it) => it.properties.status,
  ),
  column(
    "class",
    "class",
    "text",
    "Most probable damage class by the crowd: a code of the campaign's scale",
    (it) => it.properties.class,
  ),
  column(
    "probability",
    "p_class",
    "real",
    "Calibrated probability of `class`, 0 to 1",
    (it) => it.properties.probability,
  ),
  column(
    "window_from",
    "win_from",
    "time",
    "Last image in which the building is most probably intact: the first damage is later; empty when damaged before the first image",
    (it) => it.properties.window?.from ?? null,
  ),
  column(
    "window_to",
    "win_to",
    "time",
    "First image in which it is most probably damaged: the first damage is not later; empty when intact to the end",
    (it) => it.properties.window?.to ?? null,
  ),
  column(
    "window_days",
    "win_days",
    "real",
    "Length of the window, days; empty when it is open on a side",
    (it) => it.properties.window?.days ?? null,
  ),
  column(
    "window_probability",
    "p_window",
    "real",
    "Calibrated probability of the window, 0 to 1",
    (it) => it.properties.window?.probability ?? null,
  ),
  column(
    "last_intact",
    "intact_id",
    "text",
    "Id of the scene of `window_from`",
    (it) => it.properties.window?.lastIntact ?? null,
  ),
  column(
    "first_damaged",
    "damaged_id",
    "text",
    "Id of the scene of `window_to`",
    (it) => it.properties.window?.firstDamaged ?? null,
  ),
  column(
    "votes",
    "votes",
    "integer",
    'Volunteers whose answer counts, "can\'t tell" included',
    (it) => it.properties.votes,
  ),
  column(
    "final_class",
    "fin_class",
    "text",
    "Class by the analyst's decision; empty when not reviewed",
    (it) => it.properties.final?.class ?? null,
  ),
  column(
    "final_last_intact",
    "fin_intact",
    "text",
    "Last intact scene by the analyst's decision",
    (it) => it.properties.final?.lastIntact ?? null,
  ),
  column(
    "final_first_damaged",
    "fin_damage",
    "text",
    "First damaged scene by the analyst's decision",
    (it) => it.properties.final?.firstDamaged ?? null,
  ),
  column(
    "review_reason",
    "reason",
    "text",
    "The analyst's reason",
    (it) => it.properties.review?.reason ?? null,
  ),
  column(
    "marks",
    "marks",
    "text",
    "What analysts marked besides: newly-built, cleared, rebuilt, hit-again, separated by spaces; empty when nothing",
    (it) => it.properties.marks?.map(({ kind }) => kind).join(" ") ?? null,
  ),
  column(
    "method",
    "method",
    "text",
    "Method and version that computed the consensus",
    (it) => `${it.properties.method.name} ${it.properties.method.version}`,
  ),
  column(
    "updated_at",
    "updated_at",
    "time",
    "When the consensus last changed",
    (it) => it.properties.updatedAt,
  ),
];

/** The attributes of a campaign's findings: the same in every format; each class of the scale adds its probability. */
export function columnsOf(snapshot: Pick<Snapshot, "classes">): Column[] {
  const shares = snapshot.classes.map(({ code }, index) =>
    column(
      `p_${code}`,
      `p_${index + 1}`,
      "real",
      `Calibrated probability of class ${code}, 0 to 1`,
      (it) => it.properties.probabilities[code] ?? null,
    ),
  );
  return [...FIXED, ...shares];
}

/** The middle of a footprint's box: longitude and latitude, degrees. */
export const POSITION: readonly Column[] = [
  column(
    "longitude",
    "longitude",
    "real",
    "Longitude of the middle of the footprint's box, degrees, WGS 84",
    (it) => middleOf(it)[0],
  ),
  column(
    "latitude",
    "latitude",
    "real",
    "Latitude of the middle of the footprint's box, degrees, WGS 84",
    (it) => middleOf(it)[1],
  ),
];

function column(
  name: string,
  shortName: string,
  type: Column["type"],
  meaning: string,
  read: (feature: Finding) => Cell,
): Column {
  return { name, shortName, type, meaning, read };
}

function middleOf(feature: Finding): [number, number] {
  const [west, south, east, north] = boxOf(feature.geometry);
  return [(west + east) / 2, (south + north) / 2];
}
