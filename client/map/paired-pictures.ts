import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import OlMap from "ol/Map.js";
import type { TaskBuilding } from "../../shared/assignments.ts";
import type { Scene } from "../../shared/scenes.ts";
import { boxOf } from "./building-box.ts";
import { createOutlineLayer } from "./building-outline.ts";
import { createBuildingView, frameBuilding } from "./building-view.ts";
import { createSceneLayer } from "./scene-layer.ts";
import "ol/ol.css";

/** Where a dated picture goes. */
export type PictureFrame = { target: HTMLElement; scene: Scene };

/**
 * Pictures of one building on several dates that share one view: what is dragged or zoomed in one moves
 * in all. Each frame keeps its scene for life, so that the date beside it cannot be wrong.
 */
export function createPairedPictures(
  frames: readonly PictureFrame[],
  building: TaskBuilding,
): { dispose: () => void } {
  const box = boxOf(building);
  const view = createBuildingView(
    box,
    frames.map(({ scene }) => scene),
  );
  let isFramed = false;
  const maps = frames.map(({ target, scene }) => {
    const picture = createSceneLayer(scene);
    picture.setVisible(true);
    picture.setOpacity(1);
    const map = new OlMap({
      target,
      view,
      layers: [picture, createOutlineLayer(building, [])],
      controls: [],
      // The wheel scrolls the panel in which these pictures stand.
      interactions: defaultInteractions({
        altShiftDragRotate: false,
        pinchRotate: false,
        mouseWheelZoom: false,
        keyboard: false,
      }),
    });
    const frame = () => {
      const [width = 0, height = 0] = map.getSize() ?? [];
      if (isFramed || width === 0 || height === 0) return;
      isFramed = true;
      frameBuilding(view, box, [width, height]);
    };
    map.on("change:size", frame);
    frame();
    return map;
  });
  return {
    dispose: () => {
      for (const map of maps) {
        map.setTarget();
        map.dispose();
      }
    },
  };
}
