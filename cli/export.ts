import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { setTimeout as pause } from "node:timers/promises";
import { Option, type Command } from "commander";
import { createExport, getExport, getExportFile, writeExport } from "../core/exports/exports.ts";
import { NEVER_STOPPING, runJob } from "../core/jobs.ts";
import { AppError } from "../shared/errors.ts";
import { ExportFormat } from "../shared/exports.ts";
import { answer, jsonCommand, withContext, type Settings } from "./command.ts";

const POLL_MS = 200;

/** `aftermap export CAMPAIGN --format F --out FILE`: the consensus as a file. */
export function exportCommand(settings: Settings): Command {
  return jsonCommand("export", "write the consensus to a file")
    .argument("<campaign>", "slug of the campaign")
    .addOption(
      new Option("--format <format>", "how it is written")
        .choices(ExportFormat.options)
        .makeOptionMandatory(),
    )
    .requiredOption("--out <file>", "where to write it")
    .action(async (slug: string, options: { format: ExportFormat; out: string; json?: boolean }) => {
      const written = await withContext(settings, async (ctx) => {
        const { id, job } = await createExport(ctx, null, { slug, format: options.format, filter: {} });
        await runJob(ctx, job, () => writeExport(ctx, id, NEVER_STOPPING));
        let state = await getExport(ctx, id);
        while (state.status === "queued" || state.status === "running") {
          await pause(POLL_MS);
          state = await getExport(ctx, id);
        }
        if (state.status !== "done")
          throw new AppError("unavailable", state.reason ?? "The export was cancelled");
        const { key } = await getExportFile(ctx, id);
        await pipeline(await ctx.objects.stream(key), createWriteStream(options.out));
        return { file: options.out, bytes: state.bytes, sha256: state.sha256, snapshotAt: state.snapshotAt };
      });
      answer(options, written, `${written.file}: ${written.bytes} bytes, SHA-256 ${written.sha256}`);
    });
}
