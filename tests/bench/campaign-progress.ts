/** Follows a campaign until all of it is decided and a last full fit has looked at that, or the time is over. */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { z } from "zod";
import type { Sent } from "./campaign-crowd.ts";
import { loadNow } from "./stand.ts";

const LOOK_EVERY_MS = 1_000;
const TELL_EVERY_MS = 15_000;
/** Without a new answer for so long it is stuck. */
const STUCK_MS = 60_000;
/** Once all is decided: the last full fit may open some again, and those are waited for so long. */
const AFTERMATH_MS = 120_000;

const Standing = z.object({
  settled: z.number(),
  disputed: z.number(),
  /** Answers that are wanted now, and those that open buildings may still get before they are disputed. */
  wanted: z.number(),
  most: z.number(),
  /** Recounts waiting, a fit asked for, or consensus written since the last fit. */
  isRestless: z.boolean(),
});
type Standing = z.infer<typeof Standing>;

export type Course = {
  /** When it ended. */
  settled: number;
  disputed: number;
  /** Until all was decided; null when it never was. */
  seconds: number | null;
  /** Whether all still was after a full fit that knew of every answer. */
  isFinal: boolean;
  ended: "decided" | "time is over" | "stuck";
};

export async function followToTheEnd(
  pool: pg.Pool,
  campaign: string,
  limits: { buildings: number; cap: number; minutes: number },
  sent: Sent,
  log: (line: string) => void,
): Promise<Course> {
  const start = performance.now();
  let seconds: number | null = null;
  let told = { at: start, votes: 0 };
  let moved = { at: start, votes: 0 };
  for (;;) {
    await sleep(LOOK_EVERY_MS);
    const now = performance.now();
    const standing = await look(pool, campaign, limits);
    const { settled, disputed } = standing;
    const isDecided = settled + disputed === limits.buildings;
    if (isDecided && seconds === null) {
      seconds = (now - start) / 1_000;
      log(`all decided after ${Math.round(seconds)} s; one more full fit`);
    }
    if (sent.votes > moved.votes) moved = { at: now, votes: sent.votes };
    if (now - told.at > TELL_EVERY_MS) {
      const perSecond = (sent.votes - told.votes) / ((now - told.at) / 1_000);
      log(lineOf(standing, limits.buildings, sent.votes, perSecond, (now - start) / 1_000));
      told = { at: now, votes: sent.votes };
    }
    const course = { settled, disputed, seconds, isFinal: isDecided && !standing.isRestless };
    if (seconds !== null && (course.isFinal || now - start - seconds * 1_000 > AFTERMATH_MS))
      return { ...course, ended: "decided" };
    if (seconds !== null) continue;
    if (now - start > limits.minutes * 60_000) return { ...course, ended: "time is over" };
    if (now - moved.at > STUCK_MS) return { ...course, ended: "stuck" };
  }
}

async function look(
  pool: pg.Pool,
  campaign: string,
  limits: { buildings: number; cap: number },
): Promise<Standing> {
  const { rows } = await pool.query(
    `select (select count(*) from consensus where campaign_id = $1 and status = 'settled')::integer as settled,
            (select count(*) from consensus where campaign_id = $1 and status = 'disputed')::integer as disputed,
            (select coalesce(sum(wanted), 0) from consensus where campaign_id = $1)::integer as wanted,
            (select $2::integer * $3::integer - coalesce(sum(case when wanted > 0 then votes else $3 end), 0)
               from consensus where campaign_id = $1)::integer as most,
            exists (select from recount_requests where campaign_id = $1)
              or exists (select from job_requests where name = 'fit-campaign' and finished_at is null)
              or (select consensus_seq from campaigns where id = $1)
                 > (select coalesce(max(seq), -1) from consensus_models where campaign_id = $1) as "isRestless"`,
    [campaign, limits.buildings, limits.cap],
  );
  return Standing.parse(rows[0]);
}

function lineOf(
  { settled, disputed, wanted, most }: Standing,
  buildings: number,
  votes: number,
  perSecond: number,
  seconds: number,
): string {
  const rate = Math.max(1, perSecond);
  return [
    `${Math.round(seconds)} s: ${votes} votes, ${Math.round(perSecond)}/s`,
    `${settled} settled, ${disputed} disputed of ${buildings}`,
    `${Math.round(wanted / rate)} to ${Math.round(most / rate)} s left`,
    `load ${loadNow()}`,
  ].join("; ");
}
