/** `npm run fuzz -- --requests N --seed S`: sends the API what nobody meant, and wants an answer below 500 to all of it. */
import { ensureBuilt } from "./ensure-built.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { PROGRAMS, runInstalled } from "./run.mjs";

await ensureInstalled();
await ensureBuilt();
process.exit(
  await runInstalled(PROGRAMS.tsx, ["tests/fuzz/main.ts", ...process.argv.slice(2)], { stdout: "inherit" }),
);
