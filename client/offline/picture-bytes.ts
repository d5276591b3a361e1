import { useSyncExternalStore } from "react";

/** Bytes of pictures that this page has fetched over the network since it was opened. */
let bytes = 0;
const listeners = new Set<() => void>();

/** Counts what comes over the network; what a worker or the browser kept costs nothing. Called once, at start. */
export function countPictureBytes(): void {
  if ("serviceWorker" in navigator) {
    // Behind a worker the page cannot tell the network from what was kept: the worker says.
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (typeof data === "number") add(data);
    });
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (
        entry instanceof PerformanceResourceTiming &&
        /\/tiles\//.test(entry.name) &&
        entry.workerStart === 0
      )
        add(entry.transferSize);
  }).observe({ type: "resource", buffered: true });
}

export function usePictureBytes(): number {
  return useSyncExternalStore(
    (onChange) => {
      listeners.add(onChange);
      return () => void listeners.delete(onChange);
    },
    () => bytes,
  );
}

function add(more: number): void {
  if (more === 0) return;
  bytes += more;
  for (const listener of listeners) listener();
}
