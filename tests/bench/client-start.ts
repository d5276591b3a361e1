/** The `client` benchmark's measure of arriving: from the first byte to a building that can be answered. */
import type { Browser } from "playwright-core";
import { SLUG } from "./client-town.ts";
import { newPage, PHONE, READY, type Traffic } from "./client-page.ts";
import { median } from "./peers.ts";

/** Arrivals measured; each is shown a building of its own, over one tile or over four. */
const ARRIVALS = 5;
/** 400 kbit/s each way and 300 ms until an answer begins: a bad day of a phone. */
const SLOW = { latency: 300, downloadThroughput: 50_000, uploadThroughput: 50_000, offline: false };

export type Arrival = Traffic & { ms: number; processorMs: number };

/** Somebody new opens the tagging screen, with nothing in any cache; middle values of several. */
export async function measureArrival(browser: Browser, url: string, line: "good" | "slow"): Promise<Arrival> {
  const arrivals: Arrival[] = [];
  // One after the other: they would share the line.
  // oxlint-disable-next-line no-await-in-loop
  for (let at = 0; at < ARRIVALS; at += 1) arrivals.push(await arrive(browser, url, line));
  const middle = (of: (arrival: Arrival) => number) => median(arrivals.map(of));
  return {
    ms: middle(({ ms }) => ms),
    processorMs: middle(({ processorMs }) => processorMs),
    scripts: middle(({ scripts }) => scripts),
    pictures: middle(({ pictures }) => pictures),
    bytes: middle(({ bytes }) => bytes),
  };
}

async function arrive(browser: Browser, url: string, line: "good" | "slow"): Promise<Arrival> {
  const { page, devTools, traffic, processorMs, close } = await newPage(
    browser,
    line === "slow" ? { isSaving: true, viewport: PHONE } : {},
  );
  if (line === "slow") await devTools.send("Network.emulateNetworkConditions", SLOW);
  const start = performance.now();
  await page.goto(`${url}/campaigns/${SLUG}/tag`, { waitUntil: "commit" });
  await page.waitForSelector(READY, { timeout: 60_000 });
  const arrival = { ...traffic, ms: performance.now() - start, processorMs: await processorMs() };
  await close();
  return arrival;
}
