import type { FeatureLike } from "ol/Feature.js";
import { getCenter } from "ol/extent.js";
import Point from "ol/geom/Point.js";

/** The middle of a feature's box, for what is drawn as a point of constant size. */
export function centrePoint(feature: FeatureLike): Point {
  return new Point(getCenter(feature.getGeometry()?.getExtent() ?? [0, 0, 0, 0]));
}
