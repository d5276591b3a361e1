import { createEmpty, type Extent } from "ol/extent.js";
import TileLayer from "ol/layer/Tile.js";
import type { FrameState } from "ol/Map.js";
import CanvasTileLayerRenderer from "ol/renderer/canvas/TileLayer.js";
import ImageTile from "ol/source/ImageTile.js";
import { createXYZ } from "ol/tilegrid.js";
import type { FromPainter, Picked, ToPainter } from "./consensus-messages.ts";
import type { MapTheme } from "../analysis/looks.ts";
import { TILE_PX } from "./consensus-tile.ts";
import { createGathering } from "./gathering.ts";

/** The deepest tiles the server makes. */
const MAX_TILE_ZOOM = 22;
/** Drawn with more pixels than the screen has, so that lines stay sharp between two zooms. */
const OVERSAMPLING = 1.25;
/** A picture waits so long for those asked for with it, milliseconds. */
const PATIENCE_MS = 100;
const NOWHERE = createEmpty();

/** The map engine's source with the one thing it keeps to itself: a new key asks for each tile again, the old one stays meanwhile. */
class ConsensusSource extends ImageTile {
  repaint(key: string): void {
    this.setKey(key);
  }
}

/**
 * While old pictures stand in for new ones, the map engine draws every frame, for a transition that there is none of: half of
 * all that the browser computed after a click on a filter. Each new picture asks for a frame by itself.
 */
class CalmRenderer<Layer extends TileLayer<ConsensusSource>> extends CanvasTileLayerRenderer<Layer> {
  override renderFrame(frame: FrameState, target: HTMLElement): HTMLElement {
    const { animate } = frame;
    const element = super.renderFrame(frame, target);
    frame.animate = animate;
    return element;
  }
}

class ConsensusTiles extends TileLayer<ConsensusSource> {
  override createRenderer(): CanvasTileLayerRenderer<this> {
    return new CalmRenderer<this>(this, { cacheSize: this.getCacheSize() });
  }
}

/** All findings of a campaign as pictures of tiles, drawn by a thread of its own. */
export function createConsensusLayer() {
  const worker = new Worker(new URL("./consensus-worker.ts", import.meta.url), { type: "module" });
  const waiting = new Map<number, (reply: FromPainter) => void>();
  const ratio = Math.min(2.5, Math.max(1, window.devicePixelRatio) * OVERSAMPLING);
  const gathering = createGathering(PATIENCE_MS);
  const grid = createXYZ({ tileSize: TILE_PX, maxZoom: MAX_TILE_ZOOM });
  let asked = 0;
  let version = 0;

  worker.addEventListener("message", ({ data }: MessageEvent<FromPainter>) => {
    waiting.get(data.question)?.(data);
    waiting.delete(data.question);
  });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has none
  const tell = (message: ToPainter) => worker.postMessage(message);
  const ask = (message: (question: number) => ToPainter) =>
    new Promise<FromPainter>((resolve) => {
      asked += 1;
      waiting.set(asked, resolve);
      tell(message(asked));
    });

  const source = new ConsensusSource({
    tileGrid: grid,
    transition: 0,
    wrapX: false,
    loader: async (z, x, y) => {
      const reply = await gathering.bring(() =>
        ask((question) => ({ kind: "paint", question, z, x, y, ratio })),
      );
      if (reply.kind !== "painted") throw new Error("the tile could not be drawn");
      return reply.picture;
    },
  });
  const layer = new ConsensusTiles({ source, zIndex: 10, extent: NOWHERE });
  let hasTheme = false;
  let hasSource = false;
  const repaint = () => {
    version += 1;
    layer.setPreload(0);
    if (hasTheme && hasSource) source.repaint(String(version));
  };

  return {
    layer,
    /** Rises with everything that is asked to be drawn anew. */
    version: () => version,
    /** Draws nothing before both are known. */
    setTheme(theme: MapTheme): void {
      tell({ kind: "theme", theme });
      hasTheme = true;
      repaint();
    },
    setSource(template: string): void {
      tell({ kind: "source", template });
      hasSource = true;
      repaint();
    },
    /** All is drawn: the level above may come too, so that zooming out has something to show at once. */
    loadAhead: () => layer.setPreload(1),
    /** Nothing is asked for outside, EPSG:3857. */
    setExtent: (extent: Extent) => layer.setExtent(extent),
    /** Reads again what holds those places, degrees; null: everything. */
    refresh(places: readonly (readonly [number, number])[] | null): void {
      tell({ kind: "changed", places });
      repaint();
    },
    /** The building at a coordinate of EPSG:3857, at the resolution shown; `reach` in CSS pixels. */
    async pick(coordinate: readonly number[], resolution: number, reach: number): Promise<Picked> {
      const z = grid.getZForResolution(resolution);
      const [, x = 0, y = 0] = grid.getTileCoordForCoordAndZ([...coordinate], z);
      const [west = 0, , east = 0, north = 0] = grid.getTileCoordExtent([z, x, y]);
      const side = east - west;
      const at = [((coordinate[0] ?? 0) - west) / side, (north - (coordinate[1] ?? 0)) / side] as const;
      const share = (reach * resolution) / side;
      const reply = await ask((question) => ({
        kind: "pick",
        question,
        tile: { z, x, y },
        at,
        reach: share,
      }));
      return reply.kind === "picked" ? reply.picked : { building: null, isCluster: false };
    },
    dispose: () => worker.terminate(),
  };
}
