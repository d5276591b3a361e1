import { z } from "zod";

/** Every hint there is; past tense, ids only, but for counts that limit floods. `campaign` is its slug. */
const Hint = z.discriminatedUnion("name", [
  z.object({ name: z.literal("votes:cast"), campaign: z.string() }),
  z.object({ name: z.literal("consensus:changed"), campaign: z.string(), seq: z.number() }),
  z.object({ name: z.literal("campaign:changed"), campaign: z.string() }),
  z.object({ name: z.literal("copying:flagged"), campaign: z.string() }),
  z.object({ name: z.literal("batch:changed"), campaign: z.string(), id: z.string() }),
  z.object({ name: z.literal("export:changed"), campaign: z.string(), id: z.string() }),
  z.object({ name: z.literal("job:requested"), id: z.string() }),
  /** `address` is a keyed hash. `from` and `nth` make each of them another: equal hints are sent once. */
  z.object({
    name: z.literal("address:counted"),
    limit: z.string(),
    address: z.string(),
    points: z.int().min(1).max(1_000),
    from: z.string(),
    nth: z.number(),
  }),
  /** Never sent: each process tells itself after its own line was cut. */
  z.object({ name: z.literal("hints:resumed") }),
]);
export type Hint = z.infer<typeof Hint>;

/** The hint in a message, or null when it is not one (a newer release may send others). */
export function parseHint(message: string): Hint | null {
  try {
    return Hint.safeParse(JSON.parse(message)).data ?? null;
  } catch {
    return null;
  }
}
