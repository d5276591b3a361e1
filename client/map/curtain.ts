import type { EventsKey } from "ol/events.js";
import type OlMap from "ol/Map.js";
import { unByKey } from "ol/Observable.js";
import { getRenderPixel } from "ol/render.js";
import type RenderEvent from "ol/render/Event.js";
import type { SceneLayer } from "./scene-layer.ts";

/**
 * Parts the picture at an upright line, so that two dates can be compared along it. Both layers are cut: where
 * tiles of one are missing there is nothing, never the other date.
 */
export function createCurtain(map: OlMap) {
  let keys: EventsKey[] = [];

  function cut(layer: SceneLayer, from: number, to: number): void {
    keys.push(
      layer.on("prerender", (event) => clipBetween(map, event, from, to)),
      layer.on("postrender", ({ context }) => {
        if (isCanvas(context)) context.restore();
      }),
    );
  }
  return {
    /** `left` up to `share` (0–1) of the map's width, `right` from there; without `left`, whole layers again. */
    hang: (left: SceneLayer | null, right: SceneLayer | null, share: number): void => {
      unByKey(keys);
      keys = [];
      if (left === null) return;
      cut(left, 0, share);
      if (right !== null) cut(right, share, 1);
    },
  };
}

function clipBetween(map: OlMap, event: RenderEvent, from: number, to: number): void {
  const { context } = event;
  if (!isCanvas(context)) return;
  const [width = 0, height = 0] = map.getSize() ?? [];
  const corners = [
    [width * from, 0],
    [width * to, 0],
    [width * to, height],
    [width * from, height],
  ].map((corner) => getRenderPixel(event, corner));
  context.save();
  context.beginPath();
  for (const [x = 0, y = 0] of corners) context.lineTo(x, y);
  context.clip();
}

function isCanvas(context: unknown): context is CanvasRenderingContext2D {
  return context instanceof CanvasRenderingContext2D;
}
