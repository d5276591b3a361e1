import { Command } from "commander";
import type { Config } from "../core/config.ts";
import type { OpenContext } from "../core/context.ts";
import { AppError } from "../shared/errors.ts";

/** Reads the settings when a command needs them, so that `--help` and commands without a database ask for none. */
export type Settings = () => Config;

/**
 * Opens everything, with the database brought to this release's schema first. What that takes is loaded here, so that
 * commands without a database, and those whose settings are wrong, do not wait for it.
 */
export async function openReadyContext(config: Config): Promise<OpenContext> {
  const { openContext, openLog } = await import("../core/context.ts");
  const { findDatabase } = await import("../core/find-database.ts");
  const { migrate } = await import("../core/migrate.ts");
  const log = openLog(config);
  const database = await findDatabase(config, log);
  try {
    await migrate(database.directUrl, log);
    return await openContext(config, log);
  } finally {
    // The context holds the database open by itself now.
    await database.close();
  }
}

/** Runs something with everything open, and closes it whatever happens. Logs stay quiet but for trouble. */
export async function withContext<Result>(
  settings: Settings,
  work: (ctx: OpenContext) => Promise<Result>,
): Promise<Result> {
  const config = settings();
  const ctx = await openReadyContext({
    ...config,
    logLevel: config.logLevel === "info" ? "warn" : config.logLevel,
  });
  try {
    return await work(ctx);
  } finally {
    await ctx.close();
  }
}

/** A command that can answer with one JSON document. */
export function jsonCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option("--json", "one JSON document on stdout, progress on stderr");
}

/** Prints the answer: as JSON, or in words. */
export function answer(options: { json?: boolean }, document: unknown, words: string): void {
  process.stdout.write(`${options.json === true ? JSON.stringify(document) : words}\n`);
}

/** Says how it goes, where it does not disturb what is piped. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** What went wrong, as lines for a person: the refusal and each fault with its place. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof AppError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  return [error.message, ...error.errors.map(({ path, message }) => `  ${path}: ${message}`)].join("\n");
}

/** Waits until the process is asked to stop, by Ctrl-C, by whoever started it, or by being left alone. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve());
    process.once("disconnect", () => resolve());
  });
}
