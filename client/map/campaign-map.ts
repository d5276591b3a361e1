import Feature from "ol/Feature.js";
import GeoJSON from "ol/format/GeoJSON.js";
import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import DoubleClickZoom from "ol/interaction/DoubleClickZoom.js";
import Draw from "ol/interaction/Draw.js";
import VectorLayer from "ol/layer/Vector.js";
import OlMap from "ol/Map.js";
import { transformExtent } from "ol/proj.js";
import VectorSource from "ol/source/Vector.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import View from "ol/View.js";
import { growBbox, Polygon, type Bbox, type BuildingGeometry } from "../../shared/geo.ts";
import type { Scene } from "../../shared/scenes.ts";
import { shapeOf } from "./building-outline.ts";
import { createConsensusLayer } from "./consensus-layer.ts";
import { createFraming, type Room } from "./framing.ts";
import type { MapTheme } from "../analysis/looks.ts";
import { createSceneSwitch } from "./scene-switch.ts";
import "ol/ol.css";

/** All buildings of a campaign over its dated images. Holds the map, which never enters React. */
export type CampaignMap = {
  /** Asks for a scene's picture; `onSceneShown` tells when it is what one sees. */
  showScene: (sceneId: string) => void;
  setTheme: (theme: MapTheme) => void;
  /** Where tiles of findings come from: a template with {z}, {x} and {y}. */
  setTiles: (template: string) => void;
  /** What changed up to one of the campaign's numbers lies there, degrees; null: anywhere. */
  refresh: (places: readonly (readonly [lon: number, lat: number])[] | null, number: number) => void;
  /** Around all that is shown, degrees; null when that is nothing. */
  setBounds: (bounds: Bbox | null) => void;
  /** Marks a building and brings it into view where it is not well seen. */
  select: (building: BuildingGeometry | null) => void;
  /** Shows the area that is filtered by. */
  setArea: (area: Polygon | null) => void;
  /** Lets a polygon be drawn, point by point; told null when it was given up. The returned function gives it up. */
  drawArea: (onDone: (area: Polygon | null) => void) => () => void;
  /** What panels take of the picture. What the map shows by itself fills the rest. */
  setRoom: (taken: Room) => void;
  /** Brings all that is shown into view. */
  fit: () => void;
  /** The same, unless something was brought into view before. */
  fitFirst: () => void;
  zoomBy: (levels: number) => void;
  dispose: () => void;
};

type CampaignMapParts = {
  target: HTMLElement;
  scenes: readonly Scene[];
  onPick: (building: string | null) => void;
  onSceneShown: (sceneId: string) => void;
  /** All that was asked for is drawn. */
  onComplete: () => void;
};

/** A building is found within this many CSS pixels of a click or a finger. */
const HIT_TOLERANCE_PX = 6;
const MAX_ZOOM = 21;
const ZOOM_MS = 180;
/** How far one goes in where buildings are counted together. */
const CLUSTER_LEVELS = 2;
const DOUBLE_CLICK_MS = 300;
/** Room for dots whose middle lies at the very edge of what is shown, metres. */
const EDGE_METRES = 200;

const SELECTED = [
  new Style({ stroke: new Stroke({ color: "rgb(6 9 11 / 90%)", width: 7 }) }),
  new Style({ stroke: new Stroke({ color: "#5fdcb8", width: 3.5 }) }),
];
const AREA = [
  new Style({ stroke: new Stroke({ color: "rgb(6 9 11 / 80%)", width: 4 }) }),
  new Style({
    stroke: new Stroke({ color: "#5fdcb8", width: 2, lineDash: [8, 5] }),
    fill: new Fill({ color: "rgb(95 220 184 / 7%)" }),
  }),
];

const geojson = new GeoJSON({ dataProjection: "EPSG:4326", featureProjection: "EPSG:3857" });
const toMercator = (box: Bbox) => transformExtent(clampLatitude(box), "EPSG:4326", "EPSG:3857");
const clampLatitude = ([west, south, east, north]: Bbox): Bbox => [
  west,
  Math.max(-85, south),
  east,
  Math.min(85, north),
];

export function createCampaignMap(parts: CampaignMapParts): CampaignMap {
  const { target, scenes, onPick, onSceneShown, onComplete } = parts;
  const view = new View({ center: [0, 0], zoom: 2, maxZoom: MAX_ZOOM, enableRotation: false });
  const interactions = defaultInteractions({ altShiftDragRotate: false, pinchRotate: false });
  const map = new OlMap({ target, view, controls: [], interactions, maxTilesLoading: 24 });
  const framing = createFraming(map);
  const consensus = createConsensusLayer();
  const mark = new VectorSource();
  const area = new VectorSource();
  const pictures = createSceneSwitch(map, scenes, onSceneShown);
  map.addLayer(new VectorLayer({ source: area, style: AREA, zIndex: 9 }));
  map.addLayer(new VectorLayer({ source: mark, style: SELECTED, zIndex: 11 }));
  map.addLayer(consensus.layer);
  let bounds: Bbox | null = null;
  let stopDrawing: (() => void) | null = null;
  // The click that ended a drawing is told of a moment later: it means no building.
  let isOfDrawing = false;
  target.addEventListener("pointerdown", () => (isOfDrawing = false), { capture: true });

  const fit = () => {
    if (bounds !== null) framing.showWhole(toMercator(bounds));
  };

  const pickAt = (coordinate: number[]) =>
    consensus.pick(coordinate, view.getResolution() ?? 1, HIT_TOLERANCE_PX);

  map.on("singleclick", ({ coordinate }) => {
    if (stopDrawing !== null || isOfDrawing) return;
    void pickAt(coordinate).then(({ building, isCluster }) => {
      if (building === null && isCluster) {
        view.animate({ center: coordinate, zoom: (view.getZoom() ?? 0) + CLUSTER_LEVELS, duration: ZOOM_MS });
      } else onPick(building);
    });
  });
  // What is asked for between a frame and the news that it is complete is not in it.
  let [drawn, number] = [0, 0];
  let newest = 0;
  map.on("precompose", () => ([drawn, number] = [consensus.version(), newest]));
  // Says on the page what is drawn completely, and up to which change, for whoever waits for it.
  map.on("rendercomplete", () => {
    target.dataset["drawn"] = String(drawn);
    target.dataset["number"] = String(number);
    if (drawn !== consensus.version()) return;
    consensus.loadAhead();
    if (pictures.isShown()) onComplete();
  });
  let pointer = 0;
  map.on("pointermove", ({ coordinate, dragging }) => {
    if (dragging || stopDrawing !== null) return;
    pointer += 1;
    const asked = pointer;
    void pickAt(coordinate).then(({ building, isCluster }) => {
      // The pointer may be elsewhere by now.
      if (asked === pointer) target.style.cursor = building !== null || isCluster ? "pointer" : "";
    });
  });

  return {
    showScene: (sceneId) => pictures.show(sceneId),
    setTheme: (theme) => consensus.setTheme(theme),
    setTiles: (template) => consensus.setSource(template),
    refresh(places, upTo) {
      newest = upTo;
      consensus.refresh(places);
    },
    setBounds(next) {
      bounds = next;
      if (next !== null) consensus.setExtent(toMercator(growBbox(next, EDGE_METRES)));
    },
    select(building) {
      mark.clear();
      if (building === null) return;
      const named = { externalId: null, radiusMetres: null };
      const geometry = shapeOf({ type: "Feature", id: "", geometry: building, properties: named });
      geometry.transform("EPSG:4326", "EPSG:3857");
      mark.addFeature(new Feature(geometry));
      framing.showBuilding(geometry.getExtent());
    },
    setArea(shape) {
      area.clear();
      if (shape !== null) area.addFeature(new Feature(geojson.readGeometry(shape) ?? undefined));
    },
    drawArea(onDone) {
      stopDrawing?.();
      const draw = new Draw({ source: new VectorSource(), type: "Polygon", style: AREA });
      const finish = (shape: Polygon | null) => {
        stopDrawing = null;
        isOfDrawing = true;
        map.removeInteraction(draw);
        // The double click that ends the drawing is still on its way to the zoom.
        setTimeout(() => setDoubleClick(map, true), DOUBLE_CLICK_MS);
        onDone(shape);
      };
      draw.on("drawend", ({ feature }) => {
        const geometry = feature.getGeometry();
        const shape = Polygon.safeParse(geometry && geojson.writeGeometryObject(geometry, { decimals: 6 }));
        finish(shape.success ? shape.data : null);
      });
      map.addInteraction(draw);
      setDoubleClick(map, false);
      target.style.cursor = "crosshair";
      stopDrawing = () => finish(null);
      return () => stopDrawing?.();
    },
    setRoom: (taken) => framing.setRoom(taken),
    fit,
    fitFirst() {
      if (!framing.hasSubject()) fit();
    },
    zoomBy: (levels) => view.animate({ zoom: (view.getZoom() ?? 0) + levels, duration: ZOOM_MS }),
    dispose() {
      map.setTarget();
      map.dispose();
      consensus.dispose();
    },
  };
}

function setDoubleClick(map: OlMap, isZoom: boolean): void {
  for (const interaction of map.getInteractions().getArray()) {
    if (interaction instanceof DoubleClickZoom) interaction.setActive(isZoom);
  }
}
