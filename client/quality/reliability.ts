import type { ReliabilityRow } from "../../shared/quality.ts";
import { wilsonInterval } from "./wilson.ts";

/** A bin of the reliability diagram that holds buildings: what is stated, what is right, and how far that may be off. */
export type ReliabilityPoint = {
  from: number;
  to: number;
  stated: number;
  right: number;
  low: number;
  high: number;
  buildings: number;
};

/** The bins with buildings, by stated probability, rising. */
export function reliabilityPoints(rows: readonly ReliabilityRow[]): ReliabilityPoint[] {
  return rows.flatMap(({ from, to, buildings, stated, right }) =>
    stated === null || right === null || buildings === 0
      ? []
      : [{ from, to, stated, right, buildings, ...wilsonInterval(right * buildings, buildings) }],
  );
}
