import { setImmediate as breathe } from "node:timers/promises";
import { z } from "zod";
import { goldBracket } from "../../shared/consensus/ballots.ts";
import { GoldScores, WindowScores } from "../../shared/quality.ts";
import type { Ballots, ConsensusQuestion, FitDecisions, Gold } from "../../shared/consensus/campaign.ts";
import { judgeHeldOut, type HeldOut } from "../../shared/consensus/held-out.ts";
import { scorePredictions } from "../../shared/consensus/scores.ts";
import { scoreWindows } from "../../shared/consensus/window-scores.ts";
import type { Context } from "../context.ts";
import { selectGoldScores } from "./models.sql.ts";

/** How right a fit is where experts know, as it is stored with the fit; null is a part that could not be measured. */
const FitScores = z.object({ class: GoldScores.nullable(), window: WindowScores.nullable() });
export type FitScores = z.infer<typeof FitScores>;

const NOTHING: FitScores = { class: null, window: null };

/** How right the campaign's newest fit is where experts know. Fits of before windows were measured count as unmeasured. */
export async function findGoldScores(ctx: Context, campaignId: string): Promise<FitScores> {
  const row = await selectGoldScores(ctx.db, campaignId);
  return FitScores.safeParse(row?.scores ?? NOTHING).data ?? NOTHING;
}

/** Scores the gold buildings by two fits that each know half of them. Null when there is none to score. */
export async function scoreGold(
  question: ConsensusQuestion,
  ballots: Ballots,
  gold: Gold,
  decisions: FitDecisions,
): Promise<FitScores | null> {
  const judged: HeldOut[] = [];
  for (const half of [0, 1] as const) {
    await breathe(); // the worker renews what it holds between two fits
    judged.push(...judgeHeldOut(question, ballots, gold, decisions, half));
  }
  const scores = {
    class: question.asks.class ? classScores(question.classes.length, judged) : null,
    window: question.asks.window ? windowScores(question.sceneTimes.length, judged) : null,
  };
  return scores.class === null && scores.window === null ? null : scores;
}

function classScores(classes: number, all: readonly HeldOut[]): GoldScores | null {
  const judged = all.filter(({ known }) => known.class >= 0);
  if (judged.length === 0) return null;
  const p = new Float64Array(judged.length * classes);
  judged.forEach(({ consensus }, i) => p.set(consensus.probabilities, i * classes));
  const truth = Int32Array.from(judged, ({ known }) => known.class);
  const scores = scorePredictions({ tasks: judged.length, classes, p, truth });
  const { sure, reliability } = scores;
  return {
    buildings: scores.tasks,
    accuracy: scores.accuracy,
    macroF1: scores.macroF1,
    expectedCalibrationError: scores.calibrationError,
    brier: scores.brier,
    logLoss: scores.logLoss,
    sure: { buildings: sure.tasks, wrong: sure.tasks === 0 ? null : sure.wrong },
    reliability: reliability.map(({ from, to, tasks, stated, right }) => {
      const isEmpty = tasks === 0;
      return { from, to, buildings: tasks, stated: isEmpty ? null : stated, right: isEmpty ? null : right };
    }),
  };
}

function windowScores(scenes: number, all: readonly HeldOut[]): WindowScores | null {
  const judged = all.flatMap(({ known, consensus: { intervals: q, credible90: set } }) => {
    const bracket = goldBracket(known, scenes);
    return bracket === null || set === null ? [] : [{ q, set, ...bracket }];
  });
  if (judged.length === 0) return null;
  const { calibrationError, ...scores } = scoreWindows(judged);
  return { ...scores, expectedCalibrationError: calibrationError };
}
