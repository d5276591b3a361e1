/** The thread in which `fitInThread` fits one campaign: the order is its data, the report its only message. */
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { fitHere, type FitOrder } from "./fit.ts";

const report = await fitHere(z.custom<FitOrder>().parse(workerData));
// A thread's port has no origin to name; the rule means windows.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(report);
