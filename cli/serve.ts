import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { Command } from "commander";
import { openReadyContext, untilStopped, type Settings } from "./command.ts";

/** The file in which a running server leaves its address for other commands on this machine. */
export const ADDRESS_FILE = "server.json";

/** `aftermap serve`: the API and the pages, until stopped. */
export function serveCommand(settings: Settings): Command {
  return new Command("serve").description("run the API and the pages").action(async () => {
    const config = settings();
    const ctx = await openReadyContext(config);
    try {
      const { startServer } = await import("../server/start.ts");
      const server = await startServer(ctx);
      const addressFile = path.join(config.dataDir, ADDRESS_FILE);
      await mkdir(config.dataDir, { recursive: true });
      await writeFile(addressFile, JSON.stringify({ url: server.origin, pid: process.pid }));
      process.stdout.write(`Aftermap is ready: ${server.origin}\n`);
      process.send?.({ ready: server.origin });
      await untilStopped();
      await server.close();
      await rm(addressFile, { force: true });
    } finally {
      await ctx.close();
    }
  });
}
