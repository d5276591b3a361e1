import type { ConsensusFeature } from "../../../../shared/consensus.ts";
import { bboxOf, positionsOf } from "../../../../shared/geo.ts";
import type { Cell, Column } from "../../columns.ts";
import { toUnosat } from "../../crosswalk.ts";
import type { FindingsFormat, Snapshot } from "../../format.ts";
import { writeArchive } from "./archive.ts";
import type { Field } from "./dbf.ts";
import { openLayer } from "./layers.ts";
import { writeDictionary } from "./shapefile.ts";

/** UNOSAT's widest products have fourteen assessments; a campaign of more shows its last fourteen scenes. */
const MOST_ASSESSMENTS = 14;

type UnosatColumn = Pick<Column, "name" | "shortName" | "type" | "meaning"> & {
  width: number;
  read: (feature: ConsensusFeature) => Cell;
};

/**
 * UNOSAT's damage sites: a point a building, a pair of columns per assessment date, latest last, under the names that
 * shapefiles cut at ten characters. The class of an image follows from class and window: intact up to the last intact
 * scene, damaged from the first damaged one, empty where it is not known.
 */
export const SHAPEFILE_UNOSAT: FindingsFormat = {
  rows: "findings",
  contentType: "application/zip",
  extension: "zip",
  async open({ file, folder }, snapshot) {
    const columns = unosatColumns(snapshot);
    const layer = await openLayer(
      folder,
      `${snapshot.campaign}-damage-sites`,
      "point",
      columns.map(toField),
      snapshot.changedAt,
    );
    return {
      async write(features) {
        for (const feature of features) {
          const [west, south, east, north] = bboxOf(positionsOf(feature.geometry)) ?? [0, 0, 0, 0];
          const coordinates: [number, number] = [(west + east) / 2, (south + north) / 2];
          await layer.add(
            { type: "Point", coordinates },
            columns.map(({ read }) => read(feature)),
          );
        }
      },
      async close() {
        const files = [...(await layer.close()), await writeDictionary(folder, columns)];
        await writeArchive(file, files, snapshot.changedAt);
      },
    };
  },
};

function unosatColumns(snapshot: Snapshot): UnosatColumn[] {
  const scenes = snapshot.scenes.slice(-MOST_ASSESSMENTS);
  const assessments = scenes.flatMap((scene, index): UnosatColumn[] => [
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
      "Last image most probably intact, UTC",
      (it) => it.properties.window?.from ?? null,
    ),
    text(
      "AM_To",
      "Window to",
      24,
      "First image most probably damaged, UTC",
      (it) => it.properties.window?.to ?? null,
    ),
    text("AM_Status", "Status", 10, "open, settled, disputed or reviewed", (it) => it.properties.status),
  ];
}

function text(
  shortName: string,
  name: string,
  width: number,
  meaning: string,
  read: (feature: ConsensusFeature) => Cell,
): UnosatColumn {
  return { name, shortName, type: "text", width, meaning, read };
}

const suffix = (index: number) => (index === 0 ? "" : `_${index + 1}`);
/** As shapefiles number columns whose names were cut alike: `SensorDate`, `SensorDa_1`, `SensorDa_2`. */
const nth = (name: string, index: number) => {
  const ending = index === 0 ? "" : `_${index}`;
  return name.slice(0, 10 - ending.length) + ending;
};

const shownClass = ({ properties }: ConsensusFeature) => properties.final?.class ?? properties.class;

function classAt(snapshot: Snapshot, feature: ConsensusFeature, acquiredAt: string): string | null {
  const shown = shownClass(feature);
  const isDamaged = snapshot.classes.find(({ code }) => code === shown)?.damaged;
  if (isDamaged === undefined) return null;
  if (!isDamaged) return toUnosat(snapshot, shown);
  const { window } = feature.properties;
  if (window === null) return null;
  const time = Date.parse(acquiredAt);
  if (window.to !== null && time >= Date.parse(window.to)) return toUnosat(snapshot, shown);
  if (window.from !== null && time <= Date.parse(window.from)) return "No Visible Damage";
  return null;
}

function toField({ shortName, type, width }: UnosatColumn): Field {
  if (type === "text") return { name: shortName, type: "text", width };
  return { name: shortName, type: "number", width, decimals: type === "real" ? 12 : 0 };
}
