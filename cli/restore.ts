import path from "node:path";
import type { Command } from "commander";
import { restoreBackup } from "../core/backup/restore.ts";
import { openLog } from "../core/context.ts";
import { findDatabase } from "../core/find-database.ts";
import { openObjectStore } from "../core/storage.ts";
import { answer, jsonCommand, tell, type Settings } from "./command.ts";

/** `aftermap restore FOLDER`: a backup into an empty database, checked to the last row. */
export function restoreCommand(settings: Settings): Command {
  return jsonCommand("restore", "fill an empty database, and its objects, from a backup")
    .argument("<folder>", "what `aftermap backup` wrote")
    .option("--objects <folder>", "where copied objects lie (default: in the backup)")
    .action(async (folder: string, options: { objects?: string; json?: boolean }) => {
      const config = settings();
      const log = openLog({ ...config, logLevel: "warn" });
      const begun = performance.now();
      const database = await findDatabase(config, log);
      try {
        const objects = await openObjectStore(config.objectStore ?? undefined, config.dataDir);
        const place = { databaseUrl: database.directUrl, objects, log };
        const objectsFolder = options.objects ?? path.join(folder, "objects");
        const { manifest, objectsPutBack, migrated } = await restoreBackup(
          place,
          { folder, objectsFolder },
          tell,
        );
        await objects.close();
        const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        const seconds = Math.round((performance.now() - begun) / 100) / 10;
        answer(
          options,
          { snapshotAt: manifest.snapshotAt, rows, objectsPutBack, migrated, seconds },
          `Restored as of ${manifest.snapshotAt}: ${rows} rows, ${objectsPutBack} objects put back, in ${seconds} s`,
        );
      } finally {
        await database.close();
      }
    });
}
