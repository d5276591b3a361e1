import { readFile, stat } from "node:fs/promises";
import { z } from "zod";
import { AppError } from "../../shared/errors.ts";

/** A feature of a file, its geometry still unchecked. `row` counts from 1. */
export type FileFeature = {
  row: number;
  id: string | null;
  properties: Record<string, unknown>;
  geometry: unknown;
};

const LARGEST_BYTES = 400 * 1024 * 1024;

const Feature = z.object({
  type: z.literal("Feature"),
  id: z.union([z.string(), z.number()]).nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
  geometry: z.unknown(),
});
const Root = z.looseObject({
  type: z.string(),
  features: z.unknown().optional(),
  crs: z.unknown().optional(),
});
const NamedCrs = z.object({ properties: z.object({ name: z.string() }) });

/**
 * Reads a GeoJSON file: a FeatureCollection, or a single Feature.
 *
 * @returns the features as they stand, those that are none with a null geometry, and the coordinate system that the
 *   file names (the `crs` member of GeoJSON before RFC 7946), or null for EPSG:4326
 * @throws AppError `invalid_input` when the file cannot be read as GeoJSON, saying where and how to mend it
 */
export async function readGeoJsonFile(
  path: string,
): Promise<{ crs: string | null; features: FileFeature[] }> {
  const { size } = await stat(path);
  if (size === 0) throw refuse("The file is empty");
  if (size > LARGEST_BYTES) throw refuse("The file is larger than 400 MB: split it");
  const root = Root.safeParse(parseJson(await readText(path)));
  if (!root.success) throw refuse("The file is JSON but not GeoJSON: it needs a type at its top");
  const { type, features } = root.data;
  const crs = NamedCrs.safeParse(root.data.crs).data?.properties.name ?? null;
  if (type === "Feature") return { crs, features: [toFeature(root.data, 0)] };
  if (type !== "FeatureCollection")
    throw refuse(`The file holds a ${type.slice(0, 60)}: give a FeatureCollection of buildings`);
  if (!Array.isArray(features)) throw refuse("The FeatureCollection has no list of features");
  if (features.length === 0) throw refuse("The FeatureCollection holds no features");
  return { crs, features: features.map(toFeature) };
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuse("The file is not UTF-8 text: save it as GeoJSON in UTF-8");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse(
      `The file is not valid JSON: ${error instanceof Error ? error.message.slice(0, 200) : "unreadable"}`,
      error,
    );
  }
}

function toFeature(value: unknown, index: number): FileFeature {
  const feature = Feature.safeParse(value);
  if (!feature.success) return { row: index + 1, id: null, properties: {}, geometry: undefined };
  const { id, properties, geometry } = feature.data;
  return {
    row: index + 1,
    id: id === null || id === undefined ? null : String(id),
    properties: properties ?? {},
    geometry,
  };
}

function refuse(message: string, cause?: unknown): AppError {
  return new AppError("invalid_input", message, { cause });
}
