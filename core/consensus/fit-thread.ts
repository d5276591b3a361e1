import { runInThread } from "../thread.ts";
import { fitHere, type FitOrder, type FitReport } from "./fit.ts";

/**
 * Ballots from which a fit is given a thread of its own. 5,600 take 0.3 s of a core, Strike Tracker's 168,000 take 2.3, and
 * twice that while others want it too: so long the worker could neither recount new votes nor renew what it holds (5 s).
 */
const LARGE = 2_000;

/** Fits a campaign without keeping this thread from its other work for more than some tenths of a second. */
export function fitAside(order: FitOrder): Promise<FitReport> {
  return order.ballots.volunteer.length < LARGE ? fitHere(order) : fitInThread(order);
}

/** As `fitHere`, in a thread of its own; the report is the same to the byte. */
export function fitInThread(order: FitOrder): Promise<FitReport> {
  return runInThread<FitReport>(new URL("./fit-worker.ts", import.meta.url), order);
}
