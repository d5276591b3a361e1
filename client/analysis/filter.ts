import type { Asks } from "../../shared/campaigns.ts";
import { ConsensusStatus, type ConsensusFeature, type ConsensusProperties } from "../../shared/consensus.ts";
import type { ExportFilter } from "../../shared/exports.ts";

/** Stands for "no class yet" where a class code is expected in an address; no code may begin with a tilde. */
export const WITHOUT_CLASS = "~none";

/** Which buildings are looked at. One class and one status, because that is what an export can be asked for. */
export type Filter = {
  class: string | null;
  status: ConsensusStatus | null;
  /** The least certainty, 0–1; 0 leaves nobody out. */
  minCertainty: number;
};

export const NO_FILTER: Filter = { class: null, status: null, minCertainty: 0 };

/** Reads the filter from an address; whatever is not understood is no filter. */
export function readFilter(search: URLSearchParams): Filter {
  const status = ConsensusStatus.safeParse(search.get("status"));
  const certainty = Number(search.get("certainty") ?? "0");
  return {
    class: search.get("class"),
    status: status.success ? status.data : null,
    minCertainty: certainty > 0 && certainty <= 1 ? certainty : 0,
  };
}

/** Writes the filter into an address, leaving everything else there as it is. */
export function writeFilter(search: URLSearchParams, filter: Filter): URLSearchParams {
  const next = new URLSearchParams(search);
  const write = (name: string, value: string | null) =>
    value === null ? next.delete(name) : next.set(name, value);
  write("class", filter.class);
  write("status", filter.status);
  write("certainty", filter.minCertainty === 0 ? null : String(filter.minCertainty));
  return next;
}

export function isFiltering(filter: Filter): boolean {
  return filter.class !== null || filter.status !== null || filter.minCertainty > 0;
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

export function matchesFilter({ properties }: ConsensusFeature, filter: Filter, asks: Asks): boolean {
  if (filter.status !== null && properties.status !== filter.status) return false;
  if (filter.class !== null && (shownClass(properties) ?? WITHOUT_CLASS) !== filter.class) return false;
  return certaintyOf(properties, asks) >= filter.minCertainty;
}

/** What of the filter an export can be asked for. The certainty stays behind: it has no place there. */
export function exportFilter(filter: Filter): ExportFilter {
  return {
    ...(filter.status === null ? {} : { status: [filter.status] }),
    ...(filter.class === null || filter.class === WITHOUT_CLASS ? {} : { class: [filter.class] }),
  };
}
