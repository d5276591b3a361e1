import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { importGold } from "../core/consensus/gold-import.ts";
import { AppError } from "../shared/errors.ts";
import { GoldFile } from "../shared/gold-file.ts";
import { answer, jsonCommand, withContext, type Settings } from "./command.ts";

/** `aftermap gold import CAMPAIGN FILE`: what experts know, with explanations, from CSV or GeoJSON. */
export function goldCommand(settings: Settings): Command {
  const load = jsonCommand("import", "what experts know of buildings, from a table or GeoJSON")
    .argument("<campaign>", "slug of the campaign")
    .argument(
      "<file>",
      "CSV with building or externalId, class, lastIntact, firstDamaged, explanation; or GeoJSON",
    )
    .action(async (slug: string, file: string, options: { json?: boolean }) => {
      const gold = await readGoldFile(file);
      const done = await withContext(settings, (ctx) => importGold(ctx, null, { slug, ...gold }));
      const lines = done.refusedRows.map(
        ({ row, building, reason }) => `  row ${row} (${building ?? "no building"}): ${reason}`,
      );
      answer(options, done, [`${done.accepted} accepted, ${done.refused} refused`, ...lines].join("\n"));
      if (done.refused > 0) process.exitCode = 1;
    });
  return new Command("gold").description("buildings of which experts know the answer").addCommand(load);
}

async function readGoldFile(file: string): Promise<GoldFile> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new AppError("invalid_input", `${file} cannot be read: ${error.message}`);
  });
  const format = /\.(?:geo)?json$/i.test(file) ? "geojson" : "csv";
  const parsed = GoldFile.safeParse({ format, text });
  if (!parsed.success)
    throw new AppError("invalid_input", `${file}: ${parsed.error.issues.at(0)?.message ?? "cannot be read"}`);
  return parsed.data;
}
