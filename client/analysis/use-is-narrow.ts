import { useSyncExternalStore } from "react";

/** Below this the panel is a sheet over the map; the same as in analysis.css. */
const NARROW = "(max-width: 56rem)";

/** Whether the window is too narrow for map and panel side by side. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(NARROW).matches);
}

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}
