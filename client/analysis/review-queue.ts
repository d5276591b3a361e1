import type { ConsensusFeature, ConsensusProperties } from "../../shared/consensus.ts";

/** How undecided the votes are, bits: the entropy of the class and of the window together. */
export function doubtBits(properties: ConsensusProperties): number {
  // What was not asked, or not answered, is spread evenly and says nothing of how far people differ.
  const ofClass = properties.class === null ? 0 : entropyBits(Object.values(properties.probabilities));
  return ofClass + (properties.window === null ? 0 : entropyBits(properties.intervals.map(({ p }) => p)));
}

function entropyBits(shares: readonly number[]): number {
  return shares.reduce((sum, p) => (p > 0 ? sum - p * Math.log2(p) : sum), 0);
}

/** The disputed buildings, most doubtful first; equal doubt in the order of their ids, so that it stays put. */
export function reviewQueue(buildings: readonly ConsensusFeature[]): ConsensusFeature[] {
  return buildings
    .filter(({ properties }) => properties.status === "disputed")
    .map((building) => ({ building, doubt: doubtBits(building.properties) }))
    .sort((a, b) => b.doubt - a.doubt || (a.building.id < b.building.id ? -1 : 1))
    .map(({ building }) => building);
}

/**
 * The building before (`-1`) or after (`1`) another in the queue, round its ends; the first one when the
 * current building is not in it, or no longer.
 */
export function nextInQueue(
  queue: readonly ConsensusFeature[],
  current: string | null,
  step: 1 | -1,
): string | null {
  const at = queue.findIndex(({ id }) => id === current);
  if (at === -1) return queue.at(0)?.id ?? null;
  return queue.at((at + step) % queue.length)?.id ?? null;
}
