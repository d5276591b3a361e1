/** The thread that compares the patches of two scenes: the patches are its data, the agreement its only message. */
import { parentPort, workerData } from "node:worker_threads";
import { z } from "zod";
import { agree } from "./agree.ts";

const pairs = z.custom<Parameters<typeof agree>[0]>().parse(workerData);
// A thread's port has no origin to name; the rule means windows.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
parentPort?.postMessage(agree(pairs));
