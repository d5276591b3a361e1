import { z } from "zod";
import { ConsensusStatus } from "./consensus.ts";
import { BboxParameter, MultiPolygon, Polygon, SearchBox, type Position } from "./geo.ts";
import { words } from "./text.ts";

/** Stands for "no class" where the code of a class is expected; no code begins with a tilde. */
export const WITHOUT_CLASS = "~none";

const Share = z.number().min(0).max(1);
const Count = z.int().min(0).max(1_000_000);
/** A day, or an instant in UTC. As an upper end a day is meant with all its hours. */
export const Moment = z
  .union(
    [z.iso.date(), z.iso.datetime({ offset: true })],
    "use a day (2026-11-21) or a time (2026-11-21T09:30:00Z)",
  )
  .refine((text) => isStorable(new Date(text).getUTCFullYear()), "use a year from 1000 to 9999");
/** PostgreSQL knows no year 0, and years of other than four digits are written otherwise. */
const isStorable = (year: number) => year >= 1_000 && year <= 9_999;
const Code = words(64).min(1);

/** One value, or several of which any will do; read as several. */
const anyOf = <Item extends z.ZodType<string, string>>(item: Item) =>
  z.union([item.transform((one) => [one]), z.array(item).min(1).max(50)]);

const fields = {
  bbox: SearchBox.optional(),
  /** Buildings whose centre lies inside; a side of more than 180° crosses the date line. */
  area: z.discriminatedUnion("type", [Polygon, MultiPolygon]).optional(),
  status: anyOf(ConsensusStatus).optional(),
  /** What the votes say, whatever a review says: the `class` of a finding. */
  class: anyOf(Code).optional(),
  /** What stands: the review's class where there is one, else the votes'; `~none` before the first vote. */
  finalClass: anyOf(Code).optional(),
  /** How sure what stands is, 0–1: a review counts as 1, a building that nobody has looked at as 0. */
  minProbability: Share.optional(),
  maxProbability: Share.optional(),
  minVotes: Count.optional(),
  maxVotes: Count.optional(),
  /** The first scene that shows the damage is of this time or later. `damagedTo` alone: damaged by then. */
  damagedFrom: Moment.optional(),
  damagedTo: Moment.optional(),
};

/**
 * Which buildings are looked at: one filter for lists, tiles, figures and exports. What is left out does not restrict;
 * parts are joined by "and".
 */
export const FindingFilter = z.strictObject(fields).check(inOrder);
export type FindingFilter = z.infer<typeof FindingFilter>;

const share = z
  .string()
  .regex(/^(?:0|1|[01]?\.\d{1,6})$|^1\.0{1,6}$/, "use a number from 0 to 1")
  .transform(Number)
  .pipe(Share);
const count = z
  .string()
  .regex(/^\d{1,7}$/, "use a whole number")
  .transform(Number)
  .pipe(Count);
const several = <Item extends z.ZodType<string, string>>(item: Item) =>
  z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(item).min(1).max(50));

/** A ring as it stands in an address: `lon,lat;lon,lat;…`, closed by itself. */
const AreaParameter = z
  .string()
  .max(40_000)
  .transform((text) => {
    const ring = text
      .split(";")
      .map((pair) => pair.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part))));
    const [first, last] = [ring.at(0), ring.at(-1)];
    const isClosed = ring.length > 1 && first?.join() === last?.join();
    return { type: "Polygon", coordinates: [isClosed || first === undefined ? ring : [...ring, first]] };
  })
  .pipe(Polygon);

/** The same filter as the parameters of an address. Several values are divided by commas. */
export const filterParameters = {
  bbox: BboxParameter.optional(),
  area: AreaParameter.optional(),
  status: several(ConsensusStatus).optional(),
  class: several(Code).optional(),
  finalClass: several(Code).optional(),
  minProbability: share.optional(),
  maxProbability: share.optional(),
  minVotes: count.optional(),
  maxVotes: count.optional(),
  damagedFrom: Moment.optional(),
  damagedTo: Moment.optional(),
};

/** The parameters of an address that belong to a filter, as text; empty when nothing restricts. */
export function filterToParameters(filter: FindingFilter): Record<string, string> {
  const { area, ...rest } = filter;
  const written: Record<string, string> = {};
  for (const [name, value] of Object.entries(rest)) {
    if (value !== undefined) written[name] = Array.isArray(value) ? value.join(",") : String(value);
  }
  const ring = area?.type === "Polygon" ? area.coordinates[0] : area?.coordinates[0]?.[0];
  if (ring !== undefined)
    written["area"] = ring
      .slice(0, -1)
      .map((position) => position.join(","))
      .join(";");
  return written;
}

type Ends = Pick<
  FindingFilter,
  "minProbability" | "maxProbability" | "minVotes" | "maxVotes" | "damagedFrom" | "damagedTo"
>;

/** Refuses ranges that end before they begin. */
export function inOrder({ value, issues }: z.core.ParsePayload<Ends>): void {
  const refuse = (path: keyof Ends, other: keyof Ends) =>
    issues.push({
      code: "custom",
      path: [path],
      message: `must not be less than ${other}`,
      input: value[path],
    });
  const { minProbability, maxProbability, minVotes, maxVotes } = value;
  if (minProbability !== undefined && maxProbability !== undefined && maxProbability < minProbability)
    refuse("maxProbability", "minProbability");
  if (minVotes !== undefined && maxVotes !== undefined && maxVotes < minVotes) refuse("maxVotes", "minVotes");
  const { from, to } = damagedBetween(value);
  if (from !== null && to !== null && to < from) refuse("damagedTo", "damagedFrom");
}

/** The ends of the time in which the damage is first seen, ISO 8601 UTC; a day as an upper end with all its hours. */
export function damagedBetween({ damagedFrom, damagedTo }: Pick<Ends, "damagedFrom" | "damagedTo">): {
  from: string | null;
  to: string | null;
} {
  const isDay = (moment: string) => moment.length === 10;
  const from =
    damagedFrom === undefined
      ? null
      : isDay(damagedFrom)
        ? `${damagedFrom}T00:00:00.000Z`
        : new Date(damagedFrom).toISOString();
  const to =
    damagedTo === undefined
      ? null
      : isDay(damagedTo)
        ? `${damagedTo}T23:59:59.999Z`
        : new Date(damagedTo).toISOString();
  return { from, to };
}

/**
 * A ring whose longitudes run on beyond ±180 instead of jumping, so that it encloses what it seems to: a step of more
 * than half the world was meant the short way round.
 */
export function unwrapRing(ring: readonly Position[]): Position[] {
  let shift = 0;
  return ring.map(([lon, lat], at) => {
    const before = ring[at - 1]?.[0] ?? lon;
    if (lon - before > 180) shift -= 360;
    else if (before - lon > 180) shift += 360;
    return [lon + shift, lat];
  });
}
