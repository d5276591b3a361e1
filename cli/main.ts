/** `aftermap …`: every command, and how each ends: 0 done, 1 refused or failed with a reason, 2 wrong usage. */
import { Command, CommanderError } from "commander";
import { readConfig } from "../core/config.ts";
import { VERSION } from "../core/project.ts";
import { AppError } from "../shared/errors.ts";
import { describeFailure, tell, type Settings } from "./command.ts";

const settings: Settings = () => readConfig(process.env);

/** Each loads when it is called: all together take as long to load as most commands take to work. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  serve: async () => (await import("./serve.ts")).serveCommand(settings),
  worker: async () => (await import("./worker.ts")).workerCommand(settings),
  start: async () => (await import("./start.ts")).startCommand(settings, process.env),
  demo: async () => (await import("./demo.ts")).demoCommand(settings, process.env),
  migrate: async () => (await import("./migrate.ts")).migrateCommand(settings),
  doctor: async () => (await import("./doctor.ts")).doctorCommand(settings),
  user: async () => (await import("./user.ts")).userCommand(settings),
  campaign: async () => (await import("./campaign.ts")).campaignCommand(settings),
  import: async () => (await import("./import.ts")).importCommand(settings),
  batches: async () => (await import("./batches.ts")).batchesCommand(settings),
  scenes: async () => (await import("./scenes.ts")).scenesCommand(settings),
  watch: async () => (await import("./watch.ts")).watchCommand(settings),
  tasks: async () => (await import("./tasks.ts")).tasksCommand(settings),
  gold: async () => (await import("./gold.ts")).goldCommand(settings),
  volunteers: async () => (await import("./volunteers.ts")).volunteersCommand(settings),
  consensus: async () => (await import("./consensus.ts")).consensusCommand(),
  export: async () => (await import("./export.ts")).exportCommand(settings),
  backup: async () => (await import("./backup.ts")).backupCommand(settings),
  restore: async () => (await import("./restore.ts")).restoreCommand(settings),
};

const program = new Command("aftermap")
  .description("From satellite images and volunteers' votes to a map that stands up as evidence")
  .version(VERSION);
for (const load of calledCommands(process.argv.slice(2))) program.addCommand(await load());
everyCommand(program).forEach((command) => command.exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  // What still runs, such as the demo's painting of images, must not outlive a failure.
  process.exit(endWith(error));
}

/** The command that is called; all of them where the list is wanted, for help or for what is misspelt. */
function calledCommands(words: readonly string[]): (() => Promise<Command>)[] {
  if (words[0] === "--version" || words[0] === "-V") return [];
  const called = Object.entries(COMMANDS).filter(([name]) => name === words[0]);
  return (called.length === 0 ? Object.entries(COMMANDS) : called).map(([, load]) => load);
}

function endWith(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // it has said itself what is wrong
  tell(describeFailure(error));
  if (process.argv.includes("--json")) {
    const { code, errors } = error instanceof AppError ? error : { code: "internal", errors: [] };
    const detail = error instanceof Error ? error.message : String(error);
    process.stdout.write(`${JSON.stringify({ error: { code, detail, errors } })}\n`);
  }
  return 1;
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
