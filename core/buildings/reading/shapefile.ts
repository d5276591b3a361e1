/**
 * Shapefiles, read in step with their table: no index is needed, and no more than one record is held.
 *
 * @see ESRI Shapefile Technical Description, July 1998
 */
import { ByteReader } from "./byte-reader.ts";
import { openTable, type Table } from "./dbf.ts";
import { FEATURES_AT_ONCE, LONGEST_FEATURE_BYTES, type Bytes, type Layer, type RawFeature } from "./layer.ts";
import { FileRefusal } from "./refusal.ts";
import { readShape } from "./shape-record.ts";
import { wholeText } from "./text.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

/** The files of one Shapefile; only the shapes must be there. */
export type ShapefileParts = { shp: Bytes; dbf: Bytes | null; prj: Bytes | null; cpg: Bytes | null };

const HEADER_BYTES = 100;
const FILE_CODE = 9994;

export async function shapefileLayer(parts: ShapefileParts): Promise<Layer> {
  const cpg = parts.cpg === null ? null : await wholeText(parts.cpg, 65_536);
  const prj = parts.prj === null ? null : (await wholeText(parts.prj, 65_536)).trim();
  const notes: string[] = [];
  if (parts.dbf === null) notes.push("There is no .dbf beside it, so the buildings have no attributes.");
  else {
    const table = await openTable(parts.dbf, cpg);
    notes.push(...table.notes);
    await table.close();
  }
  if (prj === null || prj === "")
    notes.push(
      "There is no .prj beside it: its coordinates were taken for degrees of WGS 84, longitude first.",
    );
  return {
    format: "Shapefile",
    crs: prj === "" ? null : prj,
    notes,
    features: () => readRecords(parts, cpg),
  };
}

async function* readRecords({ shp, dbf }: ShapefileParts, cpg: string | null): AsyncGenerator<RawFeature[]> {
  const reader = new ByteReader(shp.open());
  const table: Table | null = dbf === null ? null : await openTable(dbf, cpg);
  try {
    const head = await reader.take(HEADER_BYTES);
    if (head === null || head.readInt32BE(0) !== FILE_CODE)
      throw damaged("it does not begin as a Shapefile does");
    let features: RawFeature[] = [];
    for (let row = 1; ; row += 1) {
      const feature = await readRecord(reader, table, row);
      if (feature === "end") break;
      if (feature !== null) features.push(feature);
      if (features.length >= FEATURES_AT_ONCE) {
        yield features;
        features = [];
      }
    }
    yield features;
  } finally {
    await reader.close();
    await table?.close();
  }
}

async function readRecord(
  reader: ByteReader,
  table: Table | null,
  row: number,
): Promise<RawFeature | null | "end"> {
  const head = reader.takeReady(8) ?? (await reader.take(8));
  if (head === null) return "end";
  const number = head.readInt32BE(0);
  const length = head.readInt32BE(4) * 2;
  if (length < 4 || number < 0) throw damaged(`record ${row} is damaged`);
  let geometry: unknown = null;
  let fault: string | undefined;
  if (length > LONGEST_FEATURE_BYTES) {
    if (!(await reader.skip(length))) throw damaged(`it is cut off in record ${row}`);
    fault = sayRefusal("row.too-large");
  } else {
    const record = reader.takeReady(length) ?? (await reader.take(length));
    if (record === null) throw damaged(`it is cut off in record ${row}`);
    const shape = readShape(record);
    if (typeof shape === "string") fault = shape;
    else geometry = shape;
  }
  const attributes = table === null ? {} : await table.next();
  if (attributes === null) fault = sayRefusal("row.deleted");
  const properties = attributes === null || attributes === "end" ? {} : attributes;
  return { row, id: null, properties, geometry, ...(fault === undefined ? {} : { fault }) };
}

const damaged = (why: string) => new FileRefusal(sayRefusal("file.shp-damaged", { why }));
