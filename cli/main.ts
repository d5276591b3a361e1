/** `aftermap …`: every command, and how each ends: 0 done, 1 refused or failed with a reason, 2 wrong usage. */
import { Command, CommanderError } from "commander";
import { readConfig } from "../core/config.ts";
import { VERSION } from "../core/project.ts";
import { AppError } from "../shared/errors.ts";
import { backupCommand } from "./backup.ts";
import { batchesCommand } from "./batches.ts";
import { campaignCommand } from "./campaign.ts";
import { describeFailure, tell, type Settings } from "./command.ts";
import { consensusCommand } from "./consensus.ts";
import { demoCommand } from "./demo.ts";
import { doctorCommand } from "./doctor.ts";
import { exportCommand } from "./export.ts";
import { goldCommand } from "./gold.ts";
import { importCommand } from "./import.ts";
import { migrateCommand } from "./migrate.ts";
import { restoreCommand } from "./restore.ts";
import { scenesCommand } from "./scenes.ts";
import { serveCommand } from "./serve.ts";
import { startCommand } from "./start.ts";
import { tasksCommand } from "./tasks.ts";
import { userCommand } from "./user.ts";
import { volunteersCommand } from "./volunteers.ts";
import { watchCommand } from "./watch.ts";
import { workerCommand } from "./worker.ts";

const settings: Settings = () => readConfig(process.env);

const program = new Command("aftermap")
  .description("From satellite images and volunteers' votes to a map that stands up as evidence")
  .version(VERSION);
const commands = [
  serveCommand(settings),
  workerCommand(settings),
  startCommand(settings, process.env),
  demoCommand(settings, process.env),
  migrateCommand(settings),
  doctorCommand(settings),
  userCommand(settings),
  campaignCommand(settings),
  importCommand(settings),
  batchesCommand(settings),
  scenesCommand(settings),
  watchCommand(settings),
  tasksCommand(settings),
  goldCommand(settings),
  volunteersCommand(settings),
  consensusCommand(),
  exportCommand(settings),
  backupCommand(settings),
  restoreCommand(settings),
];
for (const command of commands) program.addCommand(command);
everyCommand(program).forEach((command) => command.exitOverride());

try {
  await program.parseAsync();
} catch (error) {
  // What still runs, such as the demo's painting of images, must not outlive a failure.
  process.exit(endWith(error));
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
