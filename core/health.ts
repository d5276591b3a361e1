import type { Context } from "./context.ts";
import { sql } from "./db.ts";

/** Whether the database answers; throws when it does not. */
export async function pingDatabase(ctx: Context): Promise<void> {
  await ctx.db.one(sql`select 1 as one`);
}
