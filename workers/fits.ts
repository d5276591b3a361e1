import type { Recounted } from "../core/consensus/recount.ts";
import { FIT_REST, findIsFitAskedFor, requestMissingFit } from "../core/consensus/upkeep.ts";
import type { Context } from "../core/context.ts";

/**
 * A full fit is asked for when so many answers are new since the last one: a share of what that had learnt from, and at
 * least a few, and the last one is long enough ago. It reads and writes the whole campaign: with a share of 0.05 the fits
 * of a campaign cost as much in all as twenty-one of its last, with 0.15 as eight.
 */
const FIT_AFTER_SHARE = 0.15;
const FIT_AFTER_ANSWERS = 50;
/**
 * While a crowd answers, a campaign rests so many times as long as its last fit took. At four times, fits took a fifth of a
 * worker's time and of what the database can do for a crowd's votes.
 */
const CROWD_REST = 8;
/** The last few answers before a pause would wait for long with tables that know nothing of them. */
const QUIET_MS = 1_500;

/** When to learn a campaign's tables anew. Kept in memory: what is lost with it, the sweep finds. */
export type Fits = {
  /** Told after each recount what it came to. */
  count(campaignId: string, recounted: Recounted): void;
  close(): void;
};

/**
 * How long to wait with the next fit, milliseconds, should no answer come meanwhile: for a pause and for the last one's rest,
 * or, where enough answers are new, for the longer rest beside a crowd that does not pause. A fit writes every building
 * anew, up to seven of them for each new answer.
 */
export function fitDelay(newAnswers: number, fit: NonNullable<Recounted["fit"]>): number {
  const isEnough = newAnswers >= Math.max(FIT_AFTER_ANSWERS, fit.answers * FIT_AFTER_SHARE);
  const restMs = (rest: number) => (fit.seconds * rest - fit.ageSeconds) * 1_000;
  const inPause = Math.max(QUIET_MS, restMs(FIT_REST));
  return isEnough ? Math.max(0, Math.min(inPause, restMs(CROWD_REST))) : inPause;
}

type Waiting = { newAnswers: number; timer: NodeJS.Timeout | null };

/** Counts answers since the last fit, campaign by campaign, and asks for the next in good time. */
export function openFits(ctx: Context): Fits {
  const campaigns = new Map<string, Waiting>();
  const askForFit = async (campaignId: string, waiting: Waiting): Promise<void> => {
    waiting.timer = null;
    // What it does not know of is counted again with its tables, and is told here then.
    if (await findIsFitAskedFor(ctx, campaignId)) return;
    waiting.newAnswers = 0;
    await requestMissingFit(ctx, campaignId);
  };
  return {
    count(campaignId, { newAnswers, fit }) {
      if (newAnswers === 0 || fit === null) return;
      const waiting = campaigns.get(campaignId) ?? { newAnswers: 0, timer: null };
      campaigns.set(campaignId, waiting);
      waiting.newAnswers += newAnswers;
      if (waiting.timer !== null) clearTimeout(waiting.timer);
      waiting.timer = setTimeout(
        () => {
          // The sweep asks again for whatever could not be asked for now.
          askForFit(campaignId, waiting).catch((error: unknown) =>
            ctx.log.debug({ error: String(error) }, "fit not asked for"),
          );
        },
        fitDelay(waiting.newAnswers, fit),
      );
    },
    close() {
      for (const { timer } of campaigns.values()) if (timer !== null) clearTimeout(timer);
    },
  };
}
