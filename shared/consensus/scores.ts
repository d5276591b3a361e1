/**
 * How good a set of probabilities is against known truth: accuracy, macro-F1, calibration error, Brier score, log
 * loss and the reliability table behind them. Rows without truth are the caller's to leave out.
 */
import { argmax } from "./temper.ts";

/** Predictions beside truth: `p` holds `classes` numbers a task; a truth from `classes` on is one that no prediction can name. */
export type Scored = { tasks: number; classes: number; p: Float64Array; truth: Int32Array };

export type ReliabilityBin = { from: number; to: number; tasks: number; stated: number; right: number };

export type Scores = {
  tasks: number;
  accuracy: number;
  /** Mean F1 over the truth's labels. */
  macroF1: number;
  /** Expected calibration error of the leading label, ten equal-width bins (Guo et al., ICML 2017). */
  calibrationError: number;
  /** Mean squared distance of the whole distribution from the truth's (Brier, 1950): 0 best, 2 worst. */
  brier: number;
  /** Mean −ln p(truth), p floored at 1e-15. */
  logLoss: number;
  /** Among tasks whose leader states ≥ 0.95: how many there are, and the share that is wrong. */
  sure: { tasks: number; wrong: number };
  reliability: ReliabilityBin[];
};

const BIN_COUNT = 10;
const SURE_FROM = 0.95;
const LEAST_P = 1e-15;

export function scorePredictions(scored: Scored): Scores {
  const { tasks, classes, p, truth } = scored;
  const bins = Array.from({ length: BIN_COUNT }, () => ({ tasks: 0, stated: 0, right: 0 }));
  const hit = new Map<number, { both: number; said: number; was: number }>();
  const tally = (label: number): { both: number; said: number; was: number } => {
    const known = hit.get(label) ?? { both: 0, said: 0, was: 0 };
    hit.set(label, known);
    return known;
  };
  let right = 0;
  let brier = 0;
  let logLoss = 0;
  let sure = 0;
  let sureWrong = 0;
  for (let t = 0; t < tasks; t++) {
    const row = p.subarray(t * classes, (t + 1) * classes);
    const best = argmax(row);
    const top = row[best]!;
    const isRight = best === truth[t];
    tally(best).said += 1;
    tally(truth[t]!).was += 1;
    if (isRight) {
      right++;
      tally(best).both += 1;
    }
    const bin = bins[Math.min(BIN_COUNT - 1, Math.floor(top * BIN_COUNT))]!;
    bin.tasks += 1;
    bin.stated += top;
    bin.right += isRight ? 1 : 0;
    for (let k = 0; k < classes; k++) brier += (row[k]! - (k === truth[t] ? 1 : 0)) ** 2;
    const stated = row[truth[t]!];
    if (stated === undefined) brier += 1;
    logLoss -= Math.log(Math.max(LEAST_P, stated ?? 0));
    if (top >= SURE_FROM) {
      sure++;
      sureWrong += isRight ? 0 : 1;
    }
  }
  const f1 = [...hit.values()]
    .filter((one) => one.was > 0)
    .map((one) => (2 * one.both) / (one.said + one.was));
  const gap = bins.reduce((sum, bin) => sum + Math.abs(bin.stated - bin.right), 0);
  return {
    tasks,
    accuracy: right / tasks,
    macroF1: f1.reduce((sum, x) => sum + x, 0) / f1.length,
    calibrationError: gap / tasks,
    brier: brier / tasks,
    logLoss: logLoss / tasks,
    sure: { tasks: sure, wrong: sure === 0 ? 0 : sureWrong / sure },
    reliability: bins.map((bin, i) => ({
      from: i / BIN_COUNT,
      to: (i + 1) / BIN_COUNT,
      tasks: bin.tasks,
      stated: bin.tasks === 0 ? 0 : bin.stated / bin.tasks,
      right: bin.tasks === 0 ? 0 : bin.right / bin.tasks,
    })),
  };
}
