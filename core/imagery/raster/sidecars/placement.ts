import { readFile, stat } from "node:fs/promises";
import { AppError } from "../../../../shared/errors.ts";
import { findElement, readXml, type XmlElement } from "../../xml.ts";
import { identifyCrs, namesCrs, type SourceCrs } from "../crs.ts";
import type { GeoKeys } from "../geokeys.ts";
import { hasPlacement, readAffine, type Affine } from "../georeference.ts";
import { RasterRefusal, REMEDY } from "../refusal.ts";
import type { TiffDirectory } from "../tiff-header.ts";
import { crsOfWkt } from "../wkt.ts";
import type { Sidecar } from "./find-sidecars.ts";

/** Where an image lies, and what had to be read beside it to know. */
export type Placement = { affine: Affine; crs: SourceCrs; didWhat: string[] };

const LARGEST_BYTES = 5_000_000;

/**
 * Places an image: by its own tags, else by what stands beside it (GDAL's `.aux.xml`, a world file with a `.prj`). Each
 * half is looked for on its own: many an image has its coordinate system inside and its corner in a world file.
 *
 * @throws RasterRefusal
 */
export async function placeImage(
  directory: TiffDirectory,
  keys: GeoKeys,
  sidecars: readonly Sidecar[],
): Promise<Placement> {
  const didWhat: string[] = [];
  const needsAffine = !(await hasPlacement(directory));
  const needsCrs = !namesCrs(keys);
  const aux = needsAffine || needsCrs ? await readAux(sidecars) : null;

  let affine = needsAffine ? (aux?.affine ?? null) : await readAffine(directory, keys);
  if (affine === null) {
    const world = sidecars.find(({ role }) => role === "world");
    if (world !== undefined) {
      affine = await readWorldFile(world);
      didWhat.push(`Placed by the world file ${world.name}.`);
    }
  } else if (needsAffine) didWhat.push(`Placed by ${aux?.name ?? "its .aux.xml"}.`);
  affine ??= await readAffine(directory, keys);

  if (!needsCrs) return { affine, crs: identifyCrs(keys), didWhat };
  const projection = sidecars.find(({ role }) => role === "projection");
  if (aux?.wkt !== null && aux?.wkt !== undefined) {
    didWhat.push(`Took its coordinate system from ${aux.name}.`);
    return { affine, crs: crsOfWkt(aux.wkt), didWhat };
  }
  if (projection !== undefined) {
    didWhat.push(`Took its coordinate system from ${projection.name}.`);
    return { affine, crs: crsOfWkt(await readSmall(projection)), didWhat };
  }
  return { affine, crs: identifyCrs(keys), didWhat };
}

/** Six numbers, one a line: the size of a pixel and the centre of the first one. */
async function readWorldFile(world: Sidecar): Promise<Affine> {
  const numbers = (await readSmall(world))
    .trim()
    .split(/\s+/)
    .map((text) => Number(text.replace(",", ".")));
  const [a, d, b, e, x, y] = numbers;
  const complete = a !== undefined && b !== undefined && d !== undefined && e !== undefined;
  if (
    !complete ||
    x === undefined ||
    y === undefined ||
    numbers.some((n) => !Number.isFinite(n)) ||
    a * e === b * d
  ) {
    throw new RasterRefusal(
      `Its world file ${world.name} does not hold six numbers that make sense.`,
      REMEDY.georeference,
    );
  }
  return { a, b, c: x - (a + b) / 2, d, e, f: y - (d + e) / 2 };
}

async function readAux(sidecars: readonly Sidecar[]) {
  const file = sidecars.find(({ role }) => role === "aux");
  if (file === undefined) return null;
  let document: XmlElement;
  try {
    document = readXml(await readSmall(file));
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
  const [c, a, b, f, d, e] = (findElement(document, "GeoTransform")?.text ?? "").split(",").map(Number);
  const isWhole = [a, b, c, d, e, f].every((value) => value !== undefined && Number.isFinite(value));
  const affine: Affine | null = isWhole
    ? { a: a ?? 0, b: b ?? 0, c: c ?? 0, d: d ?? 0, e: e ?? 0, f: f ?? 0 }
    : null;
  const wkt = findElement(document, "SRS")?.text ?? "";
  return { name: file.name, affine, wkt: wkt === "" ? null : wkt };
}

async function readSmall({ path, name }: Sidecar): Promise<string> {
  if ((await stat(path)).size > LARGEST_BYTES)
    throw new RasterRefusal(`${name} beside it is far too large.`, null);
  return (await readFile(path, "utf8")).replace(/^\uFEFF/, "");
}
