import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import OlMap from "ol/Map.js";
import type { TaskBuilding } from "../../shared/assignments.ts";
import type { Scene } from "../../shared/scenes.ts";
import { boxOf, createOutlineLayer } from "./building-outline.ts";
import { createBuildingView, frameBuilding } from "./building-view.ts";
import { createCurtain } from "./curtain.ts";
import { createSceneLayer } from "./scene-layer.ts";
import "ol/ol.css";

/** What a stage tells: always about pixels that are on the screen, never about wishes. */
export type StageListener = {
  /** The scene whose completely loaded picture is shown from this frame on. */
  onShown: (sceneId: string) => void;
  /** Whether tiles of the shown scene could not be loaded. */
  onGaps: (sceneId: string, hasGaps: boolean) => void;
};

/** One building's pictures through time. Holds the map, which never enters React. */
export type SceneStage = {
  /** Asks for a scene: shown as soon as it is complete; until then the one before stays, with its date. */
  show: (sceneId: string) => void;
  setOutlineVisible: (isVisible: boolean) => void;
  /** Draws another scene in the left part of the picture, up to `share` (0–1) of its width; null takes it away. */
  compareWith: (sceneId: string | null, share: number) => void;
  zoomBy: (levels: number) => void;
  recentre: () => void;
  /** Loads the tiles again that failed. */
  retry: () => void;
  dispose: () => void;
};

/** How many scenes before and after the shown one are kept ready, so that scrubbing swaps the picture at once. */
const NEIGHBOURS_READY = 2;

type StageParts = {
  target: HTMLElement;
  scenes: readonly Scene[];
  building: TaskBuilding;
  others: readonly TaskBuilding[];
  listener: StageListener;
};

export function createSceneStage({ target, scenes, building, others, listener }: StageParts): SceneStage {
  const box = boxOf(building);
  const layers = scenes.map(createSceneLayer);
  const outline = createOutlineLayer(building, others);
  const view = createBuildingView(box, scenes);
  const map = new OlMap({
    target,
    view,
    layers: [...layers, outline],
    controls: [],
    interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false, keyboard: false }),
    maxTilesLoading: 24,
  });
  const curtain = createCurtain(map);
  const failures = new Map<string, number>();
  let wanted = -1;
  let shown = -1;
  let compared = -1;
  let comparedShare = 0.5;
  let isFramed = false;

  for (const [place, layer] of layers.entries()) {
    const id = scenes[place]?.id ?? "";
    layer.getSource()?.on("tileloaderror", () => {
      failures.set(id, (failures.get(id) ?? 0) + 1);
      if (place === shown) listener.onGaps(id, true);
    });
  }

  /** The wanted picture loads first; only when it is complete do its neighbours, so that it comes soonest. */
  function arrange(): void {
    const isReady = wanted !== -1 && isComplete(wanted);
    for (const [place, layer] of layers.entries()) {
      const isNear = isReady && Math.abs(place - wanted) <= NEIGHBOURS_READY;
      layer.setVisible(place === wanted || place === shown || place === compared || isNear);
      layer.setOpacity(place === shown || place === compared ? 1 : 0);
    }
    const other = compared === shown ? undefined : layers[compared];
    curtain.hang(other ?? null, layers[shown] ?? null, comparedShare);
  }

  function isComplete(place: number): boolean {
    const layer = layers[place];
    return layer !== undefined && layer.getVisible() && (layer.getRenderer()?.renderComplete ?? false);
  }

  function handleSize(): void {
    const [width = 0, height = 0] = map.getSize() ?? [];
    if (isFramed || width === 0 || height === 0) return;
    isFramed = true;
    frameBuilding(view, box, [width, height]);
  }

  /** After each frame: did what is wanted become complete in it? Then it is shown in the next, label and all. */
  function handleFrame(): void {
    if (!isFramed || wanted === -1) return;
    if (wanted !== shown && isComplete(wanted)) {
      shown = wanted;
      arrange();
      map.renderSync();
      announce();
    }
  }

  function announce(): void {
    const id = scenes[shown]?.id;
    if (id === undefined) return;
    listener.onShown(id);
    listener.onGaps(id, (failures.get(id) ?? 0) > 0);
  }

  map.on("change:size", handleSize);
  map.on("postrender", handleFrame);
  outline.setZIndex(10);
  handleSize();

  return {
    show: (sceneId) => {
      const place = scenes.findIndex(({ id }) => id === sceneId);
      if (place === -1 || place === wanted) return;
      wanted = place;
      arrange();
      map.render();
    },
    setOutlineVisible: (isVisible) => outline.setVisible(isVisible),
    compareWith: (sceneId, share) => {
      compared = scenes.findIndex(({ id }) => id === sceneId);
      comparedShare = share;
      arrange();
      map.render();
    },
    zoomBy: (levels) => view.animate({ zoom: (view.getZoom() ?? 0) + levels, duration: 120 }),
    recentre: () => {
      isFramed = false;
      handleSize();
    },
    retry: () => {
      failures.clear();
      for (const layer of layers) layer.getSource()?.refresh();
      if (shown !== -1) announce();
    },
    dispose: () => {
      map.setTarget();
      map.dispose();
    },
  };
}
