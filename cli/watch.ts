import path from "node:path";
import { Option, type Command } from "commander";
import { findWatchedFolder, putWatchedFolder, stopWatching } from "../core/imagery/watch.ts";
import type { WatchedFolder } from "../shared/watched-folders.ts";
import { AppError } from "../shared/errors.ts";
import { answer, jsonCommand, withContext, type Settings } from "./command.ts";

type Flags = { kind: "scenes" | "buildings"; stop?: boolean; json?: boolean };

/** `aftermap watch CAMPAIGN [PATH]`: workers import the new files of a folder by themselves. */
export function watchCommand(settings: Settings): Command {
  return jsonCommand("watch", "import the new files of a folder by themselves; workers look into it")
    .argument("<campaign>", "slug of the campaign")
    .argument("[path]", "a folder inside IMPORT_ROOTS; left out, tells which is watched")
    .addOption(
      new Option("--kind <kind>", "what lies there").choices(["scenes", "buildings"]).default("scenes"),
    )
    .option("--stop", "stop watching; what was imported stays")
    .action(async (slug: string, folder: string | undefined, { kind, stop, json }: Flags) => {
      if (stop === true && folder !== undefined)
        throw new AppError("invalid_input", "Give a folder or --stop, not both");
      const watched = await withContext(settings, async (ctx) => {
        if (stop === true) await stopWatching(ctx, slug);
        if (folder === undefined) return findWatchedFolder(ctx, slug);
        return putWatchedFolder(ctx, null, { slug, path: path.resolve(folder), kind });
      });
      answer({ json: json ?? false }, { folder: watched }, describe(watched));
    });
}

function describe(folder: WatchedFolder | null): string {
  if (folder === null) return "No folder is watched";
  const { path: place, kind, taken, waiting, trouble } = folder;
  const state = trouble ?? `${taken} files taken, ${waiting} still being written`;
  return `Watching ${place} for ${kind}: ${state}`;
}
