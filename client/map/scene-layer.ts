import TileLayer from "ol/layer/Tile.js";
import { transformExtent } from "ol/proj.js";
import ImageTileSource from "ol/source/ImageTile.js";
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
  const source = new ImageTileSource({
    loader: (z, x, y, { signal }) => loadTile(tileAddress(scene, z, x, y), scene.tileSize, signal),
    tileSize: scene.tileSize,
    minZoom: scene.minzoom,
    maxZoom: scene.maxzoom,
    wrapX: false,
    transition: 0,
  });
  return new TileLayer({
    source,
    extent: transformExtent([...scene.bounds], "EPSG:4326", "EPSG:3857"),
    visible: false,
    // A canvas of its own: layers of one class would be drawn into a shared one.
    className: `scene-${scene.id}`,
  });
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
