import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { ConsensusFeature } from "../../../../shared/consensus.ts";
import { columnsOf, type Column } from "../../columns.ts";
import type { FindingsFormat, RowWriter, Snapshot, Target } from "../../format.ts";
import { toLine } from "../csv.ts";
import { writeArchive } from "./archive.ts";
import type { Field } from "./dbf.ts";
import { openLayer, type Layer } from "./layers.ts";

/**
 * Zipped shapefile with Aftermap's own attributes under short names; `data-dictionary.csv` beside it says what they
 * mean. Footprints and points are a layer each, since a shapefile holds one kind.
 */
export const SHAPEFILE: FindingsFormat = {
  rows: "findings",
  contentType: "application/zip",
  extension: "zip",
  open: (target, snapshot) => openOwnProfile(target, snapshot),
};

async function openOwnProfile(target: Target, snapshot: Snapshot): Promise<RowWriter<ConsensusFeature>> {
  const columns = columnsOf(snapshot);
  const fields = columns.map(toField);
  const layers = new Map<"point" | "polygon", Layer>();
  const layerOf = async (kind: "point" | "polygon") => {
    const name = kind === "point" ? `${snapshot.campaign}-points` : snapshot.campaign;
    const layer =
      layers.get(kind) ?? (await openLayer(target.folder, name, kind, fields, snapshot.changedAt));
    layers.set(kind, layer);
    return layer;
  };
  await layerOf("polygon"); // also when there is nothing: an empty layer opens, an empty archive does not
  return {
    async write(features) {
      for (const feature of features) {
        const layer = await layerOf(feature.geometry.type === "Point" ? "point" : "polygon");
        await layer.add(
          feature.geometry,
          columns.map(({ read }) => read(feature)),
        );
      }
    },
    async close() {
      const files: string[] = [];
      for (const layer of layers.values()) files.push(...(await layer.close()));
      files.push(await writeDictionary(target.folder, columns));
      await writeArchive(target.file, files, snapshot.changedAt);
    },
  };
}

/** The data dictionary as a table: short name, whole name, type, meaning. */
export async function writeDictionary(
  folder: string,
  columns: readonly Pick<Column, "name" | "shortName" | "type" | "meaning">[],
): Promise<string> {
  const file = path.join(folder, "data-dictionary.csv");
  const rows = columns.map(({ shortName, name, type, meaning }) => toLine([shortName, name, type, meaning]));
  await writeFile(file, toLine(["field", "name", "type", "meaning"]) + rows.join(""));
  return file;
}

/** Widths in bytes: ids are 36, times 24; a reason is cut at what a DBF can hold. */
const TEXT_WIDTHS: Record<string, number> = {
  building: 36,
  last_intact: 36,
  first_damaged: 36,
  final_last_intact: 36,
  final_first_damaged: 36,
  status: 10,
  class: 64,
  final_class: 64,
  method: 40,
  external_id: 100,
  review_reason: 254,
};

function toField({ name, shortName, type }: Column): Field {
  if (type === "integer") return { name: shortName, type: "number", width: 10, decimals: 0 };
  if (type === "real") return { name: shortName, type: "number", width: 18, decimals: 12 };
  if (type === "time") return { name: shortName, type: "text", width: 24 };
  return { name: shortName, type: "text", width: TEXT_WIDTHS[name] ?? 100 };
}
