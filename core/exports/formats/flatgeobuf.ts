import path from "node:path";
import { Builder } from "flatbuffers";
import { Column as FgbColumn } from "flatgeobuf/lib/mjs/flat-geobuf/column.js";
import { ColumnType } from "flatgeobuf/lib/mjs/flat-geobuf/column-type.js";
import { Crs } from "flatgeobuf/lib/mjs/flat-geobuf/crs.js";
import { GeometryType } from "flatgeobuf/lib/mjs/flat-geobuf/geometry-type.js";
import { Header } from "flatgeobuf/lib/mjs/flat-geobuf/header.js";
import type { Bbox } from "../../../shared/geo.ts";
import { columnsOf, type Column } from "../columns.ts";
import type { FindingsFormat, Snapshot } from "../format.ts";
import { createBoxes, packTree, type Boxes } from "./packed-tree.ts";
import { openFeatureBytes } from "./flatgeobuf-feature.ts";
import { aboutOf } from "./geojson.ts";
import { copyInOrder } from "./copy-in-order.ts";
import { openGrowingFile } from "./growing-file.ts";

const MAGIC = Uint8Array.of(0x66, 0x67, 0x62, 0x03, 0x66, 0x67, 0x62, 0x00);
const NODE_SIZE = 16;

/**
 * FlatGeobuf 3 with its packed Hilbert R-tree, so that a map can read a corner of it over HTTP. The tree stands before
 * the features: these are first written as they come, then copied in the tree's order.
 *
 * @see https://github.com/flatgeobuf/flatgeobuf the format
 */
export const FLATGEOBUF: FindingsFormat = {
  rows: "findings",
  contentType: "application/octet-stream",
  extension: "fgb",
  async open({ file, folder }, snapshot) {
    const columns = columnsOf(snapshot);
    const loosePath = path.join(folder, "features");
    const loose = openGrowingFile(loosePath);
    const boxes = createBoxes();
    const bytes = openFeatureBytes(columns);
    const box: Bbox = [0, 0, 0, 0];
    return {
      async write(features) {
        for (const feature of features) {
          const length = bytes.add(feature, box);
          boxes.add(box, length);
        }
        await loose.write(bytes.take());
      },
      async close() {
        await loose.close();
        const out = openGrowingFile(file);
        await out.write(MAGIC);
        await out.write(header(snapshot, columns, boxes));
        const order = boxes.order();
        if (boxes.count > 0) await out.write(packTree(boxes, order, NODE_SIZE));
        await copyInOrder(loosePath, boxes, order, out.write);
        await out.close();
      },
      drop: () => loose.close(),
    };
  },
};

const FGB_TYPES: Record<Column["type"], ColumnType> = {
  text: ColumnType.String,
  integer: ColumnType.Int,
  real: ColumnType.Double,
  time: ColumnType.DateTime,
};

function header(snapshot: Snapshot, columns: readonly Column[], boxes: Boxes): Uint8Array {
  const builder = new Builder(4_096);
  const columnOffsets = columns.map(({ name, type, meaning }) => {
    const nameAt = builder.createString(name);
    const meaningAt = builder.createString(meaning);
    FgbColumn.startColumn(builder);
    FgbColumn.addName(builder, nameAt);
    FgbColumn.addType(builder, FGB_TYPES[type]);
    FgbColumn.addDescription(builder, meaningAt);
    return FgbColumn.endColumn(builder);
  });
  const columnsAt = Header.createColumnsVector(builder, columnOffsets);
  const envelopeAt = boxes.count === 0 ? 0 : Header.createEnvelopeVector(builder, boxes.envelope());
  const nameAt = builder.createString(snapshot.campaign);
  const titleAt = builder.createString(snapshot.title);
  const metadataAt = builder.createString(JSON.stringify(aboutOf(snapshot)));
  const organizationAt = builder.createString("EPSG");
  Crs.startCrs(builder);
  Crs.addOrg(builder, organizationAt);
  Crs.addCode(builder, 4326);
  const crsAt = Crs.endCrs(builder);
  Header.startHeader(builder);
  Header.addName(builder, nameAt);
  if (envelopeAt !== 0) Header.addEnvelope(builder, envelopeAt);
  Header.addGeometryType(builder, GeometryType.Unknown);
  Header.addColumns(builder, columnsAt);
  Header.addFeaturesCount(builder, BigInt(boxes.count));
  Header.addIndexNodeSize(builder, boxes.count === 0 ? 0 : NODE_SIZE);
  Header.addCrs(builder, crsAt);
  Header.addTitle(builder, titleAt);
  Header.addMetadata(builder, metadataAt);
  Header.finishSizePrefixedHeaderBuffer(builder, Header.endHeader(builder));
  return builder.asUint8Array();
}
