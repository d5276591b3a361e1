import { Command } from "commander";
import { openReadyContext, untilStopped, type Settings } from "./command.ts";
import { startProcesses } from "./processes.ts";
import { environmentOf, type Environment } from "./environment.ts";

/** `aftermap start`: API and worker together, as processes of their own, until stopped. */
export function startCommand(settings: Settings, environment: Environment): Command {
  return new Command("start").description("run API and worker together").action(async () => {
    const config = settings();
    // Held open, so that an embedded database outlives a restart of either process.
    const ctx = await openReadyContext(config);
    try {
      const processes = await startProcesses(environmentOf(config, environment));
      process.stdout.write(`Aftermap is ready: ${processes.origin}\n`);
      await untilStopped();
      await processes.stop();
    } finally {
      await ctx.close();
    }
  });
}
