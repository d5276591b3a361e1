import type { SceneLayer } from "./scene-layer.ts";

/**
 * Makes one scene's canvas visible and hides all others; with `left`, that scene's canvas shows up to `share`
 * (0–1) of the width and the other from there. Both are cut, so that where tiles of one are missing there is
 * nothing, never the other date. Canvases appear with their first frame, hence after every frame.
 */
export function dressScenes(
  target: HTMLElement,
  shown: SceneLayer | null,
  left: SceneLayer | null,
  share: number,
): void {
  const percent = `${share * 100}%`;
  for (const element of target.querySelectorAll<HTMLElement>("[class^='scene-']")) {
    const isLeft = element.className === left?.getClassName();
    const isShown = element.className === shown?.getClassName();
    element.dataset["shown"] = String(isShown || isLeft);
    if (left === null) element.style.clipPath = "";
    else element.style.clipPath = isLeft ? `inset(0 calc(100% - ${percent}) 0 0)` : `inset(0 0 0 ${percent})`;
  }
}
