/** What is still to be done by workers. */
import type { Context } from "../../core/context.ts";
import { sql } from "../../core/db.ts";

/** How many recounts and jobs are still to be done. */
export async function countWaiting({ ctx }: { ctx: Pick<Context, "db"> }): Promise<number> {
  const { waiting } = await ctx.db.one<{ waiting: number }>(sql`
    select (select count(*) from recount_requests)
           + (select count(*) from job_requests where finished_at is null) as waiting
  `);
  return waiting;
}
