/** `npm start`: the built API and worker against `DATABASE_URL` and `REDIS_URL`. */
import { ensureBuilt } from "./ensure-built.mjs";
import { keepRunning } from "./keep-running.mjs";

await ensureBuilt();
await keepRunning([["dist/cli/main.js", "start", ...process.argv.slice(2)]]);
