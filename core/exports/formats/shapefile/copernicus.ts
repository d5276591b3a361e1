import path from "node:path";
import type { Finding } from "../../../consensus/describe.ts";
import type { Cell } from "../../columns.ts";
import { toCopernicus } from "../../crosswalk.ts";
import type { Snapshot } from "../../format.ts";
import { openDbf, type Field } from "./dbf.ts";
import { shapefileFormat, type ProfileColumn } from "./profile.ts";

/**
 * Built-up areas as Copernicus EMS Rapid Mapping delivers them: `damage_gra` per building, and the table `source` of
 * the images, to which `or_src_id` and `dmg_src_id` point. An analyst's decision goes before the crowd's.
 */
export const SHAPEFILE_COPERNICUS = shapefileFormat({
  columns: copernicusColumns,
  mainKind: "polygon",
  layerName: (_snapshot, kind) => (kind === "point" ? "builtUpP" : "builtUpA"),
  place: ({ geometry }) => geometry,
  writeMore: async (folder, snapshot) => [await writeSources(folder, snapshot)],
});

function copernicusColumns(snapshot: Snapshot): ProfileColumn[] {
  const sourceOf = new Map(snapshot.scenes.map(({ id }, index) => [id, index + 1]));
  const source = (id: string | null | undefined) =>
    id === null || id === undefined ? null : (sourceOf.get(id) ?? null);
  return [
    text("obj_type", 60, "Kind of object: empty, since Aftermap does not assess it", () => null),
    text("name", 100, "The building's id outside Aftermap", (it) => it.properties.externalId),
    text("info", 60, "Aftermap's id of the building", (it) => it.properties.building),
    text(
      "damage_gra",
      24,
      "Damage grade in Copernicus EMS's words; empty where the campaign's scale has no crosswalk",
      (it) => gradeOf(snapshot, it),
    ),
    text("det_method", 40, "How it was found", () => "Photo-interpretation"),
    text("notation", 60, "What the outline is", () => "Building"),
    {
      name: "or_src_id",
      shortName: "or_src_id",
      type: "integer",
      width: 10,
      meaning: "src_id of the last intact image",
      read: (it) => source(shownWindow(it)?.lastIntact),
    },
    {
      name: "dmg_src_id",
      shortName: "dmg_src_id",
      type: "integer",
      width: 10,
      meaning: "src_id of the first damaged image",
      read: (it) => source(shownWindow(it)?.firstDamaged),
    },
    text(
      "am_class",
      64,
      "Damage class as the campaign's scale names it",
      (it) => it.properties.final?.class ?? it.properties.class,
    ),
    text("am_scale", 100, "The campaign's damage scale", () => snapshot.scale),
    {
      name: "am_prob",
      shortName: "am_prob",
      type: "real",
      width: 18,
      meaning: "Calibrated probability of the crowd's class, 0 to 1",
      read: (it) => it.properties.probability,
    },
    text("am_status", 10, "open, settled, disputed or reviewed", (it) => it.properties.status),
  ];
}

function text(name: string, width: number, meaning: string, read: (feature: Finding) => Cell): ProfileColumn {
  return { name, shortName: name, type: "text", width, meaning, read };
}

function shownWindow({ properties: { final, window } }: Finding) {
  const isDecided = final !== undefined && (final.lastIntact !== null || final.firstDamaged !== null);
  return isDecided ? final : window;
}

function gradeOf(snapshot: Snapshot, { properties }: Finding): string | null {
  const shown = properties.final?.class ?? properties.class;
  return shown === null ? "Not Analysed" : toCopernicus(snapshot, shown);
}

/** The source table: an image a row. Days are dd/mm/yyyy, as Copernicus writes them; times UTC. */
async function writeSources(folder: string, snapshot: Snapshot): Promise<string> {
  const file = path.join(folder, "source.dbf");
  const fields: Field[] = [
    { name: "src_id", type: "number", width: 10, decimals: 0 },
    { name: "source_nam", type: "text", width: 100 },
    { name: "src_date", type: "text", width: 10 },
    { name: "source_tm", type: "text", width: 8 },
    { name: "sensor_gsd", type: "number", width: 10, decimals: 2 },
    { name: "eventphase", type: "text", width: 30 },
  ];
  const table = await openDbf(file, fields, snapshot.changedAt);
  for (const [index, { acquiredAt, sensor, attribution, gsdMetres }] of snapshot.scenes.entries()) {
    const [year = "", month = "", day = ""] = acquiredAt.slice(0, 10).split("-");
    const name = sensor ?? attribution ?? "";
    await table.add([index + 1, name, `${day}/${month}/${year}`, acquiredAt.slice(11, 19), gsdMetres, null]);
  }
  await table.close();
  return file;
}
