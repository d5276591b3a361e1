import type { Asks } from "../../shared/campaigns.ts";
import type { ConsensusProperties } from "../../shared/consensus.ts";
import {
  filterParameters,
  filterToParameters,
  inOrder,
  WITHOUT_CLASS,
  type FindingFilter,
} from "../../shared/finding-filter.ts";
import { z } from "zod";

export { WITHOUT_CLASS };
/** Which buildings are looked at, on the map and everywhere beside it: the server's own filter. */
export type Filter = FindingFilter;

export const NO_FILTER: Filter = {};

const isOrdered = z.object(filterParameters).check(inOrder);

/** Reads the filter from an address; whatever is not understood is no filter. */
export function readFilter(search: URLSearchParams): Filter {
  const understood: Record<string, string> = {};
  for (const [name, parameter] of Object.entries(filterParameters)) {
    const text = search.get(name);
    if (text !== null && parameter.safeParse(text).success) understood[name] = text;
  }
  const filter = isOrdered.safeParse(understood);
  if (filter.success) return filter.data;
  // A range that ends before it begins says nothing; the rest of the filter still does.
  const crossed = new Set(filter.error.issues.flatMap(({ path: [end] }) => endsOf(String(end))));
  const kept = Object.entries(understood).filter(([name]) => !crossed.has(name));
  return isOrdered.safeParse(Object.fromEntries(kept)).data ?? NO_FILTER;
}

/** Both ends of a range, by the name of its upper one. */
const endsOf = (end: string) => [end, end.replace("max", "min").replace(/To$/, "From")];

/** What an address asks of buildings that cannot be, as it stands there; nothing of it filters. */
export function faultsOf(search: URLSearchParams): string[] {
  const understood: Filter = readFilter(search);
  return Object.keys(filterParameters)
    .filter((name) => search.has(name) && !(name in understood))
    .map((name) => `${name}=${search.get(name) ?? ""}`);
}

/** Writes the filter into an address, leaving everything else there as it is. */
export function writeFilter(search: URLSearchParams, filter: Filter): URLSearchParams {
  const next = new URLSearchParams(search);
  for (const name of Object.keys(filterParameters)) next.delete(name);
  for (const [name, value] of Object.entries(filterToParameters(filter))) next.set(name, value);
  return next;
}

export function isFiltering(filter: Filter): boolean {
  return Object.values(filter).some((value) => value !== undefined);
}

/** The filter without parts that say nothing. */
export function changed(filter: Filter, part: Partial<Filter>): Filter {
  const next: Filter = { ...filter, ...part };
  const kept = Object.entries(next).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept);
}

/** One value more, or one less; none is no filter. */
export function toggled<Value>(values: readonly Value[] | undefined, value: Value): Value[] | undefined {
  const others = (values ?? []).filter((one) => one !== value);
  const next = others.length === (values ?? []).length ? [...others, value] : others;
  return next.length === 0 ? undefined : next;
}

/** The class to show: the analyst's where there is a review, else the crowd's; null while nobody has looked. */
export function shownClass(building: ConsensusProperties): string | null {
  if (building.final !== undefined) return building.final.class;
  return building.votes === 0 ? null : building.class;
}

/**
 * How sure the shown answer is, 0–1: the class's probability, or the window's where only the window is
 * asked. A review is an analyst's word and counts as certain; before the first vote nothing is.
 */
export function certaintyOf(building: ConsensusProperties, asks: Asks): number {
  if (building.final !== undefined) return 1;
  if (building.votes === 0) return 0;
  return asks.class ? building.probability : (building.window?.probability ?? 0);
}
