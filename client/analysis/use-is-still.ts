import { useSyncExternalStore } from "react";

const STILL = "(prefers-reduced-motion: reduce)";

/** Whether somebody asked their system for as little motion as possible. */
export function useIsStill(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(STILL).matches);
}

function subscribe(onChange: () => void): () => void {
  const query = matchMedia(STILL);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}
