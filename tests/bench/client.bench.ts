/** See `promises.md`, `client`: the built client in a real Chromium, from the first byte to the next building. */
import { loadavg } from "node:os";
import { openBrowser } from "../support/chromium.ts";
import { measureScrub, measureSubmits, measureTaskBytes, type Scrub } from "./client-flow.ts";
import { measureArrival } from "./client-start.ts";
import { openTown } from "./client-town.ts";
import { median, report } from "./peers.ts";
import { publishedBundle } from "./published-bundle.ts";

export const work =
  "the tagging page in Chromium: bytes, Submit to next, scrubbing, 400 kbit/s; beside its peers";

/** Rounds of scrubbing; the middle one is told, and the load of the machine beside it. */
const ROUNDS = 3;

export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  const town = await openTown(log);
  const browser = await openBrowser();
  const loadBefore = loadavg()[0] ?? 0;
  try {
    log("first task, cold");
    const first = await measureArrival(browser, town.url, "good");
    log("Submit to next building");
    const submits = await measureSubmits(browser, town.url);
    log("scrubbing");
    const rounds: Scrub[] = [];
    // One after the other: they would share the processor.
    // oxlint-disable-next-line no-await-in-loop
    for (let at = 0; at < ROUNDS; at += 1) rounds.push(await measureScrub(browser, town.url));
    log("400 kbit/s and 300 ms, saving data");
    const slow = await measureArrival(browser, town.url, "slow");
    log("bytes a task");
    const usual = await measureTaskBytes(browser, town.url, false);
    const saving = await measureTaskBytes(browser, town.url, true);
    log("peers");
    const zooniverse = await publishedBundle("@zooniverse/classifier");
    const mapswipe = await publishedBundle("mapswipe-web");

    const scrub = middleRound(rounds);
    const worstFrames = Math.max(...submits.map(({ frames }) => frames));
    const figures = {
      "machine's load before and after": [round(loadBefore), round(loadavg()[0] ?? 0)],
      "scripts before the first task, kB (br)": kilo(first.scripts),
      "everything before the first task, kB": kilo(first.bytes),
      "first task on this machine, ms": Math.round(first.ms),
      "first task, ms of processor": Math.round(first.processorMs),
      "Submit to next building, frames (worst)": worstFrames,
      "Submit to next building, ms (median, worst)": pair(submits.map(({ ms }) => ms)),
      "Submit, ms of processor (median, worst)": pair(submits.map(({ processorMs }) => processorMs)),
      "scrub, ms a frame (median, worst)": pair(scrub.frames),
      "scrub, frames over 33 ms": scrub.frames.filter((ms) => ms > 33).length,
      "scrub, ms of processor a step": round(scrub.processorMs),
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
      holds("scrubbing 14 scenes, worst frame", "≤ 33 ms", Math.max(...scrub.frames), 33, "ms"),
      holds("scrubbing 14 scenes, median", "≤ 17 ms", median(scrub.frames), 17, "ms"),
      holds("first task at 400 kbit/s", "≤ 10 s", slow.ms / 1_000, 10, "s"),
      holds("saving data, share of the bytes", "≤ 0.5", saving / usual, 0.5, "×"),
    ]);
  } finally {
    await browser.close();
    await town.close();
  }
}

/** The round whose worst frame is neither the best nor the worst of all. */
function middleRound(rounds: readonly Scrub[]): Scrub {
  const worstOf = ({ frames }: Scrub) => Math.max(...frames);
  const middle = rounds.toSorted((one, other) => worstOf(one) - worstOf(other))[
    Math.floor(rounds.length / 2)
  ];
  if (middle === undefined) throw new Error("no round of scrubbing");
  return middle;
}

function holds(promise: string, goal: string, value: number, most: number, unit: string) {
  return { promise, goal, measured: `${round(value)} ${unit}`, holds: value <= most };
}

const round = (value: number) => Math.round(value * 100) / 100;
const kilo = (bytes: number) => Math.round(bytes / 100) / 10;
const pair = (values: readonly number[]) => [round(median(values)), round(Math.max(...values))];
