import { fitCampaign } from "../../shared/consensus/engine.ts";
import type {
  Ballots,
  CampaignFit,
  ConsensusQuestion,
  FitDecisions,
  Gold,
} from "../../shared/consensus/campaign.ts";
import { scoreGold, type FitScores } from "./gold-scores.ts";

/** Everything that a full fit follows from. Only plain values and typed arrays: it may go to another thread. */
export type FitOrder = { question: ConsensusQuestion; ballots: Ballots; gold: Gold; decisions: FitDecisions };

export type FitReport = { fit: CampaignFit; goldScores: FitScores | null };

/** Fits a campaign and measures the fit on gold, in this thread. The same order gives the same report. */
export async function fitHere({ question, ballots, gold, decisions }: FitOrder): Promise<FitReport> {
  const fit = fitCampaign(question, ballots, gold, decisions);
  return { fit, goldScores: await scoreGold(question, ballots, gold, decisions) };
}
