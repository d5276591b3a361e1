import TileLayer from "ol/layer/Tile.js";
import { transformExtent } from "ol/proj.js";
import ImageTileSource from "ol/source/ImageTile.js";
import TileGrid from "ol/tilegrid/TileGrid.js";
import { createXYZ } from "ol/tilegrid.js";
import type { Scene } from "../../shared/scenes.ts";
import { tileAddress } from "./tile-address.ts";

export type SceneLayer = TileLayer<ImageTileSource>;

/**
 * One layer with one source for one date, for as long as the page lives. A source is never pointed at another
 * date: OpenLayers would draw the old date's tiles under the new label until the new ones arrive.
 *
 * @see https://github.com/openlayers/openlayers/issues/16489
 */
export function createSceneLayer(scene: Scene): SceneLayer {
  // A canvas of its own: layers of one class would be drawn into a shared one.
  return new TileLayer({ ...scenePartsOf(scene), className: `scene-${scene.id}` });
}

/** What a layer of one date is made of: its own source, and where its pictures are. Nothing is shown yet. */
export function scenePartsOf(scene: Scene) {
  const source = new ImageTileSource({
    loader: (z, x, y, { signal }) => loadTile(tileAddress(scene, z, x, y), scene.tileSize, signal),
    tileGrid: movedGrid(scene),
    wrapX: false,
    transition: 0,
  });
  return { source, extent: movedExtent(scene), visible: false };
}

/** How far a scene is moved, in EPSG:3857, whose metres grow with latitude. */
function moveOf({ offset, bounds }: Scene): [east: number, north: number] {
  const stretch = 1 / Math.cos((((bounds[1] + bounds[3]) / 2) * Math.PI) / 180);
  return [offset.eastMetres * stretch, offset.northMetres * stretch];
}

/** The grid of web maps with its origin moved: every tile keeps its address and lies where the scene really does. */
function movedGrid(scene: Scene): TileGrid {
  const { tileSize, minzoom: minZoom, maxzoom: maxZoom } = scene;
  const grid = createXYZ({ tileSize, maxZoom });
  const [west = 0, north = 0] = grid.getOrigin(0);
  const [dx, dy] = moveOf(scene);
  return new TileGrid({
    origin: [west + dx, north + dy],
    resolutions: grid.getResolutions(),
    tileSize,
    minZoom,
  });
}

function movedExtent(scene: Scene): [number, number, number, number] {
  const [west = 0, south = 0, east = 0, north = 0] = transformExtent(
    [...scene.bounds],
    "EPSG:4326",
    "EPSG:3857",
  );
  const [dx, dy] = moveOf(scene);
  return [west + dx, south + dy, east + dx, north + dy];
}

/** How long a tile that failed is left alone before its one second try: lines of phones break for a moment. */
const SECOND_TRY_MS = 400;

/** A tile's picture; transparent where the server has none (204), so that only real failures count as such. */
async function loadTile(
  url: string,
  size: number,
  signal?: AbortSignal,
): Promise<ImageBitmap | HTMLCanvasElement> {
  const settings = signal === undefined ? {} : { signal };
  const first = await fetch(url, settings).catch(() => null);
  signal?.throwIfAborted();
  if (first === null || first.status >= 500) await new Promise((again) => setTimeout(again, SECOND_TRY_MS));
  const response = first === null || first.status >= 500 ? await fetch(url, settings) : first;
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response.status === 204 ? emptyTile(size) : createImageBitmap(await response.blob());
}

function emptyTile(size: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = size;
  canvas.height = size;
  return canvas;
}
