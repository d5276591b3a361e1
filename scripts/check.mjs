/** `npm run check`: what must hold before a commit. */
import { runChecks } from "./checks.mjs";
import { ensureInstalled } from "./ensure-installed.mjs";

await ensureInstalled();
const { failed } = await runChecks();
process.exit(failed === 0 ? 0 : 1);
