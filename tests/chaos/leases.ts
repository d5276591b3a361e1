/** One building that one volunteer after the other takes and never answers: when is it given to the next? */
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "../../core/db.ts";
import type { Stack } from "./stack.ts";
import { ask, LEASE_SECONDS } from "./town.ts";

export type LeaseWatch = {
  /** How often it was given to the next. */
  turns: number;
  /** Seconds from its end to the next lease, at most; time in which no API answered is not counted. */
  slowest: number;
  end(): Promise<void>;
};

/** A question that took longer, milliseconds, was asked of a stack that was broken. */
const OUTAGE_MS = 3_000;

/** Follows the only building of a campaign in which one answer is wanted. */
export function watchLeases(stack: Stack, slug: string): LeaseWatch {
  const over = new AbortController();
  const watch: LeaseWatch = { turns: 0, slowest: 0, end: async () => {} };
  const following = (async () => {
    let freeAt: number | null = null; // milliseconds of the machine's clock, which is the database's as well
    while (!over.signal.aborted) {
      const asker = await ask(stack, stack.analystToken, "POST", "/sessions", { transport: "bearer" });
      let unansweredMs = 0;
      let givenUntil: number | null = null;
      while (givenUntil === null && !over.signal.aborted) {
        const from = Date.now();
        const { body } = await ask(stack, asker.body.token, "POST", `/campaigns/${slug}/assignments`, {
          count: 1,
        });
        const [lease] = body.assignments;
        const tookMs = Date.now() - Math.max(from, freeAt ?? from);
        if (tookMs > OUTAGE_MS) unansweredMs += tookMs;
        if (lease === undefined) {
          await pause(100);
          continue;
        }
        givenUntil = Date.parse(lease.expiresAt);
        if (freeAt === null) continue;
        watch.turns += 1;
        const waitedMs = givenUntil - LEASE_SECONDS * 1000 - freeAt - unansweredMs;
        watch.slowest = Math.max(watch.slowest, waitedMs / 1000);
      }
      freeAt = givenUntil;
    }
  })();
  watch.end = async () => {
    over.abort();
    await following;
  };
  return watch;
}

/** Leases that the database gave before the one before it had ended, or for another time than was set. */
export async function countLeasesAmiss(stack: Pick<Stack, "ctx">, slug: string): Promise<number> {
  const { early } = await stack.ctx.db.one<{ early: number }>(sql`
    select count(*) filter (where leased_at < before) as early
      from (select leased_at, lag(expires_at) over (order by leased_at) as before
              from assignments
              join campaigns on campaigns.id = campaign_id
             where slug = ${slug}) as turns
  `);
  const { odd } = await stack.ctx.db.one<{ odd: number }>(sql`
    select count(*) as odd
      from assignments
     where expires_at - leased_at <> make_interval(secs => ${LEASE_SECONDS})
  `);
  return early + odd;
}
