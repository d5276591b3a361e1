import { setImmediate as breathe } from "node:timers/promises";
import { GoldScores } from "../../shared/quality.ts";
import type { Ballots, ConsensusQuestion, FitDecisions, Gold } from "../../shared/consensus/campaign.ts";
import { judgeHeldOut, type HeldOut } from "../../shared/consensus/held-out.ts";
import { scorePredictions } from "../../shared/consensus/scores.ts";
import type { Context } from "../context.ts";
import { selectGoldScores } from "./models.sql.ts";

/** How right the campaign's newest fit is where experts know; null where that could not be measured. */
export async function findGoldScores(ctx: Context, campaignId: string): Promise<GoldScores | null> {
  const row = await selectGoldScores(ctx.db, campaignId);
  return GoldScores.nullable().parse(row?.scores ?? null);
}

/** Scores the gold buildings by two fits that each know half of them. Null when there is none to score. */
export async function scoreGold(
  question: ConsensusQuestion,
  ballots: Ballots,
  gold: Gold,
  decisions: FitDecisions,
): Promise<GoldScores | null> {
  if (!question.asks.class) return null;
  const judged: HeldOut[] = [];
  for (const half of [0, 1] as const) {
    await breathe(); // the worker renews what it holds between two fits
    judged.push(...judgeHeldOut(question, ballots, gold, decisions, half));
  }
  return judged.length === 0 ? null : scoresOf(question.classes.length, judged);
}

function scoresOf(classes: number, judged: readonly HeldOut[]): GoldScores {
  const p = new Float64Array(judged.length * classes);
  judged.forEach(({ consensus }, i) => p.set(consensus.probabilities, i * classes));
  const truth = Int32Array.from(judged, (one) => one.truth);
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
