/** Votes of a made-up crowd for the `consensus` benchmark, as three columns of int32: task, worker, label. */
import { writeFile } from "node:fs/promises";
import { seededRandom } from "../../shared/consensus/random.ts";

export type Size = { tasks: number; votesPerTask: number; workers: number; classes: number };

/** Who votes is very unequal, as everywhere; seven in ten answers are right. */
export async function writeVotes(path: string, size: Size): Promise<void> {
  const random = seededRandom(1);
  const rows = size.tasks * size.votesPerTask;
  const columns = new Int32Array(rows * 3);
  for (let t = 0, row = 0; t < size.tasks; t++) {
    const truth = Math.floor(random() * size.classes);
    for (let i = 0; i < size.votesPerTask; i++, row++) {
      columns[row] = t;
      columns[rows + row] = Math.min(
        size.workers - 1,
        Math.floor((-Math.log(1 - random()) * size.workers) / 6),
      );
      columns[2 * rows + row] = random() < 0.7 ? truth : Math.floor(random() * size.classes);
    }
  }
  await writeFile(path, new Uint8Array(columns.buffer));
}
