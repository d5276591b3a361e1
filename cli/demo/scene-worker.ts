import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { writeScenes } from "./scene-files.ts";

/** The thread in which some of the scenes are made; it posts the name of each file when it is written. */
const Order = z.object({
  seed: z.string(),
  directory: z.string(),
  scenes: z.array(z.number()),
  coarseness: z.number(),
});

// A thread's port has no origin to name; the rule means windows.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
writeScenes(Order.parse(workerData), (file) => parentPort?.postMessage(file));
