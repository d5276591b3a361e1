import type OlMap from "ol/Map.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import type { Scene } from "../../shared/scenes.ts";
import { createReadyingSceneLayer } from "./readying-scene-layer.ts";

/** Scenes before and after the shown one that are kept loaded. */
const NEIGHBOURS_READY = 1;

/**
 * The dated pictures below a map of buildings, one layer each. A scene asked for is shown once it is
 * complete; until then the one before stays, and `onShown` has not been called: a date is always that of
 * the pixels.
 *
 * All are drawn on one canvas with what lies above them. With a canvas for each, as every drawing of the map draws all
 * that can be seen, playing drew and handed over four pictures of the whole screen for one: 50 ms whenever the date changed.
 */
export function createSceneSwitch(map: OlMap, scenes: readonly Scene[], onShown: (sceneId: string) => void) {
  const layers = scenes.map(createReadyingSceneLayer);
  // The lowest layer brings the canvas; one that changed would bring another one.
  map.addLayer(new VectorLayer({ source: new VectorSource() }));
  for (const layer of layers) map.addLayer(layer);
  let wanted = -1;
  let shown = -1;
  /** The one that has been drawn. */
  let drawn = -1;
  let isMoving = false;

  function arrange(): void {
    const isReady = shown === wanted;
    for (const [place, layer] of layers.entries()) {
      const isNear = isReady && !isMoving && Math.abs(place - wanted) <= NEIGHBOURS_READY;
      layer.setVisible(place === wanted || place === shown || isNear);
      layer.setOpacity(place === shown ? 1 : 0);
    }
  }

  // What of unseen neighbours comes into view is fetched after a movement: what is seen comes first.
  map.on("movestart", () => {
    isMoving = true;
    arrange();
  });
  map.on("moveend", () => {
    isMoving = false;
    arrange();
  });
  map.on("postrender", () => {
    if (drawn !== shown) {
      drawn = shown;
      const id = scenes[drawn]?.id;
      if (id !== undefined) onShown(id);
    }
    if (wanted === shown || wanted === -1 || layers[wanted]?.getRenderer()?.renderComplete !== true) return;
    shown = wanted;
    arrange();
    map.render();
  });

  return {
    /** Whether the picture that was asked for is the one that is seen. */
    isShown: () => wanted === drawn,
    show(sceneId: string): void {
      const place = scenes.findIndex(({ id }) => id === sceneId);
      if (place === -1 || place === wanted) return;
      wanted = place;
      arrange();
      map.render();
    },
  };
}
