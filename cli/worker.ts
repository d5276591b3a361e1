import { Command } from "commander";
import { openReadyContext, untilStopped, type Settings } from "./command.ts";

/** `aftermap worker`: recounts, imports and exports, until stopped. */
export function workerCommand(settings: Settings): Command {
  return new Command("worker").description("run recounts, imports and exports").action(async () => {
    const ctx = await openReadyContext(settings());
    try {
      const { startWorkers } = await import("../workers/start.ts");
      const workers = await startWorkers(ctx);
      process.stdout.write("Aftermap worker is ready\n");
      process.send?.({ ready: "worker" });
      await untilStopped();
      await workers.close();
    } finally {
      await ctx.close();
    }
    // Whatever was left to others would keep this process for as long as it takes.
    process.exit();
  });
}
