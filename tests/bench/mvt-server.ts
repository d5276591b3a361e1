/**
 * The server of the `mvt` benchmark: the product's own, whole, over a database that is filled already. In: database,
 * data folder. Out: one line, JSON: its address and an analyst's token. Ends on SIGTERM.
 */
import { addStaff } from "../../core/accounts/accounts.ts";
import { readConfig } from "../../core/config.ts";
import { openContext, openLog } from "../../core/context.ts";
import { startServer } from "../../server/start.ts";

const [databaseUrl = "", dataDir = ""] = process.argv.slice(2);
const config = readConfig({
  DATABASE_URL: databaseUrl,
  DATA_DIR: dataDir,
  PORT: "0",
  LOG_LEVEL: "warn",
});
const ctx = await openContext(config, openLog(config));
const { token } = await addStaff(ctx, { role: "analyst", name: "Bench", linkUses: 1 });
const server = await startServer(ctx);
console.log(JSON.stringify({ url: server.origin, token }));

process.once("SIGTERM", () => {
  void (async () => {
    await server.close();
    await ctx.close();
    process.exit(0);
  })();
});
