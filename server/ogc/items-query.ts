import { z } from "zod";
import { AppError } from "../../shared/errors.ts";
import { ConsensusStatus } from "../../shared/consensus.ts";
import { filterParameters, Moment } from "../../shared/finding-filter.ts";
import { SearchBox } from "../../shared/geo.ts";
import { words } from "../../shared/text.ts";
import { fieldErrors } from "../error-handler.ts";

const MOST_ITEMS = 10_000;
const DEFAULT_ITEMS = 1_000;

/** Four numbers, or six with heights between them, which buildings do not have (OGC 17-069r4 §7.15.3). */
const Box = z
  .string()
  .transform((text) => text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part))))
  .transform((numbers) => (numbers.length === 6 ? numbers.filter((_, i) => i % 3 !== 2) : numbers))
  .pipe(SearchBox);

/** A moment, an interval, or one open on a side (`..` or nothing), RFC 3339. */
const Datetime = z.string().transform((text, context): { from: string | null; to: string | null } => {
  const time = readInterval(text);
  if (time !== null) return time;
  const message = "use 2017-06-03T00:00:00Z, or an interval such as 2017-06-03/..";
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

function readInterval(text: string): { from: string | null; to: string | null } | null {
  const parts = text.split("/");
  const from = readMoment(parts[0] ?? "");
  const to = readMoment(parts.at(-1) ?? "");
  if (parts.length > 2 || from === undefined || to === undefined) return null;
  if (from === null || to === null) return parts.length === 2 && from !== to ? { from, to } : null;
  return Date.parse(from) <= Date.parse(to) ? { from, to } : null;
}

/** Null for an open end, undefined for what is no time. A date alone is its first moment, UTC. */
function readMoment(text: string): string | null | undefined {
  if (text === "" || text === "..") return null;
  const parsed = Moment.safeParse(text);
  return parsed.success ? new Date(parsed.data).toISOString() : undefined;
}

/** What may be asked of a collection. More than `MOST_ITEMS` gives that many, as the standard has it (§7.15.2). */
const ItemsQuery = z
  .strictObject({
    limit: z
      .string()
      .regex(/^\d{1,15}$/, "use a whole number")
      .transform((digits) => Math.min(MOST_ITEMS, Number(digits)))
      .pipe(z.number().min(1))
      .default(DEFAULT_ITEMS),
    bbox: Box.optional(),
    datetime: Datetime.optional(),
    status: ConsensusStatus.optional(),
    class: words(64).min(1).optional(),
    final_class: words(64).min(1).optional(),
    external_id: words(200).min(1).optional(),
    min_probability: filterParameters.minProbability,
    max_probability: filterParameters.maxProbability,
    min_votes: filterParameters.minVotes,
    max_votes: filterParameters.maxVotes,
    cursor: words(500).min(1).optional(),
    f: z.literal("json").optional(),
  })
  .refine(({ min_probability: min = 0, max_probability: max = 1 }) => min <= max, {
    path: ["max_probability"],
    message: "must not be less than min_probability",
  })
  .refine(({ min_votes: min = 0, max_votes: max = Infinity }) => min <= max, {
    path: ["max_votes"],
    message: "must not be less than min_votes",
  });
export type ItemsQuery = z.infer<typeof ItemsQuery>;

/** @throws AppError `invalid_input`: also for parameters that are not known, as the standard demands (§7.15.1) */
export function readItemsQuery(query: unknown): ItemsQuery {
  const parsed = ItemsQuery.safeParse(query);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_input", "The query is not valid", { errors: fieldErrors(parsed.error) });
}

/** The same as the one filter that everything else has; `external_id` is found by a part of it. */
export function toFilter(query: ItemsQuery) {
  const { bbox, status, datetime, external_id: name } = query;
  return {
    bbox,
    status,
    name,
    during: datetime,
    class: query.class,
    finalClass: query.final_class === undefined ? undefined : [query.final_class],
    minProbability: query.min_probability,
    maxProbability: query.max_probability,
    minVotes: query.min_votes,
    maxVotes: query.max_votes,
  };
}

/** The query as the parameters of an address, for the link to the next page. */
export function toParameters(query: ItemsQuery): [string, string][] {
  const { datetime, ...others } = query;
  const written = Object.entries(others)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): [string, string] => [name, Array.isArray(value) ? value.join(",") : String(value)]);
  if (datetime !== undefined) written.push(["datetime", `${datetime.from ?? ".."}/${datetime.to ?? ".."}`]);
  return written;
}
