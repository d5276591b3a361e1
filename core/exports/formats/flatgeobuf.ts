import { closeSync, createReadStream, openSync, readSync } from "node:fs";
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
import { openGrowingFile } from "./growing-file.ts";

const MAGIC = Uint8Array.of(0x66, 0x67, 0x62, 0x03, 0x66, 0x67, 0x62, 0x00);
const NODE_SIZE = 16;
/** Bytes of features that are gathered before they are written in the order of the tree. */
const COPY_BYTES = 1 << 20;

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

/** Copies features from where they were first written into the order of the tree. */
async function copyInOrder(
  from: string,
  boxes: Boxes,
  order: Uint32Array,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const starts = boxes.starts();
  const isInOrder = order.every((index, place) => index === place);
  if (isInOrder) {
    for await (const chunk of createReadStream(from)) await write(chunk);
    return;
  }
  const source = openSync(from, "r");
  try {
    let gathered = Buffer.allocUnsafe(COPY_BYTES);
    let filled = 0;
    for (const index of order) {
      const length = boxes.lengthOf(index);
      if (filled + length > gathered.length) {
        await write(gathered.subarray(0, filled));
        if (length > gathered.length) gathered = Buffer.allocUnsafe(length);
        filled = 0;
      }
      // Half a kilobyte that was written a moment ago: asking another thread for it takes ten times as long.
      readSync(source, gathered, filled, length, starts[index] ?? 0);
      filled += length;
    }
    await write(gathered.subarray(0, filled));
  } finally {
    closeSync(source);
  }
}
