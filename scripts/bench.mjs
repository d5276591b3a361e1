/** `npm run bench -- <name> [--json]`: one benchmark beside its peer; without a name, lists them. */
import { ensureBuilt } from "./ensure-built.mjs";
import { PROGRAMS, runInstalled } from "./run.mjs";

await ensureBuilt();
process.exit(
  await runInstalled(PROGRAMS.tsx, ["tests/bench/main.ts", ...process.argv.slice(2)], { stdout: "inherit" }),
);
