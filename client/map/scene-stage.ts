import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import OlMap from "ol/Map.js";
import type { TaskBuilding } from "../../shared/assignments.ts";
import type { Scene } from "../../shared/scenes.ts";
import { boxOf } from "./building-box.ts";
import { createBuildingView, frameBuilding } from "./building-view.ts";
import { createOutline } from "./outline-over-picture.ts";
import { createSceneLayer } from "./scene-layer.ts";
import { dressScenes } from "./scene-dress.ts";
import "ol/ol.css";
import "./scene-stage.css";

/** What a stage tells: always about pixels that are on the screen, never about wishes. */
export type StageListener = {
  /** The scene whose completely loaded picture is on the screen from now on. Called in the frame that shows it. */
  onShown: (sceneId: string) => void;
  /** Whether tiles of the shown scene could not be loaded. */
  onGaps: (sceneId: string, hasGaps: boolean) => void;
};

/** One building's pictures through time. Holds the map, which never enters React. */
export type SceneStage = {
  /** Asks for a scene: shown as soon as it is complete; until then the one before stays, with its date. */
  show: (sceneId: string) => void;
  setOutlineVisible: (isVisible: boolean) => void;
  /** Shows another scene in the left part of the picture, up to `share` (0–1) of its width; null takes it away. */
  compareWith: (sceneId: string | null, share: number) => void;
  /** How many scenes before and after the one asked for are made ready, once that one is complete. */
  keepReady: (neighbours: number) => void;
  zoomBy: (levels: number) => void;
  recentre: () => void;
  /** Loads the tiles again that failed. */
  retry: () => void;
  dispose: () => void;
};

type StageParts = {
  target: HTMLElement;
  scenes: readonly Scene[];
  building: TaskBuilding;
  others: readonly TaskBuilding[];
  listener: StageListener;
};

/**
 * Each scene has a layer with a canvas of its own. Scenes near the wanted one are drawn ahead and hidden by
 * style, so that showing one draws nothing: the browser merely composes another canvas in the next frame.
 */
export function createSceneStage({ target, scenes, building, others, listener }: StageParts): SceneStage {
  const box = boxOf(building);
  const layers = scenes.map(createSceneLayer);
  const outline = createOutline(target, building, others);
  const view = createBuildingView(box, scenes);
  const map = new OlMap({
    target,
    view,
    layers,
    controls: [],
    interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false, keyboard: false }),
    maxTilesLoading: 24,
  });
  const failures = new Map<string, number>();
  let wanted = -1;
  let shown = -1;
  let compared = -1;
  let comparedShare = 0.5;
  let neighbours = 2;
  let isFramed = false;

  for (const [place, layer] of layers.entries()) {
    const id = scenes[place]?.id ?? "";
    layer.getSource()?.on("tileloaderror", () => {
      failures.set(id, (failures.get(id) ?? 0) + 1);
      if (place === shown) listener.onGaps(id, true);
    });
  }

  /** Lets load what is wanted, and around it only what is next in line, nearest first. */
  function arrange(): void {
    const reach = wanted === -1 ? -1 : reachComplete();
    for (const [place, layer] of layers.entries()) {
      layer.setVisible(Math.abs(place - wanted) <= reach || place === shown || place === compared);
    }
  }

  /** How far around the wanted scene pictures may load: one further than all are complete. */
  function reachComplete(): number {
    for (let reach = 0; reach < neighbours; reach += 1) {
      if (!areComplete(wanted - reach, wanted + reach)) return reach;
    }
    return neighbours;
  }

  function areComplete(...places: number[]): boolean {
    return places.every((place) => layers[place] === undefined || isComplete(place));
  }

  function isComplete(place: number): boolean {
    const layer = layers[place];
    return layer !== undefined && layer.getVisible() && (layer.getRenderer()?.renderComplete ?? false);
  }

  function showIfComplete(): void {
    if (isFramed && wanted !== shown && isComplete(wanted)) {
      shown = wanted;
      announce();
    }
    const left = compared === shown || !isComplete(compared) ? null : layers[compared];
    dressScenes(target, layers[shown] ?? null, left ?? null, comparedShare);
  }

  function announce(): void {
    const id = scenes[shown]?.id;
    if (id === undefined) return;
    listener.onShown(id);
    listener.onGaps(id, (failures.get(id) ?? 0) > 0);
  }

  function frame(): void {
    const [width = 0, height = 0] = map.getSize() ?? [];
    if (isFramed || width === 0 || height === 0) return;
    isFramed = true;
    frameBuilding(view, box, [width, height]);
  }

  map.on("change:size", frame);
  map.on("postrender", () => {
    outline.draw((position) => map.getPixelFromCoordinate(position));
    if (!isFramed) return;
    showIfComplete();
    arrange();
  });
  frame();

  return {
    show: (sceneId) => {
      const place = scenes.findIndex(({ id }) => id === sceneId);
      if (place === -1 || place === wanted) return;
      wanted = place;
      showIfComplete();
      arrange();
    },
    setOutlineVisible: outline.setVisible,
    compareWith: (sceneId, share) => {
      compared = scenes.findIndex(({ id }) => id === sceneId);
      comparedShare = share;
      arrange();
      showIfComplete();
    },
    keepReady: (count) => {
      neighbours = count;
      arrange();
    },
    zoomBy: (levels) => view.animate({ zoom: (view.getZoom() ?? 0) + levels, duration: 120 }),
    recentre: () => {
      isFramed = false;
      frame();
    },
    retry: () => {
      for (const [place, scene] of scenes.entries()) {
        if (failures.has(scene.id)) layers[place]?.getSource()?.refresh();
      }
      failures.clear();
      if (shown !== -1) announce();
    },
    dispose: () => {
      outline.remove();
      map.setTarget();
      map.dispose();
    },
  };
}
