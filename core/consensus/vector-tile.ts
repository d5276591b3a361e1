/** Writes Mapbox vector tiles, version 2.1: layers of features with points or polygons. Pure. @see https://github.com/mapbox/vector-tile-spec */
import { PbfWriter } from "pbf";

/** Units along a tile's side. */
export const EXTENT = 4_096;

export type TileValue = string | number;
/** `rings` in tile units, y down, the last position not repeated; or the point at which it stands. */
export type TileFeature = {
  shape: { rings: readonly (readonly number[])[] } | { point: readonly [x: number, y: number] };
  properties: Readonly<Record<string, TileValue | null>>;
};

const POINT = 1;
const POLYGON = 3;
const MOVE_TO = 1;
const LINE_TO = 2;
const CLOSE_PATH = 7;

/** The bytes of a tile. A property that is null is left out. */
export function writeTile(layers: Readonly<Record<string, readonly TileFeature[]>>): Buffer {
  const tile = new PbfWriter();
  for (const [name, features] of Object.entries(layers)) {
    if (features.length > 0) tile.writeMessage(3, writeLayer, { name, features });
  }
  return Buffer.from(tile.finish());
}

function writeLayer(
  { name, features }: { name: string; features: readonly TileFeature[] },
  pbf: PbfWriter,
): void {
  const keys = new Map<string, number>();
  const values = new Map<TileValue, number>();
  pbf.writeVarintField(15, 2);
  pbf.writeStringField(1, name);
  pbf.writeVarintField(5, EXTENT);
  for (const feature of features) {
    const tags: number[] = [];
    for (const [key, value] of Object.entries(feature.properties)) {
      if (value !== null) tags.push(indexOf(keys, key), indexOf(values, value));
    }
    pbf.writeMessage(2, writeFeature, { ...commandsOf(feature.shape), tags });
  }
  for (const key of keys.keys()) pbf.writeStringField(3, key);
  for (const value of values.keys()) pbf.writeMessage(4, writeValue, value);
}

function indexOf<Key>(known: Map<Key, number>, key: Key): number {
  const index = known.get(key) ?? known.size;
  if (index === known.size) known.set(key, index);
  return index;
}

function writeFeature(
  { type, tags, geometry }: { type: number; tags: number[]; geometry: number[] },
  pbf: PbfWriter,
): void {
  pbf.writePackedVarint(2, tags);
  pbf.writeVarintField(3, type);
  pbf.writePackedVarint(4, geometry);
}

function writeValue(value: TileValue, pbf: PbfWriter): void {
  if (typeof value === "string") pbf.writeStringField(1, value);
  else if (!Number.isInteger(value)) pbf.writeDoubleField(3, value);
  else if (value < 0) pbf.writeSVarintField(6, value);
  else pbf.writeVarintField(5, value);
}

function commandsOf(shape: TileFeature["shape"]): { type: number; geometry: number[] } {
  if ("point" in shape) {
    const [x, y] = shape.point;
    return { type: POINT, geometry: [MOVE_TO | (1 << 3), zigzag(x), zigzag(y)] };
  }
  const geometry: number[] = [];
  let [atX, atY] = [0, 0];
  for (const ring of shape.rings) {
    const count = ring.length / 2;
    for (let index = 0; index < count; index += 1) {
      const [x, y] = [ring[index * 2] ?? 0, ring[index * 2 + 1] ?? 0];
      if (index === 0) geometry.push(MOVE_TO | (1 << 3));
      if (index === 1) geometry.push(LINE_TO | ((count - 1) << 3));
      geometry.push(zigzag(x - atX), zigzag(y - atY));
      [atX, atY] = [x, y];
    }
    geometry.push(CLOSE_PATH | (1 << 3));
  }
  return { type: POLYGON, geometry };
}

const zigzag = (value: number) => (value << 1) ^ (value >> 31);
