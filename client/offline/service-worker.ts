/**
 * Aftermap's service worker: the app opens without a network, and pictures that were fetched once are not fetched
 * again. It never touches the API: what is true of votes and consensus, only the server knows. Bundled by
 * `installable.config.ts` to `/service-worker.js`, with the build's hash and the files of its shell put in.
 */
import { ALONG_TILES, PASSING_TILES, SHELL } from "./cache-names.ts";
import { createPassingTiles } from "./passing-tiles.ts";

declare const __BUILD__: string;
declare const __SHELL_FILES__: readonly string[];
declare const clients: {
  claim(): Promise<void>;
  get(id: string): Promise<{ postMessage(message: { picture: string; bytes: number }): void } | undefined>;
};
declare function skipWaiting(): Promise<void>;

type LastingEvent = Event & { waitUntil(work: Promise<unknown>): void };
type Fetching = LastingEvent & {
  request: Request;
  clientId: string;
  respondWith(response: Promise<Response>): void;
};

const OWN_SHELL = `${SHELL}${__BUILD__}`;
/** What is a call or a stream, never a screen. As `SERVER_PATHS` in `server/client-files.ts`. */
const SERVER_PATHS = /^\/(?:(?:api|tiles|ogc|socket\.io|livez|readyz|metrics)(?:\/|$)|sign-in\/)/;
/** How long a page waits for the newest version before the one on the device is shown, milliseconds. */
const PATIENCE_MS = 3_000;
const MOST_PASSING_TILES = 2_000;

const passing = createPassingTiles(() => caches.open(PASSING_TILES), MOST_PASSING_TILES);

addEventListener("install", (event) => {
  if (isLasting(event)) event.waitUntil(keepShell());
});
addEventListener("activate", (event) => {
  if (isLasting(event)) event.waitUntil(dropOlderShells().then(() => clients.claim()));
});
addEventListener("message", (event) => {
  const { data } = event;
  if (data === "take-over") void skipWaiting();
  else if (Array.isArray(data) && isLasting(event)) event.waitUntil(keepAssets(data.filter(isText)));
});
addEventListener("fetch", (event) => {
  if (!isFetching(event)) return;
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (pathname.startsWith("/assets/")) event.respondWith(fromShell(request));
  else if (pathname.startsWith("/tiles/")) event.respondWith(tile(event));
  else if (request.mode === "navigate" && !SERVER_PATHS.test(pathname)) event.respondWith(page(event));
});

/** The files are named by their content: what the page has just loaded comes from the browser's own cache. */
async function keepShell(): Promise<void> {
  const shell = await caches.open(OWN_SHELL);
  await shell.add(new Request("/", { cache: "no-cache" }));
  await shell.addAll(__SHELL_FILES__.map((file) => `/${file}`));
}

async function dropOlderShells(): Promise<void> {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(SHELL) && name !== OWN_SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
}

/** Keeps what a page loaded before this worker was there: the words of its language, its fonts. */
async function keepAssets(urls: readonly string[]): Promise<void> {
  const shell = await caches.open(OWN_SHELL);
  const isNew = async (url: string) => (await shell.match(url)) === undefined;
  const own = urls.filter((url) => url.startsWith(`${location.origin}/assets/`));
  await Promise.all(own.map(async (url) => ((await isNew(url)) ? shell.add(url) : undefined)));
}

async function fromShell(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  if (response.ok) await (await caches.open(OWN_SHELL)).put(request, response.clone());
  return response;
}

async function tile(event: Fetching): Promise<Response> {
  const { request } = event;
  const along = await (await caches.open(ALONG_TILES)).match(request.url);
  const kept = along ?? (await passing.match(request.url));
  if (kept !== undefined) return kept;
  const response = await fetch(request);
  event.waitUntil(tellBytes(event.clientId, request.url, response));
  // Partial, refused and failed answers are told, not kept.
  if (response.status === 200 || response.status === 204)
    event.waitUntil(passing.put(request.url, response.clone()));
  return response;
}

/** Tells the page what a picture cost: behind a worker it cannot see the network itself. */
async function tellBytes(clientId: string, picture: string, response: Response): Promise<void> {
  const bytes = Number(response.headers.get("content-length") ?? 0);
  (await clients.get(clientId))?.postMessage({ picture, bytes });
}

/** The newest page, unless the network takes too long or is gone. */
async function page(event: Fetching): Promise<Response> {
  const shell = await caches.open(OWN_SHELL);
  const kept = await shell.match("/");
  const fresh = fetch(event.request);
  if (kept === undefined) return fresh;
  const patience = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([fresh.then((response) => (response.status >= 502 ? kept : response)), patience]).catch(
    () => kept,
  );
}

function isLasting(event: Event): event is LastingEvent {
  return "waitUntil" in event;
}

function isFetching(event: Event): event is Fetching {
  return "respondWith" in event && "request" in event;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
