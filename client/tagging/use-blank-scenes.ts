import { useEffect, useState } from "react";
import type { Bbox } from "../../shared/geo.ts";
import type { Scene } from "../../shared/scenes.ts";
import { hasPixels } from "../map/coverage.ts";
import { isLineThin } from "../offline/data-saver.ts";

const NONE: ReadonlySet<string> = new Set();

/**
 * The scenes that turn out to have no pixels where the building stands; grows as their tiles arrive. Before the first
 * picture is there, only those that may be it are looked at: the others would take its room on the line.
 */
export function useBlankScenes(
  scenes: readonly Scene[],
  box: Bbox,
  hasPicture: boolean,
): ReadonlySet<string> {
  const [blank, setBlank] = useState(NONE);
  useEffect(() => {
    // A tile of every scene, before any is asked for, is more than a thin line should carry.
    if (isLineThin()) return undefined;
    const leaving = new AbortController();
    async function look(scene: Scene): Promise<boolean> {
      // A tile that cannot be had now is no reason to take the scene away.
      const isSeen = await hasPixels(scene, box, leaving.signal).catch(() => true);
      if (!isSeen && !leaving.signal.aborted) setBlank((old) => new Set([...old, scene.id]));
      return isSeen;
    }
    async function lookForFirst(): Promise<void> {
      // One after the other: the first that shows the building is the picture that comes first.
      // oxlint-disable-next-line no-await-in-loop
      for (const scene of scenes) if (leaving.signal.aborted || (await look(scene))) return;
    }
    if (hasPicture) for (const scene of scenes) void look(scene);
    else void lookForFirst();
    return () => leaving.abort();
  }, [scenes, box, hasPicture]);
  return blank;
}
