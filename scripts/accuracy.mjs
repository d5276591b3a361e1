/** `npm run accuracy`: measures the consensus on public crowd sets and writes docs/accuracy.md. Takes seconds. */
import { ensureInstalled } from "./ensure-installed.mjs";
import { PROGRAMS, runInstalled } from "./run.mjs";

await ensureInstalled();
const measured = await runInstalled(PROGRAMS.tsx, ["tests/bench/accuracy.ts"]);
if (measured !== 0) process.exit(measured);
process.exit(await runInstalled(PROGRAMS.prettier, ["--write", "--log-level", "warn", "docs/accuracy.md"]));
