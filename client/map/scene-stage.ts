import OlMap from "ol/Map.js";
import type View from "ol/View.js";
import type { TaskBuilding } from "../../shared/assignments.ts";
import type { Scene } from "../../shared/scenes.ts";
import { boxOf } from "./building-box.ts";
import { createBuildingView } from "./building-view.ts";
import { createOutline } from "./outline-over-picture.ts";
import { handsOnPicture } from "./picture-interactions.ts";
import { type Curtain, dressScenes } from "./scene-dress.ts";
import { createSceneLayer, type SceneLayer } from "./scene-layer.ts";
import { followSize } from "./stage-framing.ts";
import "ol/ol.css";
import "./scene-stage.css";

/** What a stage tells: always about pixels that are on the screen, never about wishes. */
export type StageListener = {
  /** The scene whose completely loaded picture is on the screen from now on. Called in the frame that shows it. */
  onShown: (sceneId: string) => void;
  /** The scene whose completely loaded picture covers its part beside the shown one; null when none does. */
  onCompared?: (sceneId: string | null) => void;
  /** Whether tiles of a scene could not be loaded. */
  onGaps: (sceneId: string, hasGaps: boolean) => void;
};

/** Another scene over a part of the picture: from one edge up to `share` (0–1) of its width. */
export type CurtainWish = { sceneId: string; share: number; from: "left" | "right" };

/** One building's pictures through time. Holds the map, which never enters React. */
export type SceneStage = {
  /** Asks for a scene: shown as soon as it is complete; until then the one before stays, with its date. */
  show: (sceneId: string) => void;
  setOutlineVisible: (isVisible: boolean) => void;
  /** Draws a curtain over the picture, as soon as its scene is complete; null takes it away. */
  drawCurtain: (wish: CurtainWish | null) => void;
  /** How many scenes before and after the one asked for are made ready, once that one is complete. */
  keepReady: (neighbours: number) => void;
  zoomBy: (levels: number) => void;
  recentre: () => void;
  /** Loads the tiles again that failed. */
  retry: () => void;
  /** For a second stage that moves with this one. */
  view: View;
  dispose: () => void;
};

export type StageParts = {
  target: HTMLElement;
  scenes: readonly Scene[];
  building: TaskBuilding;
  others: readonly TaskBuilding[];
  listener: StageListener;
  /** Of another stage that shows the same building: what is dragged or zoomed in one moves in both. */
  view?: View;
};

/**
 * Each scene has a layer with a canvas of its own. Scenes near the wanted one are drawn ahead and hidden by
 * style, so that showing one draws nothing: the browser merely composes another canvas in the next frame.
 */
export function createSceneStage(parts: StageParts): SceneStage {
  const { target, scenes, building, others, listener } = parts;
  const layers = scenes.map(createSceneLayer);
  const outline = createOutline(target, building, others);
  const box = boxOf(building);
  const view = parts.view ?? createBuildingView(box, scenes);
  const map = new OlMap({
    target,
    view,
    layers,
    controls: [],
    interactions: handsOnPicture(),
    maxTilesLoading: 24,
  });
  const failures = new Map<string, number>();
  let wanted = -1;
  let shown = -1;
  let curtain: CurtainWish | null = null;
  let compared = -1;
  let covered: string | null = null;
  /** Layers drawn since they were made visible: what the others say of being complete is of another time. */
  const drawn = new Set<SceneLayer>();
  let neighbours = 2;

  for (const [place, layer] of layers.entries()) {
    const id = scenes[place]?.id ?? "";
    layer.getSource()?.on("tileloaderror", () => {
      failures.set(id, (failures.get(id) ?? 0) + 1);
      listener.onGaps(id, true);
    });
  }

  /** Lets load what is wanted, and around it only what is next in line, nearest first. */
  function arrange(): void {
    const reach = wanted === -1 ? -1 : reachComplete();
    for (const [place, layer] of layers.entries()) {
      const isVisible = Math.abs(place - wanted) <= reach || place === shown || place === compared;
      layer.setVisible(isVisible);
      if (!isVisible) drawn.delete(layer);
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
    return layer !== undefined && drawn.has(layer) && (layer.getRenderer()?.renderComplete ?? false);
  }

  function showIfComplete(): void {
    if (framing.isFramed() && wanted !== shown && isComplete(wanted)) {
      shown = wanted;
      const id = scenes[shown]?.id;
      if (id !== undefined) listener.onShown(id);
    }
    const hung = hungCurtain();
    dressScenes(target, layers[shown] ?? null, hung);
    const covers = hung === null ? null : (scenes[compared]?.id ?? null);
    if (covers === covered) return;
    covered = covers;
    listener.onCompared?.(covers);
  }

  function hungCurtain(): Curtain | null {
    const layer = layers[compared];
    if (curtain === null || layer === undefined || shown === -1 || compared === shown) return null;
    // Once there it stays, as the shown one does: moving the picture leaves gaps, of its own date.
    const isThere = isComplete(compared) || covered === curtain.sceneId;
    return isThere ? { layer, share: curtain.share, from: curtain.from } : null;
  }

  const framing = followSize(map, view, box, parts.view === undefined);
  map.on("postrender", () => {
    outline.draw((position) => map.getPixelFromCoordinate(position));
    for (const layer of layers) if (layer.getVisible()) drawn.add(layer);
    if (!framing.isFramed()) return;
    showIfComplete();
    arrange();
  });

  return {
    show: (sceneId) => {
      const place = scenes.findIndex(({ id }) => id === sceneId);
      if (place === -1 || place === wanted) return;
      wanted = place;
      showIfComplete();
      arrange();
    },
    setOutlineVisible: outline.setVisible,
    drawCurtain: (wish) => {
      curtain = wish;
      compared = scenes.findIndex(({ id }) => id === wish?.sceneId);
      arrange();
      showIfComplete();
    },
    keepReady: (count) => {
      neighbours = count;
      arrange();
    },
    zoomBy: (levels) => view.animate({ zoom: (view.getZoom() ?? 0) + levels, duration: 120 }),
    recentre: framing.frame,
    retry: () => {
      for (const [place, { id }] of scenes.entries()) {
        if (!failures.delete(id)) continue;
        layers[place]?.getSource()?.refresh();
        listener.onGaps(id, false);
      }
    },
    view,
    dispose: () => {
      outline.remove();
      map.setTarget();
      map.dispose();
    },
  };
}
