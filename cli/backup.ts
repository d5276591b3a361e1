import path from "node:path";
import type { Command } from "commander";
import { writeBackup } from "../core/backup/backup.ts";
import { openLog } from "../core/context.ts";
import { findDatabase } from "../core/find-database.ts";
import { openObjectStore } from "../core/storage.ts";
import { AppError } from "../shared/errors.ts";
import { answer, jsonCommand, tell, type Settings } from "./command.ts";

/** `aftermap backup FOLDER`: database and objects as one moment showed them, while work goes on. */
export function backupCommand(settings: Settings): Command {
  return jsonCommand("backup", "write database and objects into a new folder, while work goes on")
    .argument("<folder>", "made, or empty")
    .option("--objects <folder>", "copy objects there; several backups may share it (default: in the backup)")
    .option("--list-objects", "leave objects where they are and list them, as beside a bucket with versions")
    .action(async (folder: string, options: { objects?: string; listObjects?: boolean; json?: boolean }) => {
      if (options.objects !== undefined && options.listObjects === true)
        throw new AppError("invalid_input", "--objects and --list-objects exclude each other");
      const config = settings();
      const log = openLog({ ...config, logLevel: "warn" });
      const database = await findDatabase(config, log);
      try {
        const objects = await openObjectStore(config.objectStore ?? undefined, config.dataDir);
        const objectsFolder =
          options.listObjects === true ? null : (options.objects ?? path.join(folder, "objects"));
        const place = { databaseUrl: database.directUrl, objects, log };
        const manifest = await writeBackup(place, { folder, objectsFolder }, tell);
        await objects.close();
        const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        const { items } = manifest.objects;
        const missing = items.filter(({ bytes }) => bytes === null).length;
        if (missing > 0) tell(`${missing} objects that the database names were not in the store`);
        answer(
          options,
          {
            folder: path.resolve(folder),
            snapshotAt: manifest.snapshotAt,
            rows,
            objects: items.length,
            missing,
          },
          `${path.resolve(folder)}: ${rows} rows and ${items.length} objects as of ${manifest.snapshotAt}`,
        );
      } finally {
        await database.close();
      }
    });
}
