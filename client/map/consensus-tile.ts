import { PbfReader } from "pbf";

/** Units along a tile's side, and the pixels it is drawn with at its own zoom. */
export const TILE_UNITS = 4_096;
export const TILE_PX = 512;

type Value = string | number;
export type TileBuilding = {
  id: string;
  /** Rings in tile units, y down; a point is one ring of one position. */
  rings: readonly Int32Array[];
  /** The box around it, tile units. */
  box: readonly [left: number, top: number, right: number, bottom: number];
  class: string | null;
  status: string;
  certainty: number;
  /** Unix time of the last intact and of the first damaged scene, seconds. */
  from: number | null;
  to: number | null;
};
/** Buildings counted together. `classes` by code (empty: none), `ends` by the first damaged scene's Unix time. */
export type TileCluster = {
  at: readonly [x: number, y: number];
  count: number;
  certainty: number;
  classes: ReadonlyMap<string, number>;
  ends: ReadonlyMap<number, number>;
};
export type ConsensusTile = { buildings: readonly TileBuilding[]; clusters: readonly TileCluster[] };

export const EMPTY_TILE: ConsensusTile = { buildings: [], clusters: [] };

type Raw = { tags: number[]; geometry: number[] };
type Layer = { name: string; features: Raw[]; keys: string[]; values: Value[] };

/** Reads the layers of findings out of a vector tile; others are passed over. */
export function readConsensusTile(bytes: ArrayBuffer): ConsensusTile {
  const layers = new PbfReader(bytes).readFields<Layer[]>((tag, found, pbf) => {
    if (tag === 3) found.push(pbf.readMessage(readLayer, { name: "", features: [], keys: [], values: [] }));
  }, []);
  const of = (name: string) => layers.filter((layer) => layer.name === name);
  return {
    buildings: of("buildings").flatMap((layer) => layer.features.map((raw) => buildingOf(raw, layer))),
    clusters: of("clusters").flatMap((layer) => layer.features.map((raw) => clusterOf(raw, layer))),
  };
}

function readLayer(tag: number, layer: Layer, pbf: PbfReader): void {
  if (tag === 1) layer.name = pbf.readString();
  else if (tag === 2) layer.features.push(pbf.readMessage(readFeature, { tags: [], geometry: [] }));
  else if (tag === 3) layer.keys.push(pbf.readString());
  else if (tag === 4) layer.values.push(pbf.readMessage(readValue, { value: 0 }).value);
}

function readFeature(tag: number, feature: Raw, pbf: PbfReader): void {
  if (tag === 2) pbf.readPackedVarint(feature.tags);
  else if (tag === 4) pbf.readPackedVarint(feature.geometry);
}

function readValue(tag: number, into: { value: Value }, pbf: PbfReader): void {
  if (tag === 1) into.value = pbf.readString();
  else if (tag === 3) into.value = pbf.readDouble();
  else if (tag === 6) into.value = pbf.readSVarint();
  else if (tag === 5) into.value = pbf.readVarint();
}

function propertiesOf({ tags }: Raw, { keys, values }: Layer): Map<string, Value> {
  const properties = new Map<string, Value>();
  for (let at = 0; at < tags.length; at += 2) {
    const [key, value] = [keys[tags[at] ?? -1], values[tags[at + 1] ?? -1]];
    if (key !== undefined && value !== undefined) properties.set(key, value);
  }
  return properties;
}

const numberOf = (value: Value | undefined): number | null => (typeof value === "number" ? value : null);

function buildingOf(raw: Raw, layer: Layer): TileBuilding {
  const properties = propertiesOf(raw, layer);
  const rings = ringsOf(raw.geometry);
  const code = properties.get("class");
  return {
    id: String(properties.get("id") ?? ""),
    rings,
    box: boxOf(rings),
    class: code === undefined ? null : String(code),
    status: String(properties.get("status") ?? "open"),
    certainty: numberOf(properties.get("certainty")) ?? 0,
    from: numberOf(properties.get("from")),
    to: numberOf(properties.get("to")),
  };
}

function clusterOf(raw: Raw, layer: Layer): TileCluster {
  const [ring] = ringsOf(raw.geometry);
  const [classes, ends] = [new Map<string, number>(), new Map<number, number>()];
  const properties = propertiesOf(raw, layer);
  for (const [name, value] of properties) {
    const count = numberOf(value) ?? 0;
    if (name.startsWith("class:")) classes.set(name.slice(6), count);
    // Those that stand to the end, or of which nothing is known, are never damaged by a date.
    else if (/^to:\d+$/.test(name)) ends.set(Number(name.slice(3)), count);
  }
  return {
    at: [ring?.[0] ?? 0, ring?.[1] ?? 0],
    count: numberOf(properties.get("count")) ?? 0,
    certainty: numberOf(properties.get("certainty")) ?? 0,
    classes,
    ends,
  };
}

/** Commands of the specification §4.3: move (1), lines (2), close (7), each with how often; numbers are steps, zigzag. */
function ringsOf(geometry: readonly number[]): Int32Array[] {
  const rings: number[][] = [];
  let [x, y] = [0, 0];
  for (let at = 0; at < geometry.length;) {
    const command = geometry[at] ?? 0;
    at += 1;
    if ((command & 7) === 7) continue;
    for (let left = command >> 3; left > 0; left -= 1) {
      x += unzigzag(geometry[at] ?? 0);
      y += unzigzag(geometry[at + 1] ?? 0);
      at += 2;
      if ((command & 7) === 1) rings.push([x, y]);
      else rings.at(-1)?.push(x, y);
    }
  }
  return rings.map((ring) => Int32Array.from(ring));
}

const unzigzag = (value: number) => (value >>> 1) ^ -(value & 1);

function boxOf(rings: readonly Int32Array[]): TileBuilding["box"] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      const [x, y] = [ring[at] ?? 0, ring[at + 1] ?? 0];
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return [left, top, right, bottom];
}

/** The building at a place of the tile: the one around it, else the nearest within reach; tile units. */
export function buildingAt(
  { buildings }: ConsensusTile,
  x: number,
  y: number,
  reach: number,
): TileBuilding | null {
  let best: TileBuilding | null = null;
  let bestDistance = reach;
  for (const building of buildings) {
    const [left, top, right, bottom] = building.box;
    const distance = Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
    if (distance === 0 && isInside(building.rings, x, y)) return building;
    if (distance <= bestDistance) [best, bestDistance] = [building, distance];
  }
  return best;
}

/** Even–odd over all rings: holes are outside. */
function isInside(rings: readonly Int32Array[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (let at = 0, before = ring.length - 2; at < ring.length; before = at, at += 2) {
      const [ax, ay, bx, by] = [ring[at] ?? 0, ring[at + 1] ?? 0, ring[before] ?? 0, ring[before + 1] ?? 0];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}
