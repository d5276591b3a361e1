import { TAG, type TiffDirectory } from "./tiff-header.ts";

/** The GeoKeys of an image: numbers or texts by key number. */
export type GeoKeys = ReadonlyMap<number, number | string | number[]>;

/** Key numbers of OGC GeoTIFF 1.1 §7 that decide what a coordinate means. */
export const GEO_KEY = {
  modelType: 1024,
  rasterType: 1025,
  citation: 1026,
  geographicType: 2048,
  geographicCitation: 2049,
  projectedType: 3072,
  projectedCitation: 3073,
} as const;

/** Reads the key directory: sorted groups of four 16-bit numbers that point into two other tags. */
export async function readGeoKeys(directory: TiffDirectory): Promise<GeoKeys> {
  const entries = await directory.numbers(TAG.geoKeyDirectory, 4_096);
  const doubles = await directory.numbers(TAG.geoDoubleParams, 4_096);
  const text = await directory.text(TAG.geoAsciiParams);
  const keys = new Map<number, number | string | number[]>();
  for (let at = 4; at + 3 < entries.length; at += 4) {
    const [key = 0, place = 0, count = 0, value = 0] = entries.slice(at, at + 4);
    if (place === 0) keys.set(key, value);
    else if (place === TAG.geoDoubleParams) {
      const found = doubles.slice(value, value + count);
      keys.set(key, found.length === 1 ? (found[0] ?? 0) : found);
    } else if (place === TAG.geoAsciiParams) {
      keys.set(
        key,
        text
          .slice(value, value + count)
          .replace(/\|$/, "")
          .trim(),
      );
    }
  }
  return keys;
}

/** A key as a number; null when absent or of another kind. */
export function numberKey(keys: GeoKeys, key: number): number | null {
  const value = keys.get(key);
  return typeof value === "number" ? value : null;
}
