import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import { openLog } from "../core/context.ts";
import { findDatabase } from "../core/find-database.ts";
import { migrate } from "../core/migrate.ts";
import { PROJECT_FOLDER } from "../core/project.ts";
import { dumpSchema } from "../core/schema-dump.ts";
import { answer, jsonCommand, type Settings } from "./command.ts";

/** `aftermap migrate`: the database as this release wants it. */
export function migrateCommand(settings: Settings): Command {
  return jsonCommand("migrate", "bring the database to this release's schema")
    .option("--dump", "also write migrations/schema.sql from what the database then holds")
    .action(async (options: { json?: boolean; dump?: boolean }) => {
      const config = settings();
      const log = openLog({ ...config, logLevel: "warn" });
      const database = await findDatabase(config, log);
      try {
        const applied = await migrate(database.directUrl, log);
        if (options.dump === true) {
          await writeFile(
            path.join(PROJECT_FOLDER, "migrations", "schema.sql"),
            await dumpSchema(database.directUrl),
          );
        }
        answer(options, { applied }, applied.length === 0 ? "Nothing to do" : applied.join("\n"));
      } finally {
        await database.close();
      }
    });
}
