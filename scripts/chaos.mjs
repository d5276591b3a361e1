/** `npm run chaos -- --seconds N --seed S`: breaks the real stack on purpose and counts what that cost; it must be nothing. */
import { ensureBuilt } from "./ensure-built.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { PROGRAMS, runInstalled } from "./run.mjs";

await ensureInstalled();
await ensureBuilt();
process.exit(
  await runInstalled(PROGRAMS.tsx, ["tests/chaos/main.ts", ...process.argv.slice(2)], { stdout: "inherit" }),
);
