import { createRequire } from "node:module";
import type { Bbox, BuildingGeometry } from "../../../shared/geo.ts";
import { boxOf } from "../box.ts";
import { columnsOf, type Column } from "../columns.ts";
import type { FindingsFormat, Snapshot } from "../format.ts";
import { writeIndex } from "./geopackage-index.ts";
import { gpkgSchema, indexTriggers } from "./geopackage-schema.ts";
import { aboutOf } from "./geojson.ts";
import { createBoxes } from "./packed-tree.ts";
import { sizeOf, writeWkb } from "./wkb.ts";

const TABLE = "buildings";

/**
 * GeoPackage 1.3, WGS 84, one feature table with an R-tree; columns are described by the schema extension, the
 * snapshot by the metadata extension. The only date in it is the snapshot's.
 *
 * @see https://www.geopackage.org/spec130/
 */
export const GEOPACKAGE: FindingsFormat = {
  rows: "findings",
  contentType: "application/geopackage+sqlite3",
  extension: "gpkg",
  async open({ file }, snapshot) {
    const columns = columnsOf(snapshot);
    // CommonJS, and a megabyte of WebAssembly: loaded only where a GeoPackage is written.
    const { Database } = createRequire(import.meta.url)("node-sqlite3-wasm");
    const database = new Database(file);
    // The file is scratch until it is whole: a crash loses nothing that a journal would save.
    database.exec(
      "pragma journal_mode = off; pragma synchronous = off; pragma locking_mode = exclusive; pragma cache_size = -20000;",
    );
    database.exec(gpkgSchema(TABLE, columns, snapshot));
    database.exec("begin");
    describeColumns(database, columns, snapshot);
    const names = columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`);
    const insert = database.prepare(
      `insert into ${TABLE} (fid, geom, ${names.join(", ")}) values (?, ?, ${names.map(() => "?").join(", ")})`,
    );
    const boxes = createBoxes();
    let fid = 0;
    return {
      async write(features) {
        for (const feature of features) {
          fid += 1;
          const box = boxOf(feature.geometry);
          insert.run([fid, toBlob(feature.geometry, box), ...columns.map(({ read }) => read(feature))]);
          boxes.add(box, 0);
        }
      },
      async close() {
        insert.finalize();
        if (boxes.count > 0) {
          const [west, south, east, north] = boxes.envelope();
          const corners = [west, south, east, north];
          database.run("update gpkg_contents set min_x = ?, min_y = ?, max_x = ?, max_y = ?", corners);
        }
        writeIndex(database, `rtree_${TABLE}_geom`, boxes);
        database.exec(indexTriggers(TABLE));
        database.exec("commit");
        database.close();
      },
      async drop() {
        // Also after a close that failed half-way: it lets go of its statements by itself.
        if (database.isOpen) database.close();
      },
    };
  },
};

type Sqlite = { run(sql: string, values: readonly unknown[]): void };

/** Schema and metadata extensions: what each column means, and what the file is a picture of. */
function describeColumns(database: Sqlite, columns: readonly Column[], snapshot: Snapshot): void {
  for (const { name, meaning } of columns) {
    database.run(
      "insert into gpkg_data_columns (table_name, column_name, name, description) values (?, ?, ?, ?)",
      [TABLE, name, name, meaning],
    );
  }
  database.run(
    "insert into gpkg_metadata (id, md_scope, md_standard_uri, mime_type, metadata) values (1, 'dataset', 'https://github.com/aftermap', 'application/json', ?)",
    [JSON.stringify(aboutOf(snapshot))],
  );
  database.run(
    "insert into gpkg_metadata_reference (reference_scope, table_name, timestamp, md_file_id) values ('table', ?, ?, 1)",
    [TABLE, snapshot.changedAt],
  );
}

const HEADER_BYTES = 40;

/** GeoPackage's binary geometry: magic, version, flags (little-endian, box of two dimensions), EPSG code, box, WKB. */
function toBlob(geometry: BuildingGeometry, [west, south, east, north]: Bbox): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + sizeOf(geometry));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x4750);
  view.setUint8(2, 0);
  view.setUint8(3, 0b0000_0011);
  view.setInt32(4, 4326, true);
  [west, east, south, north].forEach((edge, i) => view.setFloat64(8 + i * 8, edge, true));
  writeWkb(geometry, view, HEADER_BYTES);
  return bytes;
}
