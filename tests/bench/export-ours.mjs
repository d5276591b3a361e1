/**
 * One export as a worker does it, for the `export` benchmark, by what `npm run build` made. In: address of the database,
 * folder for everything, campaign, format. Out: seconds of the job, peak memory and the file, as JSON.
 */
import path from "node:path";
import { readConfig } from "../../dist/core/config.js";
import { openContext, openLog } from "../../dist/core/context.js";
import { createExport, getExport, writeExport } from "../../dist/core/exports/exports.js";
import { NEVER_STOPPING, runJob } from "../../dist/core/jobs.js";

const [databaseUrl, folder, slug, format] = process.argv.slice(2);
const config = readConfig({ DATABASE_URL: databaseUrl, DATA_DIR: folder, LOG_LEVEL: "error" });
const ctx = await openContext(config, openLog(config));
const began = performance.now();
const before = process.cpuUsage();
const { id, job } = await createExport(ctx, null, { slug, format, filter: {} });
await runJob(ctx, job, () => writeExport(ctx, id, NEVER_STOPPING));
const seconds = (performance.now() - began) / 1_000;
const { user, system } = process.cpuUsage(before);
const { status, reason, bytes, sha256 } = await getExport(ctx, id);
const peakMB = process.resourceUsage().maxRSS / 1_024;
const file = path.join(folder, "objects", "exports", `${sha256}.${format}`);
console.log(
  JSON.stringify({
    status,
    reason,
    bytes,
    sha256,
    file,
    seconds,
    processorSeconds: (user + system) / 1e6,
    peakMB,
  }),
);
await ctx.close();
