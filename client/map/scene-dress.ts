import type { SceneLayer } from "./scene-layer.ts";

/** Another scene over a part of the picture: from one edge up to `share` (0–1) of the width. */
export type Curtain = { layer: SceneLayer; share: number; from: "left" | "right" };

/**
 * Makes one scene's canvas visible and hides all others; with a curtain, that scene's canvas shows in its part and
 * the other in the rest. Both are cut, so that where tiles of one are missing there is nothing, never the other
 * date. Canvases appear with their first frame, hence after every frame.
 */
export function dressScenes(target: HTMLElement, shown: SceneLayer | null, curtain: Curtain | null): void {
  for (const element of target.querySelectorAll<HTMLElement>("[class^='scene-']")) {
    const isBehind = element.className === shown?.getClassName();
    const isCurtain = element.className === curtain?.layer.getClassName();
    const isShown = String(isBehind || isCurtain);
    if (element.dataset["shown"] !== isShown) element.dataset["shown"] = isShown;
    const cut = curtain === null ? "" : cutOf(curtain, isCurtain);
    if (element.style.clipPath !== cut) element.style.clipPath = cut;
  }
}

function cutOf({ share, from }: Curtain, isCurtain: boolean): string {
  const open = `calc(100% - ${share * 100}%)`;
  const shut = `${share * 100}%`;
  if (isCurtain) return from === "left" ? `inset(0px ${open} 0px 0px)` : `inset(0px 0px 0px ${open})`;
  return from === "left" ? `inset(0px 0px 0px ${shut})` : `inset(0px ${shut} 0px 0px)`;
}
