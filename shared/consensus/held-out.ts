/**
 * What the crowd would say of buildings with known truth, had that truth taught nobody: gold in two halves, each
 * judged by a fit that knows only the other. Taking a building's own gold out of finished tables instead was tried:
 * with a third of the buildings known, a third of the advantage stayed in the shared tables.
 */
import type { Ballots, BuildingConsensus, ConsensusQuestion, FitDecisions, Gold } from "./campaign.ts";
import { fitCampaign } from "./engine.ts";

/** A judged gold building beside what is known of it. */
export type HeldOut = { known: Gold[number]; consensus: BuildingConsensus };

/** Judges one half of the gold buildings (with at least one ballot) by a fit that knows the other half. */
export function judgeHeldOut(
  question: ConsensusQuestion,
  ballots: Ballots,
  gold: Gold,
  decisions: FitDecisions,
  half: 0 | 1,
): HeldOut[] {
  const isTested = (i: number): boolean => i % 2 === half;
  const tested = gold.filter((_, i) => isTested(i));
  if (tested.length === 0) return [];
  const taught = gold.filter((_, i) => !isTested(i));
  const fit = fitCampaign(question, ballots, taught, decisions);
  return tested.flatMap((known) => {
    const consensus = fit.buildings[known.building];
    return consensus === undefined || consensus.votes === 0 ? [] : [{ known, consensus }];
  });
}
