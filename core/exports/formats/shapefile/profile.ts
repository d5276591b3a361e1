import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Finding } from "../../../consensus/describe.ts";
import type { BuildingGeometry } from "../../../../shared/geo.ts";
import type { Column } from "../../columns.ts";
import type { FindingsFormat, Snapshot } from "../../format.ts";
import { toLine } from "../csv.ts";
import { writeArchive } from "./archive.ts";
import type { Field } from "./dbf.ts";
import { openLayer, type Layer } from "./layers.ts";

type Kind = "point" | "polygon";

/** A column of a shapefile; `width` is that of its field, bytes. */
export type ProfileColumn = Column & { width: number };

/** What tells one way of writing shapefiles from another. */
export type Profile = {
  columns(snapshot: Snapshot): readonly ProfileColumn[];
  /** The layer that is there even when it is empty: an empty layer opens, an empty archive does not. */
  mainKind: Kind;
  layerName(snapshot: Snapshot, kind: Kind): string;
  place(feature: Finding): BuildingGeometry;
  /** Writes further files of the archive and names them. */
  writeMore(folder: string, snapshot: Snapshot): Promise<string[]>;
};

/**
 * Zipped shapefiles by a profile. Footprints and points are a layer each, since a shapefile holds one kind of geometry;
 * `data-dictionary.csv` beside them says what the fields mean.
 */
export function shapefileFormat(profile: Profile): FindingsFormat {
  return {
    rows: "findings",
    contentType: "application/zip",
    extension: "zip",
    async open({ file, folder }, snapshot) {
      const columns = profile.columns(snapshot);
      const fields = columns.map(toField);
      const layers = new Map<Kind, Layer>();
      const layerOf = async (kind: Kind): Promise<Layer> => {
        const known = layers.get(kind);
        if (known !== undefined) return known;
        const name = profile.layerName(snapshot, kind);
        const made = await openLayer(folder, name, kind, fields, snapshot.changedAt);
        layers.set(kind, made);
        return made;
      };
      await layerOf(profile.mainKind);
      return {
        async write(features) {
          for (const feature of features) {
            const geometry = profile.place(feature);
            const layer = await layerOf(geometry.type === "Point" ? "point" : "polygon");
            await layer.add(
              geometry,
              columns.map(({ read }) => read(feature)),
            );
          }
        },
        async close() {
          const files: string[] = [];
          for (const layer of layers.values()) files.push(...(await layer.close()));
          files.push(...(await profile.writeMore(folder, snapshot)), await writeDictionary(folder, columns));
          await writeArchive(file, files, snapshot.changedAt);
        },
        async drop() {
          for (const layer of layers.values()) await layer.close();
        },
      };
    },
  };
}

/** The data dictionary as a table: field, whole name, type, meaning. */
async function writeDictionary(folder: string, columns: readonly ProfileColumn[]): Promise<string> {
  const file = path.join(folder, "data-dictionary.csv");
  const rows = columns.map(({ shortName, name, type, meaning }) => toLine([shortName, name, type, meaning]));
  await writeFile(file, toLine(["field", "name", "type", "meaning"]) + rows.join(""));
  return file;
}

function toField({ shortName, type, width }: ProfileColumn): Field {
  if (type === "integer" || type === "real") {
    return { name: shortName, type: "number", width, decimals: type === "real" ? 12 : 0 };
  }
  return { name: shortName, type: "text", width };
}
