import { writeFile } from "node:fs/promises";
import path from "node:path";
import { AppError } from "../../../../shared/errors.ts";
import type { BuildingGeometry } from "../../../../shared/geo.ts";
import type { Cell } from "../../columns.ts";
import { openDbf, type Field } from "./dbf.ts";
import { openShapes } from "./shapes.ts";

/** Beyond two gibibytes readers of shapefiles differ, and many fail. */
const LARGEST_BYTES = 2 ** 31 - 1;

const WGS_84_ESRI =
  'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]';

/** One layer: geometry, attributes, coordinate system, encoding. A shapefile holds one kind of geometry. */
export type Layer = {
  add(geometry: BuildingGeometry, cells: readonly Cell[]): Promise<void>;
  /** @returns its files */
  close(): Promise<string[]>;
};

/** @throws AppError `too_large` from `add` when a file of the layer passes two gibibytes */
export async function openLayer(
  folder: string,
  name: string,
  kind: "point" | "polygon",
  fields: readonly Field[],
  changedAt: string,
): Promise<Layer> {
  const stem = path.join(folder, name);
  const shapes = await openShapes(stem, kind);
  const table = await openDbf(`${stem}.dbf`, fields, changedAt);
  return {
    async add(geometry, cells) {
      await shapes.add(geometry);
      await table.add(cells);
      if (Math.max(shapes.bytes, table.bytes) > LARGEST_BYTES) {
        throw new AppError(
          "too_large",
          "A shapefile cannot hold more than 2 GiB. Export a part by a filter, or choose GeoPackage or FlatGeobuf",
        );
      }
    },
    async close() {
      await shapes.close();
      await table.close();
      await writeFile(`${stem}.prj`, WGS_84_ESRI);
      await writeFile(`${stem}.cpg`, "UTF-8");
      return ["shp", "shx", "dbf", "prj", "cpg"].map((suffix) => `${stem}.${suffix}`);
    },
  };
}
