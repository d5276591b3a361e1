import Feature from "ol/Feature.js";
import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import VectorLayer from "ol/layer/Vector.js";
import OlMap from "ol/Map.js";
import { isEmpty } from "ol/extent.js";
import VectorSource from "ol/source/Vector.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import View from "ol/View.js";
import type { ConsensusFeature } from "../../shared/consensus.ts";
import type { Scene } from "../../shared/scenes.ts";
import { createConsensusLayer, type LookOf } from "./consensus-layer.ts";
import { createSceneSwitch } from "./scene-switch.ts";
import "ol/ol.css";

/** All buildings of a campaign over its dated images. Holds the map, which never enters React. */
export type CampaignMap = {
  /** Asks for a scene's picture; `onSceneShown` tells when it is what one sees. */
  showScene: (sceneId: string) => void;
  paint: (buildings: readonly ConsensusFeature[]) => void;
  setLook: (lookOf: LookOf) => void;
  /** Marks a building and brings it into view when it is outside. */
  select: (building: string | null) => void;
  /** Room that panels take from the picture, CSS pixels: top, right, bottom, left. */
  setPadding: (padding: [number, number, number, number]) => void;
  fit: () => void;
  zoomBy: (levels: number) => void;
  dispose: () => void;
};

type CampaignMapParts = {
  target: HTMLElement;
  scenes: readonly Scene[];
  find: (id: string) => ConsensusFeature | undefined;
  onPick: (building: string | null) => void;
  onSceneShown: (sceneId: string) => void;
};

/** A building is found within this many CSS pixels of a click or a finger. */
const HIT_TOLERANCE_PX = 6;
/** How near a building is looked at when it is chosen from a list, metres of Web Mercator per pixel. */
const CLOSE_RESOLUTION = 0.6;
const MAX_ZOOM = 21;
const ZOOM_MS = 180;

const SELECTED = [
  new Style({ stroke: new Stroke({ color: "rgb(6 9 11 / 90%)", width: 7 }) }),
  new Style({ stroke: new Stroke({ color: "#5fdcb8", width: 3.5 }) }),
];

export function createCampaignMap({
  target,
  scenes,
  find,
  onPick,
  onSceneShown,
}: CampaignMapParts): CampaignMap {
  const view = new View({ center: [0, 0], zoom: 2, maxZoom: MAX_ZOOM, enableRotation: false });
  const interactions = defaultInteractions({ altShiftDragRotate: false, pinchRotate: false });
  const map = new OlMap({ target, view, controls: [], interactions, maxTilesLoading: 24 });
  const consensus = createConsensusLayer(find);
  const mark = new VectorSource();
  const pictures = createSceneSwitch(map, scenes, onSceneShown);
  map.addLayer(new VectorLayer({ source: mark, style: SELECTED, zIndex: 11 }));
  map.addLayer(consensus.layer);
  let isFitted = false;

  function fit(): void {
    const extent = consensus.source.getExtent();
    if (extent === null || isEmpty(extent)) return;
    view.fit(extent, { padding: [24, 24, 24, 24], maxZoom: MAX_ZOOM });
    isFitted = true;
  }

  const buildingAt = (pixel: number[]) =>
    map.forEachFeatureAtPixel(pixel, (feature) => String(feature.getId()), {
      layerFilter: (layer) => layer === consensus.layer,
      hitTolerance: HIT_TOLERANCE_PX,
    }) ?? null;

  map.on("singleclick", ({ pixel }) => onPick(buildingAt(pixel)));
  map.on("pointermove", ({ pixel, dragging }) => {
    if (!dragging) target.style.cursor = buildingAt(pixel) === null ? "" : "pointer";
  });

  return {
    showScene: (sceneId) => pictures.show(sceneId),
    paint(buildings) {
      consensus.paint(buildings);
      if (!isFitted) fit();
    },
    setLook: (lookOf) => consensus.setLook(lookOf),
    select(building) {
      mark.clear();
      const geometry =
        building === null ? undefined : consensus.source.getFeatureById(building)?.getGeometry();
      if (geometry === undefined) return;
      mark.addFeature(new Feature(geometry));
      bringIntoView(map, geometry.getExtent());
    },
    setPadding(padding) {
      const [top, right, bottom, left] = padding;
      if ((view.padding ?? []).join() === [top, right, bottom, left].join()) return;
      view.padding = padding;
      fit();
    },
    fit,
    zoomBy: (levels) => view.animate({ zoom: (view.getZoom() ?? 0) + levels, duration: ZOOM_MS }),
    dispose() {
      map.setTarget();
      map.dispose();
    },
  };
}

/** Moves the view only as far as needed: a building already well visible stays where it is. */
function bringIntoView(map: OlMap, extent: number[]): void {
  const view = map.getView();
  const [west = 0, south = 0, east = 0, north = 0] = extent;
  const [left = 0, bottom = 0, right = 0, top = 0] = view.calculateExtent(innerSize(map));
  const isInside = west > left && south > bottom && east < right && north < top;
  const resolution = view.getResolution() ?? 1;
  if (isInside && resolution <= CLOSE_RESOLUTION * 2) return;
  view.animate({
    center: [(west + east) / 2, (south + north) / 2],
    resolution: Math.min(resolution, CLOSE_RESOLUTION),
    duration: ZOOM_MS,
  });
}

function innerSize(map: OlMap): [number, number] {
  const [width = 0, height = 0] = map.getSize() ?? [];
  const [top = 0, right = 0, bottom = 0, left = 0] = map.getView().padding ?? [];
  return [Math.max(1, width - left - right), Math.max(1, height - top - bottom)];
}
