/** `aftermap consensus …`: the consensus engine for anyone with a CSV of votes. */
import { Command, InvalidArgumentError, Option } from "commander";
import { runConsensusLabels } from "./consensus-labels.ts";
import type { CommandIo } from "./consensus/terminal.ts";
import { runConsensusWindows } from "./consensus-windows.ts";
import { LABEL_MODELS } from "../shared/consensus/labels.ts";
import { WINDOW_METHODS } from "../shared/consensus/windows.ts";

const terminal: CommandIo = {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
};

/** The command with its subcommands, to be mounted in the main program. Sets `process.exitCode`. */
export function consensusCommand(): Command {
  const command = new Command("consensus").description("what votes in a CSV file say, and how sure that is");
  command.addCommand(labelsCommand());
  command.addCommand(windowsCommand());
  return command;
}

function labelsCommand(): Command {
  return new Command("labels")
    .description("the probable label of each task, with calibrated probabilities")
    .argument(
      "<votes.csv>",
      "votes with at least the columns task,worker,label; every row counts; - reads standard input",
    )
    .addOption(
      new Option("--model <name>", "how labels are inferred").choices([...LABEL_MODELS]).default("auto"),
    )
    .option("--iterations <n>", "run exactly this many iterations", positive)
    .option(
      "--abstain <labels>",
      "comma-separated labels that are answers but never true (can't tell)",
      commaList,
      [],
    )
    .option("--latest", "count only each worker's last vote on a task", false)
    .option("--gold <gold.csv>", "known labels (task,label) to learn from")
    .option("--truth <truth.csv>", "known labels (task,label) to score against, never learnt from")
    .option("--out <out.csv>", "where to write task,label,probability and a column p:<label> per label")
    .option("--json", "one JSON document on stdout", false)
    .action(async (votes: string, options) => {
      process.exitCode = await runConsensusLabels({ votes, iterations: null, ...options }, terminal);
    });
}

function windowsCommand(): Command {
  return new Command("windows")
    .description("between which two scenes each building changed, with calibrated probabilities")
    .argument(
      "<votes.csv>",
      "votes: building,volunteer,last_intact,first_damaged (scene ids; both empty: cannot tell)",
    )
    .requiredOption("--scenes <scenes.csv>", "the scenes: scene,acquired_at")
    .addOption(
      new Option("--method <name>", "how windows are inferred").choices([...WINDOW_METHODS]).default("auto"),
    )
    .option("--latest", "count only each volunteer's last vote on a building", false)
    .option("--truth <truth.csv>", "known windows (building,last_intact,first_damaged) to score against")
    .option("--out <out.csv>", "where to write each building's window and a column p:<k> per interval")
    .option("--json", "one JSON document on stdout", false)
    .action(async (votes: string, options) => {
      process.exitCode = await runConsensusWindows({ votes, ...options }, terminal);
    });
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("give a whole number from 1");
  return value;
}

function commaList(text: string): string[] {
  return text
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one.length > 0);
}
