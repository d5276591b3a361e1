import { deflateSync } from "node:zlib";
import type { RenderedScene } from "../render/render-scene.ts";
import type { SceneRecipe } from "../scenes.ts";
import { compressLzw } from "./lzw.ts";
import { type TiffTag, asciiTag, doubleTag, longTag, shortTag, tiffFile } from "./tiff-file.ts";

/** TIFF's numbers for compressions. */
const COMPRESSION: Record<SceneRecipe["compression"], number> = { none: 1, lzw: 5, deflate: 8 };

const TILE_PIXELS = 256;
const ROWS_PER_STRIP = 32;

/** Makes the GeoTIFF of a scene as its recipe asks: layout, compression, reference system, time, nodata. */
export function encodeGeoTiff(scene: RenderedScene, recipe: SceneRecipe): Buffer {
  const { width, height } = scene.grid;
  const { bands } = scene;
  const isTiled = recipe.layout === "tiles";
  const blocks = (isTiled ? tilesOf(scene) : stripsOf(scene)).map((block) =>
    compress(block, recipe.compression),
  );
  const tags: TiffTag[] = [
    longTag(256, width),
    longTag(257, height),
    shortTag(258, ...Array.from({ length: bands }, () => 8)),
    shortTag(259, COMPRESSION[recipe.compression]),
    shortTag(262, 2), // RGB
    shortTag(277, bands),
    shortTag(284, 1), // bands interleaved
    asciiTag(305, "Aftermap demo city"),
    doubleTag(33550, scene.pixelSize[0], scene.pixelSize[1], 0),
    doubleTag(33922, 0, 0, 0, scene.origin[0], scene.origin[1], 0),
    ...geoKeys(recipe.crs),
  ];
  if (bands === 4) tags.push(shortTag(338, 2)); // the fourth band is unassociated alpha
  if (recipe.compression !== "none") tags.push(shortTag(317, 2)); // horizontal differencing
  if (recipe.timeFrom === "tag") tags.push(asciiTag(306, tiffTime(recipe.acquiredAt)));
  if (recipe.coverage.kind === "swath" && recipe.coverage.outside === "zero") tags.push(asciiTag(42113, "0"));
  if (!isTiled) {
    tags.push(longTag(278, ROWS_PER_STRIP));
    return tiffFile(tags, blocks, { offsets: 273, lengths: 279 });
  }
  tags.push(shortTag(322, TILE_PIXELS), shortTag(323, TILE_PIXELS));
  return tiffFile(tags, blocks, { offsets: 324, lengths: 325 });
}

/** `2017-02-04T08:14:22Z` as tag 306 wants it: `2017:02:04 08:14:22`, taken as UTC. */
function tiffTime(at: string): string {
  return new Date(at).toISOString().slice(0, 19).replaceAll("-", ":").replace("T", " ");
}

/**
 * The GeoKeyDirectory: version 1.1.0, then (key, place, count, value) by fours.
 *
 * @see OGC 19-008r4 (GeoTIFF 1.1): 1024 model type, 1025 pixel is area, 2048 geographic, 3072 projected
 */
function geoKeys(crs: SceneRecipe["crs"]): TiffTag[] {
  const code = Number(crs.split(":")[1]);
  const isGeographic = crs === "EPSG:4326";
  const keys = [
    [1, 1, 0, 3],
    [1024, 0, 1, isGeographic ? 2 : 1],
    [1025, 0, 1, 1],
    [isGeographic ? 2048 : 3072, 0, 1, code],
  ];
  return [shortTag(34735, ...keys.flat())];
}

function tilesOf({
  grid,
  bands,
  bytes,
}: RenderedScene): { bytes: Uint8Array; rowBytes: number; bands: number }[] {
  const across = Math.ceil(grid.width / TILE_PIXELS);
  const down = Math.ceil(grid.height / TILE_PIXELS);
  const rowBytes = TILE_PIXELS * bands;
  return Array.from({ length: across * down }, (_, index) => {
    const left = (index % across) * TILE_PIXELS;
    const top = Math.floor(index / across) * TILE_PIXELS;
    const tile = new Uint8Array(TILE_PIXELS * rowBytes);
    const columns = Math.min(TILE_PIXELS, grid.width - left);
    for (let row = 0; row < Math.min(TILE_PIXELS, grid.height - top); row++) {
      const start = ((top + row) * grid.width + left) * bands;
      tile.set(bytes.subarray(start, start + columns * bands), row * rowBytes);
    }
    return { bytes: tile, rowBytes, bands };
  });
}

function stripsOf({
  grid,
  bands,
  bytes,
}: RenderedScene): { bytes: Uint8Array; rowBytes: number; bands: number }[] {
  const rowBytes = grid.width * bands;
  return Array.from({ length: Math.ceil(grid.height / ROWS_PER_STRIP) }, (_, strip) => ({
    bytes: bytes.slice(strip * ROWS_PER_STRIP * rowBytes, (strip + 1) * ROWS_PER_STRIP * rowBytes),
    rowBytes,
    bands,
  }));
}

function compress(
  block: { bytes: Uint8Array; rowBytes: number; bands: number },
  compression: SceneRecipe["compression"],
): Uint8Array {
  if (compression === "none") return block.bytes;
  const differences = differencesOf(block);
  return compression === "lzw" ? compressLzw(differences) : deflateSync(differences, { level: 3 });
}

/** Each sample less the same band of the pixel to its left (TIFF predictor 2). */
function differencesOf({
  bytes,
  rowBytes,
  bands,
}: {
  bytes: Uint8Array;
  rowBytes: number;
  bands: number;
}): Uint8Array {
  const differences = new Uint8Array(bytes.length);
  for (let row = 0; row < bytes.length; row += rowBytes) {
    for (let k = 0; k < rowBytes; k++) {
      const i = row + k;
      differences[i] = k < bands ? bytes[i]! : bytes[i]! - bytes[i - bands]!;
    }
  }
  return differences;
}
