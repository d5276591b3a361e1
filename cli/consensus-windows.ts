/**
 * `aftermap consensus windows VOTES.csv --scenes SCENES.csv`: when each building changed, and how sure that is.
 *
 * In: VOTES.csv `building,volunteer,last_intact,first_damaged` (scene ids; empty = none; both empty = cannot tell),
 * SCENES.csv `scene,acquired_at`, optional TRUTH.csv `building,last_intact,first_damaged`.
 * Out: OUT.csv `building,last_intact,first_damaged,probability,p:0…p:K`: interval k is before scene k + 1 of the
 * time order, K is still intact in the last. A summary on stdout; with `--json` one JSON document. No database.
 */
import { csvField, refuseFile } from "./consensus/csv.ts";
import {
  readKnownWindows,
  readScenes,
  readWindowVotes,
  type KnownWindow,
  type Scenes,
  type WindowData,
} from "./consensus/read-windows.ts";
import { exitStatusOf, type CommandIo } from "./consensus/terminal.ts";
import { refuseOverwriting, writeCsv } from "./consensus/write-csv.ts";
import { credibleSet } from "../shared/consensus/credible.ts";
import { argmax } from "../shared/consensus/temper.ts";
import { fitWindows, type WindowMethod, type WindowResult } from "../shared/consensus/windows.ts";

export type WindowsCommand = {
  votes: string;
  scenes: string;
  method: WindowMethod;
  latest: boolean;
  truth: string | undefined;
  out: string | undefined;
  json: boolean;
};

/** Runs the command and returns its exit status. */
export function runConsensusWindows(command: WindowsCommand, io: CommandIo): Promise<number> {
  return exitStatusOf(io, command.json, async () => {
    await refuseOverwriting(command.out, [command.votes, command.scenes, command.truth]);
    const scenes = await readScenes(command.scenes);
    const data = await readWindowVotes(io, command.votes, scenes, command.latest);
    const truth = command.truth === undefined ? null : await readKnownWindows(command.truth, scenes);
    io.err(`fitting ${command.method} to ${data.votes.low.length} votes\n`);
    const began = performance.now();
    const result = fitWindows(data.votes, command.method);
    const seconds = (performance.now() - began) / 1000;
    const scores = truth === null ? {} : scoreWindows(io, command.truth ?? "", data, scenes, result, truth);
    if (command.out !== undefined) await writeCsv(command.out, windowLines(data, scenes, result));
    const summary = {
      method: command.method,
      buildings: data.buildings.names.length,
      volunteers: data.volunteers,
      votes: data.votes.low.length,
      cannotTell: data.cannotTell,
      scenes: scenes.ids.length,
      iterations: result.iterations,
      logLikelihood: result.logLikelihood,
      seconds,
      ...scores,
    };
    const text = Object.entries(summary).map(([name, value]) => `${name.padEnd(18)}${String(value)}\n`);
    io.out(command.json ? `${JSON.stringify(summary)}\n` : text.join(""));
  });
}

function* windowLines(data: WindowData, scenes: Scenes, result: WindowResult): Generator<string> {
  const C = scenes.ids.length + 1;
  const head = Array.from({ length: C }, (_, k) => `p:${k}`);
  yield `building,last_intact,first_damaged,probability,${head.join(",")}\n`;
  for (let b = 0; b < data.buildings.names.length; b++) {
    const q = result.q.subarray(b * C, (b + 1) * C);
    const best = argmax(q);
    const last = csvField(scenes.ids[best - 1] ?? "");
    const first = csvField(scenes.ids[best] ?? "");
    yield `${csvField(data.buildings.names[b]!)},${last},${first},${q[best]!},${q.join(",")}\n`;
  }
}

/** Share of probability that a credible set must hold. */
const CREDIBLE_SHARE = 0.9;

/**
 * Accuracy of the leading interval and of the smallest 90 % sets. Where the truth itself spans several intervals,
 * any of them is right.
 */
function scoreWindows(
  io: CommandIo,
  path: string,
  data: WindowData,
  scenes: Scenes,
  result: WindowResult,
  truth: Map<string, KnownWindow>,
): Record<string, number> {
  const C = scenes.ids.length + 1;
  const sum = { scored: 0, exact: 0, withinOne: 0, covered: 0, stated: 0, size: 0, loss: 0 };
  for (const [name, { low, high }] of truth) {
    const b = data.buildings.find(name);
    if (b === undefined) continue;
    const q = result.q.subarray(b * C, (b + 1) * C);
    const best = argmax(q);
    const set = credibleSet(q, scenes.times, CREDIBLE_SHARE);
    let held = 0;
    for (let c = low; c <= high; c++) held += q[c]!;
    sum.scored++;
    sum.exact += best >= low && best <= high ? 1 : 0;
    sum.withinOne += best >= low - 1 && best <= high + 1 ? 1 : 0;
    sum.covered += set.intervals.some((c) => c >= low && c <= high) ? 1 : 0;
    sum.stated += set.mass;
    sum.size += set.intervals.length;
    sum.loss -= Math.log(Math.max(1e-15, held));
  }
  if (sum.scored === 0)
    throw refuseFile(path, 2, "none of its buildings has votes; is it the file of another set?");
  const without = truth.size - sum.scored;
  if (without > 0) io.err(`${path}: ${without} of ${truth.size} buildings have no votes and are left out\n`);
  const n = sum.scored;
  return {
    scored: n,
    accuracy: sum.exact / n,
    withinOne: sum.withinOne / n,
    coverage90: sum.covered / n,
    stated90: sum.stated / n,
    intervals90: sum.size / n,
    logLoss: sum.loss / n,
  };
}
