/**
 * The child process that reads one image: started by `makeWorkingCopy`, told what to do in one message, ends after
 * its result. It inherits no environment, so there is no secret in it to lose.
 */
import { AppError } from "../../../shared/errors.ts";
import type { RasterOptions } from "./facts.ts";
import { WorkOrder, type WorkMessage } from "./worker-messages.ts";
import { buildWorkingCopy } from "./working-copy.ts";

const PROGRESS_MS = 250;

// The parent died: take gdalwarp along, which is in this process's group.
process.on("disconnect", () => process.kill(-process.pid, "SIGKILL"));

process.once("message", (message) => {
  void work(message);
});

async function work(message: unknown): Promise<void> {
  let told = 0;
  const report = (share: number) => {
    const now = Date.now();
    if (now - told < PROGRESS_MS) return;
    told = now;
    tell({ kind: "progress", share });
  };
  try {
    const { source, parts, destination, options } = WorkOrder.parse(message);
    const chosen: RasterOptions = {
      ...(options.bands === undefined ? {} : { bands: options.bands }),
      ...(options.stretch === undefined ? {} : { stretch: options.stretch }),
    };
    const copy = await buildWorkingCopy([source, ...parts], destination, chosen, report);
    end({ kind: "done", copy });
  } catch (error) {
    if (error instanceof AppError) end({ kind: "refused", message: error.message });
    else end({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

function tell(message: WorkMessage): void {
  process.send?.(message);
}

function end(message: WorkMessage): void {
  process.removeAllListeners("disconnect");
  process.send?.(message, undefined, undefined, () => process.exit(0));
}
