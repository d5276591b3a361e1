/** A volunteer's page as the `client` benchmark opens it, and what it measures of one. */
import type { Browser, CDPSession, Page } from "playwright-core";

export const LAPTOP = { width: 1280, height: 800 };
/** Who has a slow line has a phone. */
export const PHONE = { width: 390, height: 844 };

/** On screen with a picture and its date: the volunteer can answer. */
export const READY = ".unit[data-on-screen=true] [data-shown-scene]";

/** What came over the wire, bytes. `scripts` and `pictures` are parts of `bytes`. */
export type Traffic = { scripts: number; pictures: number; bytes: number };

export type BenchPage = {
  page: Page;
  devTools: CDPSession;
  traffic: Traffic;
  /** Processor time of the page's main thread until now, milliseconds: the same on a busy machine, unlike a clock's. */
  processorMs: () => Promise<number>;
  close: () => Promise<void>;
};

/** A new volunteer's page; nothing of earlier ones is in its caches. */
export async function newPage(
  browser: Browser,
  { isSaving = false, viewport = LAPTOP } = {},
): Promise<BenchPage> {
  const context = await browser.newContext({ viewport });
  // Whether pictures come from the network is what is counted; a worker between would hide it.
  await context.addInitScript("delete Navigator.prototype.serviceWorker");
  await context.addInitScript(
    (saves) => localStorage.setItem("aftermap.data-saver", saves ? "on" : "off"),
    isSaving,
  );
  // tsx names functions through a helper of its own, which a page does not have.
  await context.addInitScript("globalThis.__name = (named) => named");
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send("Network.enable");
  await devTools.send("Performance.enable", { timeDomain: "threadTicks" });
  return {
    page,
    devTools,
    traffic: countTraffic(devTools),
    processorMs: async () => {
      const { metrics } = await devTools.send("Performance.getMetrics");
      return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? 0) * 1_000;
    },
    close: () => context.close(),
  };
}

/** Counts what comes over the wire, as the browser's own tools do. */
function countTraffic(devTools: CDPSession): Traffic {
  const traffic: Traffic = { scripts: 0, pictures: 0, bytes: 0 };
  const kinds = new Map<string, keyof Traffic>();
  devTools.on("Network.responseReceived", ({ requestId, type, response }) => {
    kinds.set(
      requestId,
      type === "Script" ? "scripts" : response.url.includes("/tiles/") ? "pictures" : "bytes",
    );
  });
  devTools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    traffic.bytes += encodedDataLength;
    const kind = kinds.get(requestId);
    if (kind === "scripts" || kind === "pictures") traffic[kind] += encodedDataLength;
  });
  return traffic;
}
