/**
 * Votes as the mathematics reads them: one block of rows per task, in task order, volunteers ascending inside.
 * Every sum in this folder runs in that order, which is what makes results reproducible to the byte.
 */
export type LabelVotes = {
  tasks: number;
  workers: number;
  /** Number of truth classes, K. Labels 0 … K−1 name them. */
  classes: number;
  /** Number of labels a vote may carry, L ≥ K. Labels K … L−1 ("can't tell") are never a truth. */
  labels: number;
  /** Rows of task t are start[t] … start[t+1]−1. Length tasks + 1. */
  start: Int32Array;
  worker: Int32Array;
  label: Uint16Array;
  /** Weight of each row, for accounts that count together as one. Absent: all 1. */
  weight?: Float64Array | undefined;
};

/** Brackets as the window model reads them: each row claims that the change lies in intervals low … high. */
export type BracketVotes = {
  tasks: number;
  workers: number;
  /** Number of scenes, M. Intervals are 0 … M: k = scenes intact before the change, M = never damaged. */
  scenes: number;
  start: Int32Array;
  worker: Int32Array;
  low: Int16Array;
  high: Int16Array;
  weight?: Float64Array | undefined;
};

/** Sorts loose rows into blocks per task, keeping the given order inside a task: a counting sort, O(rows + tasks). */
export function blockByTask(tasks: number, taskOfRow: Int32Array): { start: Int32Array; order: Int32Array } {
  const start = new Int32Array(tasks + 1);
  for (let i = 0; i < taskOfRow.length; i++) start[taskOfRow[i]! + 1]! += 1;
  for (let t = 0; t < tasks; t++) start[t + 1]! += start[t]!;
  const next = start.slice(0, tasks);
  const order = new Int32Array(taskOfRow.length);
  for (let i = 0; i < taskOfRow.length; i++) {
    const task = taskOfRow[i]!;
    order[next[task]!] = i;
    next[task]! += 1;
  }
  return { start, order };
}
