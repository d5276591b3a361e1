import type { Coordinate } from "ol/coordinate.js";
import type OlMap from "ol/Map.js";
import type View from "ol/View.js";
import type { Bbox } from "../../shared/geo.ts";
import { frameBuilding } from "./building-view.ts";

/** Keeps the building well in the frame while the frame changes, as long as nobody has moved the picture. */
export type Framing = {
  /** False until the picture has a size. */
  isFramed: () => boolean;
  /** Brings the building back to the middle. */
  frame: () => void;
};

/**
 * @param box around the building, degrees, EPSG:4326
 * @param isLeading false where another map leads the shared view: then this one only waits for its size
 */
export function followSize(map: OlMap, view: View, box: Bbox, isLeading: boolean): Framing {
  let framed: { centre: Coordinate; resolution: number } | null = null;

  function isUntouched(): boolean {
    if (framed === null) return true;
    const [x = 0, y = 0] = view.getCenter() ?? [];
    const [framedX = 0, framedY = 0] = framed.centre;
    const isThere = Math.hypot(x - framedX, y - framedY) < framed.resolution;
    return isThere && Math.abs((view.getResolution() ?? 0) / framed.resolution - 1) < 0.01;
  }

  function frame(): void {
    const [width = 0, height = 0] = map.getSize() ?? [];
    if (width === 0 || height === 0) return;
    if (isLeading) frameBuilding(view, box, [width, height]);
    framed = { centre: view.getCenter() ?? [0, 0], resolution: view.getResolution() ?? 1 };
  }

  map.on("change:size", () => {
    if (isUntouched()) frame();
  });
  frame();
  return { isFramed: () => framed !== null, frame };
}
