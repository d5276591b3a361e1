import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { fitHere, type FitOrder, type FitReport } from "./fit.ts";

/**
 * Ballots from which a fit is given a thread of its own. Strike Tracker's 168,000 take 2.3 s of a core, 4.5 s while
 * others want it too: so long the worker could neither recount new votes nor renew what it holds (5 s).
 */
const LARGE = 20_000;

/** Fits a campaign without keeping this thread from its other work for more than some tenths of a second. */
export function fitAside(order: FitOrder): Promise<FitReport> {
  return order.ballots.volunteer.length < LARGE ? fitHere(order) : fitInThread(order);
}

/** As `fitHere`, in a thread of its own; the report is the same to the byte. */
export function fitInThread(order: FitOrder): Promise<FitReport> {
  return new Promise((resolve, reject) => {
    const worker = startThread(order);
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`the thread of a fit stopped with code ${code}`)));
  });
}

/** Runs from the built JavaScript, and in development and tests from TypeScript. */
function startThread(order: FitOrder): Worker {
  if (!import.meta.url.endsWith(".ts")) {
    return new Worker(new URL("./fit-worker.js", import.meta.url), { workerData: order });
  }
  // Node 20 passes `--import tsx` to no thread, so the thread registers tsx itself before it loads the worker.
  const tsxPackage = pathToFileURL(createRequire(import.meta.url).resolve("tsx/package.json"));
  const tsx = JSON.stringify(new URL("./dist/esm/api/index.mjs", tsxPackage).href);
  const worker = JSON.stringify(new URL("./fit-worker.ts", import.meta.url).href);
  const start = `import(${tsx}).then(({ register }) => { register(); return import(${worker}); })`;
  return new Worker(start, { eval: true, workerData: order });
}
