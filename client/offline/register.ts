/** The page's side of the service worker: registers it, hears of a new version, and can be rid of it. */
import { languageHere, readWords } from "../i18n/words.ts";

/** Words of the screens that open without a network; a page fetches those of each when it is first opened. */
const WORDS_KEPT = ["common", "campaigns", "device", "learn", "me", "tagging"];

const listeners = new Set<() => void>();
let waiting: ServiceWorker | null = null;

/** Whether a new version of Aftermap is ready and waits for this page to be loaded again. */
export function isNewVersionReady(): boolean {
  return waiting !== null;
}

export function subscribeToVersion(onChange: () => void): () => void {
  listeners.add(onChange);
  return () => void listeners.delete(onChange);
}

/** Lets the new version take over and loads the page anew; what was begun is kept on the device. */
export function takeNewVersion(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a window has one; a channel and a worker have none
  waiting?.postMessage("take-over");
}

/** Names the app in the reader's language to whoever installs it. */
export function linkManifest(language: string): void {
  const link = document.createElement("link");
  link.rel = "manifest";
  link.href = `/manifest-${language}.webmanifest`;
  document.head.append(link);
}

/**
 * Registers the worker once the page has what it needs: nothing that a first visitor waits for is delayed by it.
 * Needs a secure context (https, or this machine). `?service-worker=off` in the address removes it from this browser.
 */
export async function registerServiceWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  if (new URLSearchParams(location.search).get("service-worker") === "off") {
    await removeServiceWorkers();
    return;
  }
  if (document.readyState !== "complete")
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  const registration = await navigator.serviceWorker.register("/service-worker.js");
  const notice = () => {
    // The very first worker replaces nobody: there is nothing new to tell.
    waiting = navigator.serviceWorker.controller === null ? null : registration.waiting;
    for (const listener of listeners) listener();
  };
  notice();
  registration.addEventListener("updatefound", () =>
    registration.installing?.addEventListener("statechange", notice),
  );
  const ready = await navigator.serviceWorker.ready;
  await Promise.all(WORDS_KEPT.map((screen) => readWords(languageHere(), screen)));
  ready.active?.postMessage(performance.getEntriesByType("resource").map(({ name }) => name));
}

async function removeServiceWorkers(): Promise<void> {
  const registrations = await navigator.serviceWorker.getRegistrations();
  await Promise.all(registrations.map((registration) => registration.unregister()));
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("aftermap-")).map((name) => caches.delete(name)));
  // It serves this page until the page goes, and would go on keeping what it fetches.
  if (navigator.serviceWorker.controller !== null) location.reload();
}
