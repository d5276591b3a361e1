/** See `promises.md`, `client`: the built client in a real Chromium, from the first byte to the next building. */
import type { Browser, CDPSession, Page } from "playwright-core";
import { openBrowser } from "../support/chromium.ts";
import { openTown, SCENES, SLUG } from "./client-town.ts";
import { median, report } from "./peers.ts";
import { publishedBundle } from "./published-bundle.ts";

export const work =
  "the tagging page in Chromium: bytes, Submit to next, scrubbing, 400 kbit/s; beside its peers";

const SUBMITS = 20;
const SCRUBS = 240;
const TASKS = 6;
/** What a volunteer looks at who halves the time in which it must have happened: places among the scenes. */
const HALVING = [0, 13, 6, 9, 8];
const SLOW = { latency: 300, downloadThroughput: 50_000, uploadThroughput: 50_000, offline: false };
const LAPTOP = { width: 1280, height: 800 };
/** Who has such a line has a phone. */
const PHONE = { width: 390, height: 844 };
const READY = ".unit[data-on-screen=true] [data-shown-scene]";

export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  const town = await openTown(log);
  const browser = await openBrowser();
  try {
    log("first task, cold");
    const first = await measureFirstTask(browser, town.url);
    log("Submit to next building");
    const submits = await measureSubmits(browser, town.url);
    log("scrubbing");
    const scrub = await measureScrub(browser, town.url);
    log("400 kbit/s and 300 ms, saving data");
    const slow = await measureSlowStart(browser, town.url);
    log("bytes a task");
    const usual = await measureTaskBytes(browser, town.url, false);
    const saving = await measureTaskBytes(browser, town.url, true);
    log("peers");
    const zooniverse = await publishedBundle("@zooniverse/classifier");
    const mapswipe = await publishedBundle("mapswipe-web");

    const worstFrames = Math.max(...submits.map(({ frames }) => frames));
    const frames = scrub.frames;
    const figures = {
      "scripts before the first task, kB (br)": kilo(first.scripts),
      "everything before the first task, kB": kilo(first.bytes),
      "first task on this machine, ms": Math.round(first.ms),
      "Submit to next building, frames (worst)": worstFrames,
      "Submit to next building, ms (median, worst)": pair(submits.map(({ ms }) => ms)),
      "scrub, ms a frame (median, worst)": pair(frames),
      "scrub, frames over 33 ms": frames.filter((ms) => ms > 33).length,
      "scrub, scenes shown": scrub.shown,
      "400 kbit/s, saving data: first task, s": round(slow.ms / 1_000),
      "400 kbit/s, saving data: kB": kilo(slow.bytes),
      "pictures a task, kB": kilo(usual),
      "pictures a task, saving data, kB": kilo(saving),
      "Zooniverse's classifier, published": zooniverse,
      "MapSwipe's web app, published": mapswipe,
    };
    report(options.includes("--json"), figures, [
      holds("scripts before the first task", "≤ 250 kB", first.scripts / 1_000, 250, "kB"),
      holds("next building after Submit", "≤ 1 frame", worstFrames, 1, "frames"),
      holds("scrubbing 14 scenes, worst frame", "≤ 33 ms", Math.max(...frames), 33, "ms"),
      holds("scrubbing 14 scenes, median", "≤ 17 ms", median(frames), 17, "ms"),
      holds("first task at 400 kbit/s", "≤ 10 s", slow.ms / 1_000, 10, "s"),
      holds("saving data, share of the bytes", "≤ 0.5", saving / usual, 0.5, "×"),
    ]);
  } finally {
    await browser.close();
    await town.close();
  }
}

/** A new volunteer's page; nothing of earlier ones is in its caches. */
async function newPage(
  browser: Browser,
  isSaving = false,
  viewport = LAPTOP,
): Promise<{ page: Page; devTools: CDPSession }> {
  const context = await browser.newContext({
    viewport,
    serviceWorkers: "block",
  });
  await context.addInitScript(
    (saves) => localStorage.setItem("aftermap.data-saver", saves ? "on" : "off"),
    isSaving,
  );
  // tsx names functions through a helper of its own, which a page does not have.
  await context.addInitScript("globalThis.__name = (named) => named");
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send("Network.enable");
  return { page, devTools };
}

type Traffic = { scripts: number; pictures: number; bytes: number };

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

async function measureFirstTask(browser: Browser, url: string) {
  const { page, devTools } = await newPage(browser);
  const traffic = countTraffic(devTools);
  const start = performance.now();
  await page.goto(`${url}/campaigns/${SLUG}/tag`, { waitUntil: "commit" });
  await page.waitForSelector(READY);
  const measured = { ...traffic, ms: performance.now() - start };
  await page.context().close();
  return measured;
}

async function measureSlowStart(browser: Browser, url: string) {
  const { page, devTools } = await newPage(browser, true, PHONE);
  const traffic = countTraffic(devTools);
  await devTools.send("Network.emulateNetworkConditions", SLOW);
  const start = performance.now();
  await page.goto(`${url}/campaigns/${SLUG}/tag`, { waitUntil: "commit" });
  await page.waitForSelector(READY, { timeout: 60_000 });
  const measured = { ...traffic, ms: performance.now() - start };
  await page.context().close();
  return measured;
}

/** From the key that submits to the frame in which the next building stands with its picture and its date. */
async function measureSubmits(browser: Browser, url: string): Promise<{ frames: number; ms: number }[]> {
  const { page } = await newPage(browser);
  await page.goto(`${url}/campaigns/${SLUG}/tag`);
  await page.waitForSelector(READY);
  const submits: { frames: number; ms: number }[] = [];
  for (let at = 0; at < SUBMITS; at += 1) {
    await page.waitForSelector(".unit[data-on-screen=false] [data-shown-scene]", { state: "attached" });
    await page.keyboard.press("5");
    submits.push(await page.evaluate(SUBMIT_AND_COUNT));
  }
  await page.context().close();
  return submits;
}

const SUBMIT_AND_COUNT = () =>
  new Promise<{ frames: number; ms: number }>((resolve) => {
    const onScreen = () => document.querySelector(".unit[data-on-screen=true]");
    const before = onScreen();
    requestAnimationFrame(() => {
      const start = performance.now();
      dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true }),
      );
      let frames = 0;
      const look = () => {
        frames += 1;
        const now = onScreen();
        if (now !== null && now !== before && now.querySelector("[data-shown-scene]") !== null)
          resolve({ frames, ms: performance.now() - start });
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  });

/** Every frame asks for the next date, back and forth over all of them, once each was seen. */
async function measureScrub(browser: Browser, url: string): Promise<{ frames: number[]; shown: number }> {
  const { page } = await newPage(browser);
  await page.goto(`${url}/campaigns/${SLUG}/tag`);
  await page.waitForSelector(READY);
  for (let at = 1; at < SCENES; at += 1) {
    await page.keyboard.press("ArrowRight");
    await page
      .getByText(`Image ${at + 1} of ${SCENES}`)
      .first()
      .waitFor();
  }
  const measured = await page.evaluate(
    ({ steps, scenes }) =>
      new Promise<{ frames: number[]; shown: number }>((resolve) => {
        const frames: number[] = [];
        const seen = new Set<string | null>();
        let last = 0;
        let place = scenes - 1;
        let by = -1;
        const step = (now: number) => {
          if (last !== 0) frames.push(now - last);
          last = now;
          const label = document.querySelector(".unit[data-on-screen=true] [data-shown-scene]");
          seen.add(label?.getAttribute("data-shown-scene") ?? null);
          if (place + by < 0 || place + by >= scenes) by = -by;
          place += by;
          const key = by < 0 ? "ArrowLeft" : "ArrowRight";
          dispatchEvent(new KeyboardEvent("keydown", { key, code: key, bubbles: true, cancelable: true }));
          if (frames.length < steps) requestAnimationFrame(step);
          else resolve({ frames, shown: seen.size });
        };
        requestAnimationFrame(step);
      }),
    { steps: SCRUBS, scenes: SCENES },
  );
  await page.context().close();
  return measured;
}

/** Bytes of pictures for a building, looked at as somebody does who halves the time again and again. */
async function measureTaskBytes(browser: Browser, url: string, isSaving: boolean): Promise<number> {
  const { page, devTools } = await newPage(browser, isSaving, PHONE);
  const traffic = countTraffic(devTools);
  await page.goto(`${url}/campaigns/${SLUG}/tag`);
  for (let task = 0; task < TASKS; task += 1) {
    await page.waitForSelector(READY);
    for (const wanted of HALVING) {
      await page.locator(".unit[data-on-screen=true] input[type=range]").fill(String(wanted));
      await page.evaluate("document.activeElement.blur()"); // or keys would be the slider's
      await page
        .getByText(`Image ${wanted + 1} of ${SCENES}`)
        .filter({ visible: true })
        .first()
        .waitFor();
      await page.waitForTimeout(800); // somebody looks
    }
    await page.keyboard.press("5");
    await page.keyboard.press("Enter");
    await page
      .getByText(`${task + 1} building`)
      .first()
      .waitFor();
  }
  await page.context().close();
  return traffic.pictures / TASKS;
}

function holds(promise: string, goal: string, value: number, most: number, unit: string) {
  return { promise, goal, measured: `${round(value)} ${unit}`, holds: value <= most };
}

const round = (value: number) => Math.round(value * 100) / 100;
const kilo = (bytes: number) => Math.round(bytes / 100) / 10;
const pair = (values: readonly number[]) => [round(median(values)), round(Math.max(...values))];
