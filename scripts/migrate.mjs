/** `npm run migrate`: brings `DATABASE_URL` (or the embedded database) to this release's schema. */
import { ensureBuilt } from "./ensure-built.mjs";
import { runBuilt } from "./run.mjs";

await ensureBuilt();
process.exit(await runBuilt(["migrate", "--dump", ...process.argv.slice(2)]));
