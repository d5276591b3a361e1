/** `npm run demo [-- --fresh]`: from a fresh clone to a running city, with nothing but Node and npm. */
import { ensureBuilt } from "./ensure-built.mjs";
import { keepRunning } from "./keep-running.mjs";

await ensureBuilt();
await keepRunning([["dist/cli/main.js", "demo", ...process.argv.slice(2)]]);
