import { useSyncExternalStore } from "react";
import { z } from "zod";

/** What the service worker says of each picture that it fetched over the network. */
const Fetched = z.object({ picture: z.string(), bytes: z.number() });

/** Bytes of pictures that this page has fetched over the network since it was opened. */
let bytes = 0;
/** Those of each address that no task was charged with yet. */
const uncharged = new Map<string, number>();
const listeners = new Set<() => void>();

/** Counts what comes over the network; what a worker or the browser kept costs nothing. Called once, at start. */
export function countPictureBytes(): void {
  if ("serviceWorker" in navigator) {
    // Behind a worker the page cannot tell the network from what was kept: the worker says.
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      const read = Fetched.safeParse(data);
      if (read.success) add(read.data.picture, read.data.bytes);
    });
  }
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries())
      if (
        entry instanceof PerformanceResourceTiming &&
        /\/tiles\//.test(entry.name) &&
        entry.workerStart === 0
      )
        add(entry.name, entry.transferSize);
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

/** The bytes that these pictures cost, each counted once: whoever asks next gets 0. @param addresses as in the page */
export function chargeBytes(addresses: readonly string[]): number {
  let sum = 0;
  for (const address of addresses) {
    const { href } = new URL(address, location.href);
    sum += uncharged.get(href) ?? 0;
    uncharged.delete(href);
  }
  return sum;
}

function add(address: string, more: number): void {
  if (more === 0) return;
  bytes += more;
  uncharged.set(address, (uncharged.get(address) ?? 0) + more);
  for (const listener of listeners) listener();
}
