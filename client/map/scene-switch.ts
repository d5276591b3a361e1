import type OlMap from "ol/Map.js";
import type { Scene } from "../../shared/scenes.ts";
import { createSceneLayer } from "./scene-layer.ts";

/** Scenes before and after the shown one that are kept loaded. */
const NEIGHBOURS_READY = 1;

/**
 * The dated pictures below a map of buildings, one layer each. A scene asked for is shown once it is
 * complete; until then the one before stays, and `onShown` has not been called: a date is always that of
 * the pixels.
 */
export function createSceneSwitch(map: OlMap, scenes: readonly Scene[], onShown: (sceneId: string) => void) {
  const layers = scenes.map(createSceneLayer);
  for (const layer of layers) map.addLayer(layer);
  let wanted = -1;
  let shown = -1;
  let isMoving = false;

  function isComplete(place: number): boolean {
    return layers[place]?.getRenderer()?.renderComplete ?? false;
  }

  function arrange(): void {
    const isReady = shown === wanted;
    for (const [place, layer] of layers.entries()) {
      const isNear = isReady && !isMoving && Math.abs(place - wanted) <= NEIGHBOURS_READY;
      layer.setVisible(place === wanted || place === shown || isNear);
      layer.setOpacity(place === shown ? 1 : 0);
    }
  }

  // Unseen neighbours would be drawn with every frame of a movement: what is seen comes first.
  map.on("movestart", () => {
    isMoving = true;
    arrange();
  });
  map.on("moveend", () => {
    isMoving = false;
    arrange();
  });
  map.on("postrender", () => {
    if (wanted === shown || wanted === -1 || !isComplete(wanted)) return;
    shown = wanted;
    arrange();
    map.renderSync();
    const id = scenes[shown]?.id;
    if (id !== undefined) onShown(id);
  });

  return {
    /** Whether the picture that was asked for is the one that is seen. */
    isShown: () => wanted === shown,
    show(sceneId: string): void {
      const place = scenes.findIndex(({ id }) => id === sceneId);
      if (place === -1 || place === wanted) return;
      wanted = place;
      arrange();
      map.render();
    },
  };
}
