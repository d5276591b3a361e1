import { z } from "zod";
import { filterParameters, inOrder } from "../finding-filter.ts";
import { Id, Slug } from "../ids.ts";
import { words } from "../text.ts";

/** Who may call: anyone; a role or better; or `readers`: analysts, and anyone once the campaign is published. */
export type Who = "anyone" | "volunteer" | "analyst" | "admin" | "readers";

/** One call of the HTTP API. Paths are under `/api/v1`; `{name}` is a path parameter. */
export type Endpoint = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  who: Who;
  summary: string;
  params: z.ZodObject;
  query: z.ZodObject;
  body: z.ZodType | null;
  answer: z.ZodType | null;
  status: 200 | 201 | 202 | 204;
  /** Set where the call also does its work in an archived campaign, because it changes nothing there that is decided. */
  inArchive?: "works";
};

/** Nothing in this part. */
export const none = z.object({});
/** A campaign by its slug. */
export const bySlug = z.object({ slug: Slug });
/** A thing by its id. */
export const byId = z.object({ id: Id });
/** A building of a campaign. */
export const byBuilding = z.object({ slug: Slug, id: Id });

/** A whole number of the query. */
export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, "use a whole number")
    .transform(Number)
    .pipe(z.number().min(min).max(max));

/** Pages of lists: how many at most, and where the page before ended. */
export const page = { limit: wholeNumber(1, 1_000).optional(), cursor: words(500).min(1).optional() };
/** A page of a list. */
export const list = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), next: z.string().nullable() });

/** A page of findings under a filter. */
export const consensusQuery = z
  .object({
    limit: wholeNumber(1, 10_000).optional(),
    cursor: words(500).min(1).optional(),
    /** Part of a building's name outside Aftermap, or the beginning of its id. */
    name: words(200).min(1).optional(),
    ...filterParameters,
  })
  .check(inOrder);
/** A filter of findings. */
export const filterQuery = z.object(filterParameters).check(inOrder);

/** Keeps the exact types of one call. */
export const define = <E extends Endpoint>(endpoint: E): E => endpoint;
