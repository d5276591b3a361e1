import Feature from "ol/Feature.js";
import MultiPolygon from "ol/geom/MultiPolygon.js";
import Polygon, { circular } from "ol/geom/Polygon.js";
import VectorLayer from "ol/layer/Vector.js";
import VectorSource from "ol/source/Vector.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import type { TaskBuilding } from "../../shared/assignments.ts";
import { DEFAULT_RADIUS_METRES } from "./building-box.ts";

/** Light on dark: one of the two strokes stands out on any picture. Nothing is filled: the roof is the evidence. */
const OUTLINE = [
  new Style({ stroke: new Stroke({ color: "rgb(0 0 0 / 75%)", width: 5 }) }),
  new Style({ stroke: new Stroke({ color: "#ffffff", width: 2 }) }),
];
const OTHERS = [
  new Style({ stroke: new Stroke({ color: "rgb(0 0 0 / 45%)", width: 3 }) }),
  new Style({ stroke: new Stroke({ color: "rgb(255 255 255 / 70%)", width: 1, lineDash: [4, 4] }) }),
];

/** A layer with the outline of the building in question, and of the task's others, thin and dashed. */
export function createOutlineLayer(building: TaskBuilding, others: readonly TaskBuilding[]) {
  const source = new VectorSource();
  for (const other of others) source.addFeature(featureOf(other, OTHERS));
  source.addFeature(featureOf(building, OUTLINE));
  return new VectorLayer({ source, updateWhileInteracting: true, updateWhileAnimating: true });
}

function featureOf(building: TaskBuilding, style: Style[]): Feature<Polygon | MultiPolygon> {
  const shape = shapeOf(building);
  shape.transform("EPSG:4326", "EPSG:3857");
  const feature = new Feature(shape);
  feature.setStyle(style);
  return feature;
}

/** The ground a building stands on; a point becomes a circle of its radius. EPSG:4326. */
export function shapeOf({ geometry, properties }: TaskBuilding): Polygon | MultiPolygon {
  if (geometry.type === "Polygon") return new Polygon(geometry.coordinates);
  if (geometry.type === "MultiPolygon") return new MultiPolygon(geometry.coordinates);
  return circular(geometry.coordinates, properties.radiusMetres ?? DEFAULT_RADIUS_METRES, 64);
}
