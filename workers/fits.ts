import { requestFit } from "../core/consensus/upkeep.ts";
import type { Context } from "../core/context.ts";

/** A full fit is asked for when this share of the answers is new since the last one, and at least this many are. */
const FIT_AFTER_SHARE = 0.05;
const FIT_AFTER_ANSWERS = 50;
/**
 * The last few answers before a pause would wait for the next sweep with tables that know nothing of them. Up to this
 * size a fit takes a fraction of a second, so that it is done as soon as no answer has come for a while.
 */
const SMALL_CAMPAIGN_ANSWERS = 20_000;
const QUIET_MS = 1_500;

/** When to learn a campaign's tables anew. Kept in memory: what is lost with it, the sweep finds. */
export type Fits = {
  /** Told after each recount how many answers were new, and how many the last fit had learnt from. */
  count(campaignId: string, counted: { newAnswers: number; fittedAnswers: number }): Promise<void>;
  close(): void;
};

/** Counts answers since the last fit, campaign by campaign. */
export function openFits(ctx: Context): Fits {
  const newAnswers = new Map<string, number>();
  const quiet = new Map<string, NodeJS.Timeout>();
  const fitNow = async (campaignId: string) => {
    newAnswers.delete(campaignId);
    await requestFit(ctx, campaignId);
  };
  const fitWhenQuiet = (campaignId: string) => {
    clearTimeout(quiet.get(campaignId));
    const fit = () => {
      quiet.delete(campaignId);
      // The sweep asks again for whatever could not be asked for now.
      fitNow(campaignId).catch((error: unknown) =>
        ctx.log.debug({ error: String(error) }, "fit not asked for"),
      );
    };
    quiet.set(campaignId, setTimeout(fit, QUIET_MS));
  };
  return {
    async count(campaignId, { newAnswers: more, fittedAnswers }) {
      if (more === 0) return;
      const since = (newAnswers.get(campaignId) ?? 0) + more;
      newAnswers.set(campaignId, since);
      if (since >= Math.max(FIT_AFTER_ANSWERS, fittedAnswers * FIT_AFTER_SHARE)) await fitNow(campaignId);
      else if (fittedAnswers < SMALL_CAMPAIGN_ANSWERS) fitWhenQuiet(campaignId);
    },
    close() {
      quiet.forEach((timer) => clearTimeout(timer));
    },
  };
}
