import { getIntersection } from "ol/extent.js";
import TileLayer from "ol/layer/Tile.js";
import type { FrameState } from "ol/Map.js";
import CanvasTileLayerRenderer from "ol/renderer/canvas/TileLayer.js";
import type ImageTileSource from "ol/source/ImageTile.js";
import type Tile from "ol/Tile.js";
import TileState from "ol/TileState.js";
import type { Scene } from "../../shared/scenes.ts";
import { scenePartsOf } from "./scene-layer.ts";

/** A scene that is fetched while it cannot be seen, without being drawn: opacity 0 readies it, visibility off does not. */
export function createReadyingSceneLayer(scene: Scene): ReadyingLayer {
  return new ReadyingLayer(scenePartsOf(scene));
}

class ReadyingLayer extends TileLayer<ImageTileSource> {
  override createRenderer(): CanvasTileLayerRenderer<this> {
    return new ReadyingRenderer<this>(this, { cacheSize: this.getCacheSize() });
  }
}

class ReadyingRenderer<Layer extends ReadyingLayer> extends CanvasTileLayerRenderer<Layer> {
  override renderFrame(frame: FrameState, target: HTMLElement): HTMLElement {
    if (frame.layerStatesArray[frame.layerIndex]?.opacity !== 0) return super.renderFrame(frame, target);
    this.renderComplete = this.#isReady(frame);
    return target;
  }

  /** Asks for the tiles of the frame; true once all are there, or known not to come. */
  #isReady(frame: FrameState): boolean {
    const [layer, { projection, resolution }] = [this.getLayer(), frame.viewState];
    const [source, extent] = [layer.getSource(), layer.getExtent()];
    if (source === null || frame.extent === null) return false;
    const z = source.getTileGridForProjection(projection).getZForResolution(resolution, source.zDirection);
    const tiles: Record<number, Set<Tile>> = {};
    const seen = extent === undefined ? frame.extent : getIntersection(frame.extent, extent);
    this.enqueueTiles(frame, seen, z, tiles, 0);
    this.updateCacheSize(tiles[z]?.size ?? 0);
    this.getTileCache().expireCache();
    return [...(tiles[z] ?? [])].every((tile) => OVER.includes(tile.getState()));
  }
}

const OVER: readonly number[] = [TileState.LOADED, TileState.EMPTY, TileState.ERROR];
