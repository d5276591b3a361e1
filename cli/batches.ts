import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { Command } from "commander";
import { actOnBatch } from "../core/imagery/batch-actions.ts";
import { getBatch, listBatches } from "../core/imagery/batches.ts";
import { openRefusedRows } from "../core/imagery/refused-rows.ts";
import type { Batch, BatchAction } from "../shared/batches.ts";
import { AppError } from "../shared/errors.ts";
import { Id } from "../shared/ids.ts";
import { answer, jsonCommand, withContext, type Settings } from "./command.ts";
import { paceInWords } from "./pace-words.ts";

const ACTIONS: Record<BatchAction["action"], string> = {
  pause: "let go of an import until it is resumed",
  resume: "go on with a paused import; a worker does it",
  cancel: "end an import; what was accepted stays",
  retry: "try the refused and failed files of an import again; a worker does it",
};

/** `aftermap batches list|show|refused|pause|resume|cancel|retry`: imports, as the admin's page shows them. */
export function batchesCommand(settings: Settings): Command {
  const list = jsonCommand("list", "imports of a campaign, newest first")
    .argument("<campaign>", "slug of the campaign")
    .action(async (slug: string, options: { json?: boolean }) => {
      const found = await withContext(settings, (ctx) => listBatches(ctx, { slug }));
      answer(options, found, found.items.map(describe).join("\n") || "No imports yet");
    });
  const show = jsonCommand("show", "one import, file by file")
    .argument("<batch>", "id of the import")
    .action(async (id: string, options: { json?: boolean }) => {
      const batch = await withContext(settings, (ctx) => getBatch(ctx, idOf(id)));
      answer(options, batch, describeWhole(batch));
    });
  const refused = jsonCommand("refused", "all refused rows of a file of footprints, as CSV")
    .argument("<batch>", "id of the import")
    .option("--item <number>", "which of its files, counted from 1", "1")
    .requiredOption("--out <file>", "where to write them")
    .action(async (id: string, options: { item: string; out: string; json?: boolean }) => {
      await withContext(settings, async (ctx) => {
        const { body } = await openRefusedRows(
          ctx,
          idOf(id),
          Math.max(0, Math.floor(Number(options.item)) - 1 || 0),
        );
        await pipeline(body, createWriteStream(options.out));
      });
      answer(options, { file: options.out }, `Written to ${options.out}`);
    });
  const command = new Command("batches").description("imports under way and ended");
  command.addCommand(list).addCommand(show).addCommand(refused);
  for (const action of ["pause", "resume", "cancel", "retry"] as const) {
    const act = jsonCommand(action, ACTIONS[action])
      .argument("<batch>", "id of the import")
      .action(async (id: string, options: { json?: boolean }) => {
        const batch = await withContext(settings, (ctx) => actOnBatch(ctx, { id: idOf(id), action }));
        answer(options, batch, describe(batch));
      });
    command.addCommand(act);
  }
  return command;
}

/** @throws AppError `not_found` for what cannot be an id */
function idOf(text: string): string {
  const id = Id.safeParse(text);
  if (!id.success)
    throw new AppError("not_found", `${text} is not the id of an import: aftermap batches list`);
  return id.data;
}

function describe(batch: Batch): string {
  const accepted = batch.items.filter(({ status }) => status === "accepted").length;
  return `${batch.id} ${batch.kind} ${batch.status} · ${accepted} of ${batch.items.length} files accepted · ${paceInWords(batch)}`;
}

function describeWhole(batch: Batch): string {
  const lines = batch.items.map(
    ({ name, status, reason }) => `  ${status} ${name}${reason === null ? "" : `: ${reason}`}`,
  );
  return [describe(batch), ...lines].join("\n");
}
