import { importBuildings } from "../core/buildings/buildings.ts";
import { fitCampaignAnew } from "../core/consensus/recount.ts";
import type { Context } from "../core/context.ts";
import { writeExport } from "../core/exports/exports.ts";
import { importScenes } from "../core/imagery/imagery.ts";
import { makeSceneVersion } from "../core/imagery/scene-versions.ts";
import { estimateUsability } from "../core/buildings/usability.ts";
import { hashUpload } from "../core/imagery/uploads.ts";
import { JOBS, type JobName, type JobRequest } from "../core/jobs.ts";

/** Which function does which job, after its payload has been checked. A job without a handler does not compile. */
const HANDLERS: Record<JobName, (ctx: Context, payload: unknown, stop: AbortSignal) => Promise<void>> = {
  "import-scenes": (ctx, payload, stop) =>
    importScenes(ctx, JOBS["import-scenes"].parse(payload).batch, stop),
  "make-scene-version": (ctx, payload, stop) =>
    makeSceneVersion(ctx, JOBS["make-scene-version"].parse(payload).version, stop),
  "import-buildings": (ctx, payload, stop) =>
    importBuildings(ctx, JOBS["import-buildings"].parse(payload).batch, stop),
  "fit-campaign": (ctx, payload) => fitCampaignAnew(ctx, JOBS["fit-campaign"].parse(payload).campaign),
  "write-export": (ctx, payload, stop) => writeExport(ctx, JOBS["write-export"].parse(payload).export, stop),
  "estimate-usability": (ctx, payload, stop) =>
    estimateUsability(ctx, JOBS["estimate-usability"].parse(payload).campaign, stop),
  "hash-upload": (ctx, payload) => hashUpload(ctx, JOBS["hash-upload"].parse(payload).upload),
};

/** Does one requested job. @param stop lets go of it when aborted, with `Interrupted` as the reason */
export async function handleJob(ctx: Context, job: JobRequest, stop: AbortSignal): Promise<void> {
  if (!isJobName(job.name))
    throw new Error(`no handler for the job ${job.name}: it was asked for by a newer release`);
  await HANDLERS[job.name](ctx, job.payload, stop);
}

const isJobName = (name: string): name is JobName => Object.hasOwn(HANDLERS, name);
