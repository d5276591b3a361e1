/** The public crowd sets with truth, and the reference outputs to match, read in place from the real data. */
import { readFileSync } from "node:fs";
import { blockByTask, type LabelVotes } from "../../../shared/consensus/votes.ts";
import { testData } from "../../support/test-data.ts";

export const SCORED_SETS = [
  "adult2",
  "bluebird",
  "cf",
  "cf_amt",
  "d_possent",
  "mapswipe_haiti",
  "mapswipe_haiti_bin",
  "rte",
  "temporal",
  "web",
] as const;

export type CrowdSet = {
  name: string;
  tasks: string[];
  workers: string[];
  labels: string[];
  votes: LabelVotes;
  /** True label by task: −1 where the set gives none; from `labels.length` on, a label no vote carries. */
  truth: Int32Array;
};

/** Rows of a CSV without quotes, header left out. */
export function readRows(...path: string[]): string[][] {
  const lines = readFileSync(testData("consensus", ...path), "utf8")
    .trim()
    .split("\n");
  return lines.slice(1).map((line) => line.split(","));
}

/** The header's columns. */
export function readHead(...path: string[]): string[] {
  const [head = ""] = readFileSync(testData("consensus", ...path), "utf8").split("\n", 1);
  return head.trim().split(",");
}

export function readCrowdSet(name: string): CrowdSet {
  const rows = readRows(name, "votes.csv");
  const tasks = [...new Set(rows.map((row) => row[0]!))];
  const workers = [...new Set(rows.map((row) => row[1]!))];
  const labels = [...new Set(rows.map((row) => row[2]!))].sort();
  const index = (names: string[]) => new Map(names.map((one, i) => [one, i]));
  const [taskAt, workerAt, labelAt] = [index(tasks), index(workers), index(labels)];
  const { start, order } = blockByTask(
    tasks.length,
    Int32Array.from(rows, (row) => taskAt.get(row[0]!)!),
  );
  const truth = new Int32Array(tasks.length).fill(-1);
  for (const [task, label] of readRows(name, "truth.csv")) {
    const t = taskAt.get(task!);
    if (t !== undefined) truth[t] = labelAt.get(label!) ?? labels.length;
  }
  return {
    name,
    tasks,
    workers,
    labels,
    truth,
    votes: {
      tasks: tasks.length,
      workers: workers.length,
      classes: labels.length,
      labels: labels.length,
      start,
      worker: Int32Array.from(order, (i) => workerAt.get(rows[i]![1]!)!),
      label: Uint16Array.from(order, (i) => labelAt.get(rows[i]![2]!)!),
    },
  };
}
