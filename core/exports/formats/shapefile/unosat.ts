import type { Finding } from "../../../consensus/describe.ts";
import { bboxOf, positionsOf } from "../../../../shared/geo.ts";
import type { Cell } from "../../columns.ts";
import { toUnosat } from "../../crosswalk.ts";
import type { Snapshot } from "../../format.ts";
import { shapefileFormat, type ProfileColumn } from "./profile.ts";

/** UNOSAT's widest products have fourteen assessments; a campaign of more shows its last fourteen scenes. */
const MOST_ASSESSMENTS = 14;

/**
 * UNOSAT's damage sites: a point a building, a pair of columns per assessment date, latest last, under the names that
 * shapefiles cut at ten characters. The class of an image follows from class and window: intact up to the last intact
 * scene, damaged from the first damaged one, empty where it is not known. An analyst's decision goes before the crowd's.
 */
export const SHAPEFILE_UNOSAT = shapefileFormat({
  columns: unosatColumns,
  mainKind: "point",
  layerName: ({ campaign }) => `${campaign}-damage-sites`,
  place(feature) {
    const [west, south, east, north] = bboxOf(positionsOf(feature.geometry)) ?? [0, 0, 0, 0];
    return { type: "Point", coordinates: [(west + east) / 2, (south + north) / 2] };
  },
  writeMore: () => Promise.resolve([]),
});

function unosatColumns(snapshot: Snapshot): ProfileColumn[] {
  const scenes = snapshot.scenes.slice(-MOST_ASSESSMENTS);
  const assessments = scenes.flatMap((scene, index): ProfileColumn[] => [
    text(nth("SensorDate", index), `SensorDate${suffix(index)}`, 10, "Date of the assessed image, UTC", () =>
      scene.acquiredAt.slice(0, 10),
    ),
    text(
      nth("SensorID", index),
      `SensorID${suffix(index)}`,
      40,
      "Sensor of the assessed image",
      () => scene.sensor,
    ),
    text(
      nth("Main_Damag", index),
      `Main_Damage_Site_Class${suffix(index)}`,
      24,
      "Damage class on that date, in UNOSAT's words; empty where it is not known",
      (it) => classAt(snapshot, it, scene.acquiredAt),
    ),
  ]);
  return [
    text(
      "SiteID",
      "SiteID",
      100,
      "The building's id outside Aftermap, else its id",
      (it) => it.properties.externalId ?? it.properties.building,
    ),
    ...assessments,
    {
      name: "Grouped_Damage_Classes",
      shortName: "Grouped_Da",
      type: "integer",
      width: 4,
      meaning: "1: a building",
      read: () => 1,
    },
    text("AM_Class", "Class of the campaign", 64, "Damage class as the campaign's scale names it", (it) =>
      shownClass(it),
    ),
    text(
      "AM_Scale",
      "Scale of the campaign",
      100,
      "The campaign's damage scale; classes were put into UNOSAT's words from it",
      () => snapshot.scale,
    ),
    {
      name: "Probability of the class",
      shortName: "AM_Prob",
      type: "real",
      width: 18,
      meaning: "Calibrated probability of the crowd's class, 0 to 1",
      read: (it) => it.properties.probability,
    },
    text(
      "AM_From",
      "Window from",
      24,
      "Last intact image, by the analyst or most probably, UTC",
      (it) => shownWindow(snapshot, it).from,
    ),
    text(
      "AM_To",
      "Window to",
      24,
      "First damaged image, by the analyst or most probably, UTC",
      (it) => shownWindow(snapshot, it).to,
    ),
    text("AM_Status", "Status", 10, "open, settled, disputed or reviewed", (it) => it.properties.status),
  ];
}

function text(
  shortName: string,
  name: string,
  width: number,
  meaning: string,
  read: (feature: Finding) => Cell,
): ProfileColumn {
  return { name, shortName, type: "text", width, meaning, read };
}

const suffix = (index: number) => (index === 0 ? "" : `_${index + 1}`);
/** As shapefiles number columns whose names were cut alike: `SensorDate`, `SensorDa_1`, `SensorDa_2`. */
const nth = (name: string, index: number) => {
  const ending = index === 0 ? "" : `_${index}`;
  return name.slice(0, 10 - ending.length) + ending;
};

const shownClass = ({ properties }: Finding) => properties.final?.class ?? properties.class;

/** Times of the last intact and the first damaged image; null where that side is open or nothing is known. */
function shownWindow(
  { scenes }: Snapshot,
  { properties: { final, window } }: Finding,
): { from: string | null; to: string | null } {
  const isDecided = final !== undefined && (final.lastIntact !== null || final.firstDamaged !== null);
  if (!isDecided) return { from: window?.from ?? null, to: window?.to ?? null };
  const timeOf = (id: string | null) => scenes.find((scene) => scene.id === id)?.acquiredAt ?? null;
  return { from: timeOf(final.lastIntact), to: timeOf(final.firstDamaged) };
}

function classAt(snapshot: Snapshot, feature: Finding, acquiredAt: string): string | null {
  const shown = shownClass(feature);
  const isDamaged = snapshot.classes.find(({ code }) => code === shown)?.damaged;
  if (isDamaged === undefined) return null;
  if (!isDamaged) return toUnosat(snapshot, shown);
  const { from, to } = shownWindow(snapshot, feature);
  const time = Date.parse(acquiredAt);
  if (to !== null && time >= Date.parse(to)) return toUnosat(snapshot, shown);
  if (from !== null && time <= Date.parse(from)) return "No Visible Damage";
  return null;
}
