/** `npm run drill -- restore|upgrade`: what an operator must be able to rely on, done on a stack of its own. */
import { ensureBuilt } from "./ensure-built.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { PROGRAMS, runInstalled } from "./run.mjs";

await ensureInstalled();
await ensureBuilt();
process.exit(
  await runInstalled(PROGRAMS.tsx, ["tests/drills/main.ts", ...process.argv.slice(2)], { stdout: "inherit" }),
);
