import { ConsensusStatus, type Review } from "../../shared/consensus.ts";
import type { Mark } from "../../shared/marks.ts";

/**
 * A stored finding as PostgreSQL writes it: numbers in its digits, which say the same doubles as JavaScript's, arrays as
 * `{0.2,0.8}`. What is not there is null.
 */
export type FindingLine = {
  id: string;
  /** In JSON, quotes and all. */
  externalId: string | null;
  status: ConsensusStatus;
  class: string | null;
  probability: string | null;
  probabilities: string | null;
  intervals: string | null;
  lastIntact: string | null;
  firstDamaged: string | null;
  windowProbability: string | null;
  votes: string;
  modelVersion: number | null;
  /** ISO 8601, UTC. */
  updatedAt: string | null;
  review: Review | null;
  marks: Mark[] | null;
  /** GeoJSON with blanks; or `(longitude,latitude)`, of a point `[longitude, latitude]`, where only the middle was wanted. */
  shape: string;
};

/** Opens a reader of the lines of `declareFindings`. What many lines say is read once. */
export function openLineReader(): (line: string) => FindingLine {
  const status = remember((text: string) => ConsensusStatus.parse(text));
  const version = remember((text: string) => (text === "" ? null : Number(text)));
  const instant = rememberLast((text) => new Date(text).toISOString());
  return (line) => {
    const cells = line.split("\t");
    const text = (place: number) => {
      const cell = cells[place];
      return cell === undefined || cell === "" ? null : cell;
    };
    const [updatedAt, review, marks] = [text(12), text(13), text(14)];
    return {
      id: cells[0] ?? "",
      externalId: text(1),
      status: status(cells[2] ?? ""),
      class: text(3),
      probability: text(4),
      probabilities: text(5),
      intervals: text(6),
      lastIntact: text(7),
      firstDamaged: text(8),
      windowProbability: text(9),
      votes: cells[10] ?? "0",
      modelVersion: version(cells[11] ?? ""),
      updatedAt: updatedAt === null ? null : instant(updatedAt),
      review: review === null ? null : JSON.parse(review),
      marks: marks === null ? null : JSON.parse(marks),
      shape: cells[15] ?? "",
    };
  };
}

/** The text that a JSON string says; few have anything escaped. */
export function textOf(json: string): string {
  return json.includes("\\") ? JSON.parse(json) : json.slice(1, -1);
}

/** The parts of `{0.2,0.8}`; null when there is no array. */
export function partsOf(array: string | null): string[] | null {
  if (array === null) return null;
  return array === "{}" ? [] : array.slice(1, -1).split(",");
}

/** For arguments that are few: scenes, classes, fits. */
export function remember<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = make(key)));
    return value;
  };
}

/** For arguments that are many, and often the one before. */
function rememberLast<Value>(make: (key: string) => Value): (key: string) => Value {
  let last: { key: string; value: Value } | null = null;
  return (key) => {
    if (last?.key !== key) last = { key, value: make(key) };
    return last.value;
  };
}
