/**
 * FlatGeobuf, feature by feature: the library decodes each one, the walk and its limits are ours, because lengths in
 * the file may say anything.
 *
 * @see https://github.com/flatgeobuf/flatgeobuf#specification
 */
import { ByteBuffer } from "flatbuffers";
import { Feature } from "flatgeobuf/lib/mjs/flat-geobuf/feature.js";
import { fromFeature } from "flatgeobuf/lib/mjs/geojson/feature.js";
import { fromByteBuffer } from "flatgeobuf/lib/mjs/header-meta.js";
import { calcTreeSize } from "flatgeobuf/lib/mjs/packedrtree.js";
import { ByteReader } from "./byte-reader.ts";
import { FEATURES_AT_ONCE, LONGEST_FEATURE_BYTES, type Bytes, type Layer, type RawFeature } from "./layer.ts";
import { FileRefusal, quote } from "./refusal.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

const LARGEST_HEADER = 10 * 1024 * 1024;
type Header = ReturnType<typeof fromByteBuffer>;

export async function flatGeobufLayer(bytes: Bytes): Promise<Layer> {
  const { reader, header } = await begin(bytes);
  await reader.close();
  const { crs } = header;
  const isEpsg = crs !== null && (crs.org ?? "EPSG").toUpperCase() === "EPSG" && crs.code > 0;
  return {
    format: "FlatGeobuf",
    crs: isEpsg ? `EPSG:${crs.code}` : (crs?.wkt ?? null),
    notes: [],
    features: () => readFeatures(bytes),
  };
}

async function begin(bytes: Bytes): Promise<{ reader: ByteReader; header: Header }> {
  const reader = new ByteReader(bytes.open());
  const magic = await reader.take(8);
  const prefix = magic === null ? null : await reader.take(4);
  if (prefix === null) throw damaged("it is cut off");
  const length = prefix.readUInt32LE(0);
  if (length < 8 || length > LARGEST_HEADER) throw damaged("its header has no sensible length");
  const size = Buffer.from(prefix);
  const body = await reader.take(length);
  if (body === null) throw damaged("its header is cut off");
  try {
    const header = fromByteBuffer(new ByteBuffer(Buffer.concat([size, body])));
    if (header.indexNodeSize > 0 && header.featuresCount > 0) {
      const isThere = await reader.skip(calcTreeSize(header.featuresCount, header.indexNodeSize));
      if (!isThere) throw damaged("its index is cut off");
    }
    return { reader, header };
  } catch (error) {
    await reader.close();
    if (error instanceof FileRefusal) throw error;
    throw damaged("its header is no FlatGeobuf header", error);
  }
}

async function* readFeatures(bytes: Bytes): AsyncGenerator<RawFeature[]> {
  const { reader, header } = await begin(bytes);
  try {
    let features: RawFeature[] = [];
    for (let row = 1; ; row += 1) {
      const prefix = await reader.take(4);
      if (prefix === null) break;
      const length = prefix.readUInt32LE(0);
      const size = Buffer.from(prefix);
      if (length < 4 || length > bytes.size) throw damaged(`feature ${row} has no sensible length`);
      if (length > LONGEST_FEATURE_BYTES) {
        if (!(await reader.skip(length))) throw damaged(`it is cut off in feature ${row}`);
        features.push({ row, id: null, properties: {}, geometry: null, fault: sayRefusal("row.too-large") });
      } else {
        const body = await reader.take(length);
        if (body === null) throw damaged(`it is cut off in feature ${row}`);
        features.push(decode(Buffer.concat([size, body]), header, row));
      }
      if (features.length < FEATURES_AT_ONCE) continue;
      yield features;
      features = [];
    }
    yield features;
  } finally {
    await reader.close();
  }
}

function decode(bytes: Buffer, header: Header, row: number): RawFeature {
  try {
    const flat = Feature.getSizePrefixedRootAsFeature(new ByteBuffer(bytes));
    if (flat.geometry() === null) return { row, id: null, properties: {}, geometry: null };
    const { geometry, properties } = fromFeature(row, flat, header);
    return { row, id: null, properties: plain(properties ?? {}), geometry };
  } catch (error) {
    return {
      row,
      id: null,
      properties: {},
      geometry: null,
      fault: sayRefusal("row.unreadable", { why: quote(String(error)) }),
    };
  }
}

/** Without what JSON has no form for. */
function plain(properties: object): Record<string, unknown> {
  const kept = Object.entries(properties).filter(([, value]) => !(value instanceof Uint8Array));
  return Object.fromEntries(
    kept.map(([name, value]) => [name, typeof value === "bigint" ? String(value) : value]),
  );
}

const damaged = (why: string, cause?: unknown) =>
  new FileRefusal(sayRefusal("file.fgb-damaged", { why }), { cause });
