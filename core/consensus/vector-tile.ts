/**
 * Writes Mapbox vector tiles, version 2.1: layers of features that are points or polygons. Straight into bytes, without
 * an object for each feature.
 *
 * @see https://github.com/mapbox/vector-tile-spec
 */

import { lengthOf, openBytes, UUID_LENGTH, varintLength, type Bytes } from "./tile-bytes.ts";

/** Units along a tile's side. */
export const EXTENT = 4_096;

export const POINT = 1;
export const POLYGON = 3;

/** A layer being written. Keys and values are stored once and named by number. */
export type LayerWriter = {
  key: (name: string) => number;
  text: (value: string) => number;
  number: (value: number) => number;
  /** The 16 bytes of a UUID as text; each is taken to be new. */
  uuid: (from: Buffer, at: number) => number;
  /** @param tags numbers of key and value in turn @param geometry commands as the specification has them */
  feature: (
    type: typeof POINT | typeof POLYGON,
    tags: readonly number[],
    geometry: readonly number[],
  ) => void;
  /** The tile with this one layer; no bytes when it has no feature. */
  finish: () => Buffer;
};

/** Fields of a tile, a layer, a feature and a value, as they stand in the bytes: number << 3 | wire type. */
const TILE_LAYER = 0x1a;
const LAYER_NAME = 0x0a;
const LAYER_FEATURE = 0x12;
const LAYER_KEY = 0x1a;
const LAYER_VALUE = 0x22;
const LAYER_EXTENT = 0x28;
const LAYER_VERSION = 0x78;
const FEATURE_TAGS = 0x12;
const FEATURE_TYPE = 0x18;
const FEATURE_GEOMETRY = 0x22;
const VALUE_TEXT = 0x0a;
const VALUE_DOUBLE = 0x19;
const VALUE_UINT = 0x28;
const VALUE_SINT = 0x30;

/** @param about how many bytes its features may take, so that memory is asked for once */
export function openLayer(name: string, about: number): LayerWriter {
  const features = openBytes(about);
  const keys = openBytes(512);
  const values = openBytes(about);
  const known = {
    keys: new Map<string, number>(),
    texts: new Map<string, number>(),
    numbers: new Map<number, number>(),
  };
  let valueCount = 0;
  const take = <Value>(numbers: Map<Value, number>, value: Value, write: () => void): number => {
    const number = numbers.get(value);
    if (number !== undefined) return number;
    write();
    numbers.set(value, valueCount);
    valueCount += 1;
    return valueCount - 1;
  };
  return {
    key(key) {
      const number = known.keys.get(key) ?? known.keys.size;
      if (number === known.keys.size) {
        known.keys.set(key, number);
        keys.text(LAYER_KEY, key);
      }
      return number;
    },
    text: (value) =>
      take(known.texts, value, () => {
        const length = Buffer.byteLength(value);
        values.byte(LAYER_VALUE);
        values.varint(1 + varintLength(length) + length);
        values.text(VALUE_TEXT, value);
      }),
    number: (value) => take(known.numbers, value, () => writeNumber(values, value)),
    uuid(from, at) {
      values.byte(LAYER_VALUE);
      values.byte(2 + UUID_LENGTH);
      values.byte(VALUE_TEXT);
      values.byte(UUID_LENGTH);
      values.uuid(from, at);
      valueCount += 1;
      return valueCount - 1;
    },
    feature(type, tags, geometry) {
      const [tagBytes, geometryBytes] = [lengthOf(tags), lengthOf(geometry)];
      features.byte(LAYER_FEATURE);
      features.varint(4 + varintLength(tagBytes) + tagBytes + varintLength(geometryBytes) + geometryBytes);
      features.byte(FEATURE_TAGS);
      features.varint(tagBytes);
      features.varints(tags, tagBytes);
      features.byte(FEATURE_TYPE);
      features.byte(type);
      features.byte(FEATURE_GEOMETRY);
      features.varint(geometryBytes);
      features.varints(geometry, geometryBytes);
    },
    finish() {
      if (features.length() === 0) return Buffer.alloc(0);
      const head = openBytes(256);
      head.byte(LAYER_VERSION);
      head.byte(2);
      head.text(LAYER_NAME, name);
      head.byte(LAYER_EXTENT);
      head.varint(EXTENT);
      const parts = [head, features, keys, values].map((part) => part.written());
      const tile = openBytes(16);
      tile.byte(TILE_LAYER);
      tile.varint(parts.reduce((sum, part) => sum + part.length, 0));
      return Buffer.concat([tile.written(), ...parts]);
    },
  };
}

function writeNumber(values: Bytes, value: number): void {
  values.byte(LAYER_VALUE);
  if (!Number.isInteger(value)) {
    values.byte(9);
    values.byte(VALUE_DOUBLE);
    values.double(value);
    return;
  }
  const written = value < 0 ? -2 * value - 1 : value;
  values.byte(1 + varintLength(written));
  values.byte(value < 0 ? VALUE_SINT : VALUE_UINT);
  values.varint(written);
}
