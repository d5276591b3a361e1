/** `npm run bench -- <name> [--json]`: one benchmark beside its peer; without a name, lists them. */
import { ensureBuilt } from "./ensure-built.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";
import { PROGRAMS, runInstalled } from "./run.mjs";

const args = process.argv.slice(2);
await ensureInstalled();
if (args.length > 0) await ensureBuilt();
process.exit(await runInstalled(PROGRAMS.tsx, ["tests/bench/main.ts", ...args], { stdout: "inherit" }));
