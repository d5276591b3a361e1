import Feature from "ol/Feature.js";
import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import PointerInteraction from "ol/interaction/Pointer.js";
import VectorLayer from "ol/layer/Vector.js";
import OlMap from "ol/Map.js";
import { transformExtent } from "ol/proj.js";
import VectorSource from "ol/source/Vector.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import View from "ol/View.js";
import DragPan from "ol/interaction/DragPan.js";
import type { Bbox } from "../../shared/geo.ts";
import type { ConsensusFeature } from "../../shared/consensus.ts";
import { shownBounds } from "../../shared/placing.ts";
import type { Scene, SceneOffset } from "../../shared/scenes.ts";
import { shapeOf } from "./building-outline.ts";
import { createSceneLayer } from "./scene-layer.ts";
import "ol/ol.css";

/** What a drag moves: the scene over its reference, or both under the frame. */
export type Hand = "scene" | "map";

/** A scene over another, to be moved to where it belongs. Holds the maps, which never enter React. */
export type RegistrationMap = {
  /** Shows the scene as far from where its file says as this. */
  place: (offset: SceneOffset) => void;
  setReference: (reference: Scene | null) => void;
  setHand: (hand: Hand) => void;
  paintBuildings: (buildings: readonly ConsensusFeature[]) => void;
  zoomBy: (levels: number) => void;
  fit: () => void;
  dispose: () => void;
};

export type RegistrationMapParts = {
  /** Below, the reference; above it the scene; on top outlines, and the hands. All of one size and place. */
  targets: { reference: HTMLElement; scene: HTMLElement; outlines: HTMLElement };
  scene: Scene;
  /** What is framed at first; null for all of the scene. */
  frame: Bbox | null;
  /** By how much a drag has moved the scene, metres on the ground. */
  onDrag: (eastMetres: number, northMetres: number) => void;
  /** What is seen now came to rest: `[west, south, east, north]`, degrees. */
  onRest: (box: Bbox, isNear: boolean) => void;
};

const BEYOND_DETAIL = 2.5;
const ZOOM_MS = 120;
/** Buildings are outlined where a pixel is at most this large: from farther away they are specks, metres of EPSG:3857. */
const NEAR_RESOLUTION = 2.4;

const FOOTPRINTS = [
  new Style({ stroke: new Stroke({ color: "rgb(6 9 11 / 70%)", width: 4 }) }),
  new Style({ stroke: new Stroke({ color: "#5fdcb8", width: 1.5 }) }),
];

/**
 * Three maps over each other that look at one place; the scene's own looks as much beside it as the scene is moved. So
 * a drag moves pixels that are there, and no tile is asked for anew.
 */
export function createRegistrationMap({
  targets,
  scene,
  frame,
  onDrag,
  onRest,
}: RegistrationMapParts): RegistrationMap {
  const middle = (scene.bounds[1] + scene.bounds[3]) / 2;
  /** Metres of EPSG:3857 in one on the ground, where the scene's layers reckon it too. */
  const stretch = 1 / Math.cos((middle * Math.PI) / 180);
  const extent = transformExtent([...(frame ?? shownBounds(scene))], "EPSG:4326", "EPSG:3857");
  const views = { lead: aView(scene), scene: aView(scene), reference: aView(scene) };
  let offset: SceneOffset = { eastMetres: 0, northMetres: 0 };
  let hand: Hand = "scene";

  const pan = new DragPan();
  const outlines = new VectorSource();
  const map = new OlMap({
    target: targets.outlines,
    view: views.lead,
    layers: [new VectorLayer({ source: outlines, style: FOOTPRINTS })],
    controls: [],
    interactions: [
      ...defaultInteractions({
        altShiftDragRotate: false,
        pinchRotate: false,
        keyboard: false,
        dragPan: false,
      }).getArray(),
      pan,
    ],
  });
  const sceneLayer = createSceneLayer({ ...scene, offset });
  sceneLayer.setVisible(true);
  const sceneMap = new OlMap({
    target: targets.scene,
    view: views.scene,
    layers: [sceneLayer],
    controls: [],
    interactions: [],
  });
  const referenceMap = new OlMap({
    target: targets.reference,
    view: views.reference,
    layers: [],
    controls: [],
    interactions: [],
  });

  function follow(): void {
    const [x = 0, y = 0] = views.lead.getCenter() ?? [];
    const resolution = views.lead.getResolution();
    views.reference.setCenter([x, y]);
    views.reference.setResolution(resolution);
    views.scene.setCenter([x - offset.eastMetres * stretch, y - offset.northMetres * stretch]);
    views.scene.setResolution(resolution);
  }
  views.lead.on(["change:center", "change:resolution"], follow);

  let from: number[] | null = null;
  const drag = new PointerInteraction({
    handleDownEvent: ({ pixel }) => {
      if (hand !== "scene" || drag.getPointerCount() !== 1) return false;
      from = pixel;
      return true;
    },
    handleDragEvent: ({ pixel }) => {
      // A second finger pinches: the picture stays where the first one has it.
      if (from === null || drag.getPointerCount() !== 1) return;
      const metres = (views.lead.getResolution() ?? 1) / stretch;
      const [x = 0, y = 0] = pixel;
      onDrag((x - (from[0] ?? 0)) * metres, ((from[1] ?? 0) - y) * metres);
      from = pixel;
    },
    handleUpEvent: () => {
      from = null;
      return false;
    },
  });
  map.addInteraction(drag);
  pan.setActive(false);

  map.on("moveend", () => {
    const [west = 0, south = 0, east = 0, north = 0] = transformExtent(
      views.lead.calculateExtent(map.getSize()),
      "EPSG:3857",
      "EPSG:4326",
    );
    onRest([west, south, east, north], (views.lead.getResolution() ?? Infinity) <= NEAR_RESOLUTION);
  });

  let isFitted = false;
  function fit(): void {
    views.lead.fit(extent, { size: map.getSize() ?? [300, 300] });
    isFitted = true;
  }
  map.on("change:size", () => {
    if (!isFitted) fit();
  });
  if (map.getSize() !== undefined) fit();
  follow();

  return {
    place(next) {
      offset = next;
      follow();
    },
    setReference(reference) {
      const layer = reference === null ? null : createSceneLayer(reference);
      layer?.setVisible(true);
      referenceMap.setLayers(layer === null ? [] : [layer]);
    },
    setHand(next) {
      hand = next;
      pan.setActive(next === "map");
    },
    paintBuildings(buildings) {
      outlines.clear();
      outlines.addFeatures(buildings.map(outlineOf));
    },
    zoomBy: (levels) => views.lead.animate({ zoom: (views.lead.getZoom() ?? 0) + levels, duration: ZOOM_MS }),
    fit,
    dispose() {
      for (const one of [map, sceneMap, referenceMap]) {
        one.setTarget();
        one.dispose();
      }
    },
  };
}

function outlineOf({ id, geometry }: ConsensusFeature): Feature {
  const properties = { externalId: null, radiusMetres: null };
  const shape = shapeOf({ type: "Feature", id, geometry, properties });
  shape.transform("EPSG:4326", "EPSG:3857");
  return new Feature(shape);
}

function aView({ maxzoom, tileSize }: Scene): View {
  return new View({
    center: [0, 0],
    zoom: 2,
    enableRotation: false,
    constrainResolution: false,
    maxZoom: maxzoom + Math.log2(tileSize / 256) + BEYOND_DETAIL,
  });
}
