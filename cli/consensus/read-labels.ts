/** Reads votes, gold and truth of `aftermap consensus labels` into what the label models want. */
import { blockByTask, type LabelVotes } from "../../shared/consensus/votes.ts";
import { nameOfFile, readCsv, refuseFile } from "./csv.ts";
import { createInterner, createIntColumn, type Interner } from "./intern.ts";
import { createProgress, type CommandIo } from "./terminal.ts";

export type LabelData = {
  /** In order of first appearance. */
  tasks: Interner;
  workers: Interner;
  /** Classes in sorted order, then the labels that are never true. */
  labels: string[];
  votes: LabelVotes;
  /** Known class by task, −1 where unknown; null without a gold file. */
  gold: Int16Array | null;
};

/** A task's known label, with the line that says so. */
export type KnownLabel = { label: string; line: number };

/** How many different labels there may be: a column of measurements taken for labels is noticed here. */
const MOST_LABELS = 1000;

export async function readLabelVotes(
  io: CommandIo,
  path: string,
  options: { abstain: readonly string[]; latest: boolean; gold: string | undefined },
): Promise<LabelData> {
  const tasks = createInterner();
  const workers = createInterner();
  const seen = createInterner();
  const columns = { task: createIntColumn(), worker: createIntColumn(), label: createIntColumn() };
  const progress = createProgress(io, path);
  const rows = await readCsv(path, ["task", "worker", "label"], (fields, line) => {
    const [task = "", worker = "", label = ""] = fields;
    if (task === "" || worker === "" || label === "") throw refuseFile(path, line, emptyField(task, worker));
    columns.task.push(tasks.index(task));
    columns.worker.push(workers.index(worker));
    columns.label.push(seen.index(label));
    if (seen.names.length > MOST_LABELS) {
      throw refuseFile(path, line, `more than ${MOST_LABELS} different labels; is "label" the right column?`);
    }
    progress();
  });
  if (rows === 0) throw refuseFile(path, 1, "has no votes after its header; add rows of task,worker,label");
  const known = options.gold === undefined ? null : await readKnownLabels(options.gold);
  const abstain = new Set(options.abstain);
  for (const label of abstain)
    if (seen.find(label) === undefined)
      io.err(`--abstain: no vote in ${nameOfFile(path)} carries "${label}"\n`);
  const goldLabels = known === null ? [] : [...known.values()].map((one) => one.label);
  const classes = [...new Set([...seen.names, ...goldLabels])].filter((one) => !abstain.has(one)).sort();
  if (classes.length === 0) {
    throw refuseFile(path, 2, "every label is one of --abstain, so none can be true; leave one of them out");
  }
  const labels = [...classes, ...seen.names.filter((one) => abstain.has(one)).sort()];
  const newIndex = Int32Array.from(seen.names, (name) => labels.indexOf(name));
  const taskOf = columns.task.values();
  const workerOf = columns.worker.values();
  const labelOf = columns.label.values();
  const { start, order } = blockByTask(tasks.names.length, taskOf);
  const all: LabelVotes = {
    tasks: tasks.names.length,
    workers: workers.names.length,
    classes: classes.length,
    labels: labels.length,
    start,
    worker: order.map((row) => workerOf[row]!),
    label: Uint16Array.from(order, (row) => newIndex[labelOf[row]!]!),
  };
  const votes = options.latest ? keepLatest(all) : all;
  const gold =
    known === null ? null : indexGold(io, options.gold ?? "", known, tasks, labels, classes.length);
  return { tasks, workers, labels, votes, gold };
}

/** Reads a file of `task,label`: gold or truth. */
export async function readKnownLabels(path: string): Promise<Map<string, KnownLabel>> {
  const known = new Map<string, KnownLabel>();
  await readCsv(path, ["task", "label"], ([task = "", label = ""], line) => {
    if (task === "" || label === "")
      throw refuseFile(path, line, "an empty task or label; fill it in or remove the row");
    const before = known.get(task);
    if (before !== undefined && before.label !== label) {
      throw refuseFile(path, line, `task "${task}" has another label on line ${before.line}; keep one`);
    }
    known.set(task, { label, line });
  });
  if (known.size === 0) throw refuseFile(path, 1, "has no rows after its header; add rows of task,label");
  return known;
}

/** The known labels that belong to a voted task. @throws AppError invalid_input when none does: another set's file. */
export function matchTasks(
  io: CommandIo,
  path: string,
  known: Map<string, KnownLabel>,
  tasks: Interner,
): { task: number; label: string; line: number }[] {
  const matched: { task: number; label: string; line: number }[] = [];
  for (const [name, { label, line }] of known) {
    const task = tasks.find(name);
    if (task !== undefined) matched.push({ task, label, line });
  }
  if (matched.length === 0) {
    const [first] = known.keys();
    throw refuseFile(path, 2, `none of its tasks ("${first}", …) has votes; is it the file of another set?`);
  }
  const without = known.size - matched.length;
  if (without > 0) io.err(`${path}: ${without} of ${known.size} tasks have no votes and are left out\n`);
  return matched;
}

function indexGold(
  io: CommandIo,
  path: string,
  known: Map<string, KnownLabel>,
  tasks: Interner,
  labels: readonly string[],
  classes: number,
): Int16Array {
  const gold = new Int16Array(tasks.names.length).fill(-1);
  for (const { task, label, line } of matchTasks(io, path, known, tasks)) {
    const index = labels.indexOf(label);
    if (index < 0 || index >= classes) {
      throw refuseFile(path, line, `"${label}" is in --abstain and so never true; correct one of the two`);
    }
    gold[task] = index;
  }
  return gold;
}

/** Of several votes of one worker on one task, the last in the file. Rows keep their order. */
function keepLatest(votes: LabelVotes): LabelVotes {
  const { tasks, workers, start, worker, label } = votes;
  const lastSeen = new Int32Array(workers).fill(-1);
  const kept = new Int32Array(worker.length);
  const newStart = new Int32Array(tasks + 1);
  let count = 0;
  for (let t = 0; t < tasks; t++) {
    for (let v = start[t]!; v < start[t + 1]!; v++) lastSeen[worker[v]!] = v;
    for (let v = start[t]!; v < start[t + 1]!; v++) if (lastSeen[worker[v]!] === v) kept[count++] = v;
    newStart[t + 1] = count;
  }
  const rows = kept.subarray(0, count);
  return {
    ...votes,
    start: newStart,
    worker: rows.map((v) => worker[v]!),
    label: Uint16Array.from(rows, (v) => label[v]!),
  };
}

function emptyField(task: string, worker: string): string {
  const name = task === "" ? "task" : worker === "" ? "worker" : "label";
  return `an empty ${name}; fill it in or remove the row`;
}
