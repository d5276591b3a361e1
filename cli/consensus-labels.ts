/**
 * `aftermap consensus labels VOTES.csv`: what the crowd says of each task, and how sure that is.
 *
 * In: VOTES.csv `task,worker,label` ("-" is standard input); optional GOLD.csv and TRUTH.csv `task,label`.
 * Out: OUT.csv `task,label,probability,p:<label>…`, a summary on stdout, and with `--json` one JSON document.
 * Needs no database.
 */
import { csvField } from "./consensus/csv.ts";
import {
  matchTasks,
  readKnownLabels,
  readLabelVotes,
  type KnownLabel,
  type LabelData,
} from "./consensus/read-labels.ts";
import { exitStatusOf, UsageError, type CommandIo } from "./consensus/terminal.ts";
import { refuseOverwriting, writeCsv } from "./consensus/write-csv.ts";
import type { Copying } from "../shared/consensus/collusion.ts";
import { fitLabels, PLAIN_MODELS, type LabelModel, type LabelResult } from "../shared/consensus/labels.ts";
import { scorePredictions, type Scores } from "../shared/consensus/scores.ts";
import { argmax } from "../shared/consensus/temper.ts";

export type LabelsCommand = {
  votes: string;
  model: LabelModel;
  iterations: number | null;
  abstain: readonly string[];
  latest: boolean;
  gold: string | undefined;
  truth: string | undefined;
  out: string | undefined;
  json: boolean;
};

/** Runs the command and returns its exit status. */
export function runConsensusLabels(command: LabelsCommand, io: CommandIo): Promise<number> {
  return exitStatusOf(io, command.json, async () => {
    if (PLAIN_MODELS.includes(command.model) && (command.gold !== undefined || command.abstain.length > 0)) {
      throw new UsageError(
        `--model ${command.model} knows neither --gold nor --abstain; use auto or dawid-skene`,
      );
    }
    await refuseOverwriting(command.out, [command.votes, command.gold, command.truth]);
    const data = await readLabelVotes(io, command.votes, command);
    const truth = command.truth === undefined ? null : await readKnownLabels(command.truth);
    io.err(`fitting ${command.model} to ${data.votes.worker.length} votes\n`);
    const began = performance.now();
    const result = fitLabels(data.votes, { ...command, gold: data.gold });
    const seconds = (performance.now() - began) / 1000;
    const scores = truth === null ? null : score(io, command.truth ?? "", data, result, truth);
    if (command.out !== undefined) await writeCsv(command.out, labelLines(data, result));
    const summary = summarise(command, data, result, seconds, scores);
    io.out(command.json ? `${JSON.stringify(summary)}\n` : asText(summary));
  });
}

type Summary = Record<string, string | number | null | string[][]>;

function summarise(
  command: LabelsCommand,
  data: LabelData,
  result: LabelResult,
  seconds: number,
  scores: Scores | null,
): Summary {
  return {
    model: command.model,
    tasks: data.votes.tasks,
    workers: data.workers.names.length,
    votes: data.votes.worker.length,
    labels: data.labels.length,
    iterations: result.iterations,
    logLikelihood: result.logLikelihood,
    seconds,
    ...(result.rho === null ? {} : { rho: result.rho }),
    ...(result.copying === null ? {} : { copying: copyingNames(data, result.copying) }),
    ...(scores === null ? {} : scoreColumns(scores)),
  };
}

/** The workers of each cluster of copies. */
function copyingNames(data: LabelData, copying: Copying): string[][] {
  const names: string[][] = Array.from({ length: copying.clusters }, () => []);
  for (const [w, cluster] of copying.cluster.entries()) names[cluster]?.push(data.workers.names[w]!);
  return names;
}

function scoreColumns(scores: Scores): Summary {
  return {
    scored: scores.tasks,
    accuracy: scores.accuracy,
    macroF1: scores.macroF1,
    calibrationError: scores.calibrationError,
    logLoss: scores.logLoss,
    brier: scores.brier,
    sure: scores.sure.tasks,
    sureWrong: scores.sure.wrong,
  };
}

function asText(summary: Summary): string {
  const lines = Object.entries(summary).map(([name, value]) => `${name.padEnd(18)}${String(value)}\n`);
  return lines.join("");
}

/** Scores the tasks whose truth is known. A true label that no vote carries counts as one the crowd missed. */
function score(
  io: CommandIo,
  path: string,
  data: LabelData,
  result: LabelResult,
  known: Map<string, KnownLabel>,
): Scores {
  const truth = matchTasks(io, path, known, data.tasks);
  const [first] = truth;
  if (first !== undefined && !truth.some(({ label }) => data.labels.includes(label))) {
    io.err(
      `${path}: none of its labels ("${first.label}", …) is among those of the votes ("${data.labels[0]}", …)\n`,
    );
  }
  const K = data.votes.classes;
  const p = new Float64Array(truth.length * K);
  const index = new Map(data.labels.map((label, l) => [label, l]));
  const missed: string[] = [];
  const wanted = Int32Array.from(truth, ({ task, label }, i) => {
    p.set(result.p.subarray(task * K, task * K + K), i * K);
    const at = index.get(label);
    if (at !== undefined) return at;
    if (!missed.includes(label)) missed.push(label);
    return data.labels.length + missed.indexOf(label);
  });
  return scorePredictions({ tasks: truth.length, classes: K, p, truth: wanted });
}

function* labelLines(data: LabelData, result: LabelResult): Generator<string> {
  const { classes: K, tasks } = data.votes;
  const head = ["task", "label", "probability", ...data.labels.map((label) => csvField(`p:${label}`))];
  yield `${head.join(",")}\n`;
  // Labels of --abstain are never true, but have their column.
  const never = ",0".repeat(data.labels.length - K);
  for (let t = 0; t < tasks; t++) {
    const p = result.p.subarray(t * K, t * K + K);
    const best = argmax(p);
    yield `${csvField(data.tasks.names[t]!)},${csvField(data.labels[best]!)},${p[best]!},${p.join(",")}${never}\n`;
  }
}
