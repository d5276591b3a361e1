import Feature from "ol/Feature.js";
import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import Draw from "ol/interaction/Draw.js";
import GeoJSON from "ol/format/GeoJSON.js";
import PolygonGeometry from "ol/geom/Polygon.js";
import VectorLayer from "ol/layer/Vector.js";
import OlMap from "ol/Map.js";
import { isEmpty } from "ol/extent.js";
import { transformExtent } from "ol/proj.js";
import VectorSource from "ol/source/Vector.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";
import View from "ol/View.js";
import type { Bbox, BuildingGeometry, Polygon } from "../../shared/geo.ts";
import { Polygon as PolygonSchema } from "../../shared/geo.ts";
import type { Scene } from "../../shared/scenes.ts";
import { shapeOf } from "./building-outline.ts";
import { createSceneLayer } from "./scene-layer.ts";
import "ol/ol.css";

/** A map on which areas are drawn, over one image and the outlines of buildings. It never enters React. */
export type AreaMap = {
  setAreas: (areas: readonly Polygon[]) => void;
  setBuildings: (buildings: readonly { id: string; geometry: BuildingGeometry }[]) => void;
  /** Takes corner after corner until the area is closed. */
  draw: () => void;
  /** Closes what is drawn, if it has three corners. */
  finish: () => void;
  takeCornerBack: () => void;
  stop: () => void;
  show: (area: Polygon) => void;
  /** What one sees, `[west, south, east, north]`, degrees. */
  viewBox: () => Bbox;
  zoomBy: (levels: number) => void;
  dispose: () => void;
};

type AreaMapParts = {
  target: HTMLElement;
  /** The image below; null where the campaign has none yet. */
  scene: Scene | null;
  onDrawn: (area: Polygon) => void;
};

const FORMAT = new GeoJSON({ dataProjection: "EPSG:4326", featureProjection: "EPSG:3857" });
/** Degrees to a centimetre; more digits would be those of the mouse. */
const DECIMALS = 7;
const MAX_ZOOM = 21;
const ZOOM_MS = 180;
const PADDING = [32, 32, 32, 32];

const DARK = new Stroke({ color: "rgb(6 9 11 / 85%)", width: 6 });
const LIGHT = new Stroke({ color: "#5fdcb8", width: 2.5 });
const AREA_FILL = new Fill({ color: "rgb(95 220 184 / 14%)" });
const BUILDING = new Style({
  stroke: new Stroke({ color: "rgb(255 255 255 / 75%)", width: 1 }),
  fill: new Fill({ color: "rgb(255 255 255 / 6%)" }),
});
const DRAWING = [new Style({ stroke: DARK }), new Style({ stroke: LIGHT, fill: AREA_FILL })];

export function createAreaMap({ target, scene, onDrawn }: AreaMapParts): AreaMap {
  const view = new View({ center: [0, 0], zoom: 2, maxZoom: MAX_ZOOM, enableRotation: false });
  const interactions = defaultInteractions({ altShiftDragRotate: false, pinchRotate: false });
  const map = new OlMap({ target, view, controls: [], interactions });
  const areas = new VectorSource<Feature>();
  const buildings = new VectorSource<Feature>();
  if (scene !== null) {
    const picture = createSceneLayer(scene);
    picture.setVisible(true);
    map.addLayer(picture);
    view.fit(transformExtent([...scene.bounds], "EPSG:4326", "EPSG:3857"), { padding: PADDING });
  }
  map.addLayer(new VectorLayer({ source: buildings, style: BUILDING, zIndex: 10 }));
  map.addLayer(new VectorLayer({ source: areas, style: areaStyle, zIndex: 11 }));

  // A press anywhere ends nothing by itself: only the first corner, Enter or the button closes an area.
  let drawing: Draw | null = null;
  const stop = () => {
    if (drawing !== null) map.removeInteraction(drawing);
    drawing = null;
  };
  return {
    setAreas(next) {
      areas.clear();
      next.forEach((area, place) => {
        const feature = new Feature(geometryOf(area));
        feature.set("place", place + 1);
        areas.addFeature(feature);
      });
    },
    setBuildings(next) {
      buildings.clear();
      buildings.addFeatures(next.map(featureOf));
      const extent = buildings.getExtent();
      if (extent !== null && !isEmpty(extent)) view.fit(extent, { padding: PADDING, maxZoom: MAX_ZOOM });
    },
    draw() {
      stop();
      const begun = new Draw({ type: "Polygon", style: DRAWING, stopClick: true });
      begun.on("drawend", ({ feature }) => {
        const geometry = feature.getGeometry();
        // OpenLayers still holds the interaction while it tells of the end.
        setTimeout(stop);
        const written: unknown =
          geometry === undefined ? null : FORMAT.writeGeometryObject(geometry, { decimals: DECIMALS });
        const area = PolygonSchema.safeParse(written);
        if (area.success) onDrawn(area.data);
      });
      map.addInteraction(begun);
      drawing = begun;
    },
    finish: () => drawing?.finishDrawing(),
    takeCornerBack: () => drawing?.removeLastPoint(),
    stop,
    show: (area) => view.fit(geometryOf(area).getExtent(), { padding: PADDING, duration: ZOOM_MS }),
    viewBox() {
      const [west = 0, south = 0, east = 0, north = 0] = transformExtent(
        view.calculateExtent(map.getSize()),
        "EPSG:3857",
        "EPSG:4326",
      );
      return [west, south, east, north];
    },
    zoomBy: (levels) => view.animate({ zoom: (view.getZoom() ?? 0) + levels, duration: ZOOM_MS }),
    dispose() {
      map.setTarget();
      map.dispose();
    },
  };
}

function geometryOf({ coordinates }: Polygon): PolygonGeometry {
  const geometry = new PolygonGeometry(coordinates);
  geometry.transform("EPSG:4326", "EPSG:3857");
  return geometry;
}

/** An area with the number that it has in the list. */
function areaStyle(feature: { get: (key: string) => unknown }): Style[] {
  const text = new Text({
    text: String(feature.get("place")),
    font: "600 15px system-ui",
    fill: new Fill({ color: "#eef2f2" }),
    stroke: new Stroke({ color: "rgb(6 9 11 / 85%)", width: 4 }),
    overflow: true,
  });
  return [new Style({ stroke: DARK }), new Style({ stroke: LIGHT, fill: AREA_FILL, text })];
}

function featureOf({ id, geometry }: { id: string; geometry: BuildingGeometry }): Feature {
  const shape = shapeOf({
    type: "Feature",
    id,
    geometry,
    properties: { externalId: null, radiusMetres: null },
  });
  shape.transform("EPSG:4326", "EPSG:3857");
  return new Feature(shape);
}
