import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { Builder } from "flatbuffers";
import { Column as FgbColumn } from "flatgeobuf/lib/mjs/flat-geobuf/column.js";
import { ColumnType } from "flatgeobuf/lib/mjs/flat-geobuf/column-type.js";
import { Crs } from "flatgeobuf/lib/mjs/flat-geobuf/crs.js";
import { GeometryType } from "flatgeobuf/lib/mjs/flat-geobuf/geometry-type.js";
import { Header } from "flatgeobuf/lib/mjs/flat-geobuf/header.js";
import { buildFeature } from "flatgeobuf/lib/mjs/generic/feature.js";
import { parseGeometry } from "flatgeobuf/lib/mjs/generic/geometry.js";
import type { BuildingGeometry, Position } from "../../../shared/geo.ts";
import { bboxOf, positionsOf } from "../../../shared/geo.ts";
import { columnsOf, type Column } from "../columns.ts";
import type { FindingsFormat, Snapshot } from "../format.ts";
import { createBoxes, packTree, type Boxes } from "./packed-tree.ts";
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
 * @see https://github.com/flatgeobuf/flatgeobuf the format, and the serializer of features
 */
export const FLATGEOBUF: FindingsFormat = {
  rows: "findings",
  contentType: "application/octet-stream",
  extension: "fgb",
  async open({ file, folder }, snapshot) {
    const columns = columnsOf(snapshot);
    const meta = { ...NO_META, geometryType: GeometryType.Unknown, columns: columns.map(columnMeta) };
    const loosePath = path.join(folder, "features");
    const loose = openGrowingFile(loosePath);
    const boxes = createBoxes();
    return {
      async write(features) {
        const parts: Uint8Array[] = [];
        for (const feature of features) {
          const properties = Object.fromEntries(columns.map(({ name, read }) => [name, read(feature)]));
          const bytes = buildFeature(
            parseGeometry(toSimple(feature.geometry), GeometryType.Unknown),
            properties,
            meta,
          );
          boxes.add(bboxOf(positionsOf(feature.geometry)) ?? [0, 0, 0, 0], bytes.length);
          parts.push(bytes);
        }
        await loose.write(Buffer.concat(parts));
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
    };
  },
};

const FGB_TYPES: Record<Column["type"], ColumnType> = {
  text: ColumnType.String,
  integer: ColumnType.Int,
  real: ColumnType.Double,
  time: ColumnType.DateTime,
};

const NO_META = {
  envelope: null,
  featuresCount: 0,
  indexNodeSize: 0,
  crs: null,
  title: null,
  description: null,
  metadata: null,
};

const columnMeta = ({ name, type }: Column) => ({
  name,
  type: FGB_TYPES[type],
  title: null,
  description: null,
  width: -1,
  precision: -1,
  scale: -1,
  nullable: true,
  unique: false,
  primary_key: false,
});

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

/** A geometry as the library asks for it: coordinates in a row, and where each ring ends, counted in numbers. */
function toSimple(geometry: BuildingGeometry) {
  if (geometry.type === "Point")
    return { getType: () => "Point", getFlatCoordinates: () => geometry.coordinates };
  if (geometry.type === "Polygon") return toSimplePolygon(geometry.coordinates);
  return { getType: () => "MultiPolygon", getPolygons: () => geometry.coordinates.map(toSimplePolygon) };
}

function toSimplePolygon(rings: readonly (readonly Position[])[]) {
  const ends: number[] = [];
  let end = 0;
  for (const ring of rings) ends.push((end += ring.length * 2));
  return { getType: () => "Polygon", getFlatCoordinates: () => rings.flat(2), getEnds: () => ends };
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
  const source = await open(from);
  try {
    let gathered = Buffer.allocUnsafe(COPY_BYTES);
    let filled = 0;
    for (const index of order) {
      const length = boxes.lengthOf(index);
      if (filled + length > gathered.length) {
        await write(gathered.subarray(0, filled));
        gathered = Buffer.allocUnsafe(Math.max(COPY_BYTES, length)); // the stream still holds the one before
        filled = 0;
      }
      await source.read(gathered, filled, length, starts[index] ?? 0);
      filled += length;
    }
    await write(gathered.subarray(0, filled));
  } finally {
    await source.close();
  }
}
