import { open } from "node:fs/promises";
import {
  bboxOf,
  positionsOf,
  type Bbox,
  type BuildingGeometry,
  type Position,
} from "../../../../shared/geo.ts";
import { openGrowingFile } from "../growing-file.ts";

/** Shape types of the specification. */
const POINT = 1;
const POLYGON = 5;
const HEADER_BYTES = 100;

/** Geometry of one layer: `.shp` with its index `.shx`, both growing as shapes come. */
export type ShapeWriter = {
  add(geometry: BuildingGeometry): Promise<void>;
  close(): Promise<void>;
  readonly bytes: number;
};

/**
 * Writes main file and index of a shapefile; lengths and box go into the headers at the end.
 *
 * @param stem path without suffix
 * @see https://www.esri.com/content/dam/esrisites/sitecore-archive/Files/Pdfs/library/whitepapers/pdfs/shapefile.pdf
 */
export async function openShapes(stem: string, kind: "point" | "polygon"): Promise<ShapeWriter> {
  const shp = openGrowingFile(`${stem}.shp`);
  const shx = openGrowingFile(`${stem}.shx`);
  await shp.write(new Uint8Array(HEADER_BYTES));
  await shx.write(new Uint8Array(HEADER_BYTES));
  const type = kind === "point" ? POINT : POLYGON;
  let box: Bbox | null = null;
  let count = 0;
  return {
    async add(geometry) {
      const bounds = bboxOf(positionsOf(geometry)) ?? [0, 0, 0, 0];
      box = box === null ? bounds : around(box, bounds);
      const record =
        geometry.type === "Point" ? pointRecord(geometry.coordinates) : polygonRecord(geometry, bounds);
      new DataView(record.buffer).setInt32(0, ++count);
      const entry = new DataView(new ArrayBuffer(8));
      entry.setInt32(0, shp.length / 2); // lengths and places are counted in words of two bytes
      entry.setInt32(4, (record.length - 8) / 2);
      await shp.write(record);
      await shx.write(new Uint8Array(entry.buffer));
    },
    async close() {
      await shp.close();
      await shx.close();
      await writeHeader(`${stem}.shp`, type, shp.length, box);
      await writeHeader(`${stem}.shx`, type, shx.length, box);
    },
    get bytes() {
      return shp.length;
    },
  };
}

async function writeHeader(file: string, type: number, length: number, box: Bbox | null): Promise<void> {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES));
  view.setInt32(0, 9994);
  view.setInt32(24, length / 2);
  view.setInt32(28, 1000, true);
  view.setInt32(32, type, true);
  (box ?? [0, 0, 0, 0]).forEach((edge, i) => view.setFloat64(36 + i * 8, edge, true));
  const handle = await open(file, "r+");
  try {
    await handle.write(new Uint8Array(view.buffer), 0, HEADER_BYTES, 0);
  } finally {
    await handle.close();
  }
}

function pointRecord([longitude, latitude]: Position): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(28));
  view.setInt32(4, 10);
  view.setInt32(8, POINT, true);
  view.setFloat64(12, longitude, true);
  view.setFloat64(20, latitude, true);
  return new Uint8Array(view.buffer);
}

function polygonRecord(
  geometry: Exclude<BuildingGeometry, { type: "Point" }>,
  box: Bbox,
): Uint8Array<ArrayBuffer> {
  const rings = (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).flatMap(
    (polygon) =>
      polygon.map((ring, place) => (isClockwise(ring) === (place === 0) ? ring : ring.toReversed())),
  );
  const positions = rings.reduce((sum, ring) => sum + ring.length, 0);
  const view = new DataView(new ArrayBuffer(8 + 44 + rings.length * 4 + positions * 16));
  view.setInt32(4, (view.byteLength - 8) / 2);
  view.setInt32(8, POLYGON, true);
  box.forEach((edge, i) => view.setFloat64(12 + i * 8, edge, true));
  view.setInt32(44, rings.length, true);
  view.setInt32(48, positions, true);
  let first = 0;
  let at = 52 + rings.length * 4;
  rings.forEach((ring, place) => {
    view.setInt32(52 + place * 4, first, true);
    first += ring.length;
    for (const [longitude, latitude] of ring) {
      view.setFloat64(at, longitude, true);
      view.setFloat64(at + 8, latitude, true);
      at += 16;
    }
  });
  return new Uint8Array(view.buffer);
}

/** Shapefiles turn outer rings clockwise, holes the other way; GeoJSON the opposite (RFC 7946 §3.1.6). */
function isClockwise(ring: readonly Position[]): boolean {
  let doubleArea = 0;
  for (let i = 1; i < ring.length; i++) {
    const [x1, y1] = ring[i - 1] ?? [0, 0];
    const [x2, y2] = ring[i] ?? [0, 0];
    doubleArea += (x2 - x1) * (y2 + y1);
  }
  return doubleArea > 0;
}

const around = (a: Bbox, b: Bbox): Bbox => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];
