import { METHOD } from "../../shared/consensus/engine.ts";
import { sharesOf, type Outlook } from "./describe.ts";
import type { TextRow } from "./finding-stream.sql.ts";

/**
 * Turns stored rows into GeoJSON features as text, as `JSON.stringify` would turn the described ones. What repeats from
 * row to row is written once; numbers and geometry stay in PostgreSQL's own digits, which say the same doubles.
 */
export function openFindingWriter(outlook: Outlook): (row: TextRow) => string {
  const classHeads = outlook.frame.classes.map((code) => `${JSON.stringify(code)}:`);
  const intervalHeads = remember((version: number | null) => headsOfIntervals(outlook, version));
  const windowHead = remember((scenes: string) => headOfWindow(outlook, scenes));
  const quoted = remember((text: string | null) => JSON.stringify(text));
  const prior = remember((version: number | null) => sharesOf(outlook, version, null, null));
  const shares = (row: TextRow) => {
    const [probabilities, intervals] = [parts(row.probabilities), parts(row.intervals)];
    if (probabilities === null || intervals === null) return prior(row.modelVersion);
    if (probabilities.length > 0 && intervals.length > 0) return { probabilities, intervals };
    return sharesOf(outlook, row.modelVersion, probabilities.map(Number), intervals.map(Number));
  };
  const method = JSON.stringify({ name: METHOD.name, version: METHOD.version });

  return (row) => {
    const { probabilities, intervals } = shares(row);
    const window =
      row.windowProbability === null
        ? "null"
        : `${windowHead(`${row.lastIntact ?? ""} ${row.firstDamaged ?? ""}`)}${row.windowProbability}}`;
    return (
      `{"type":"Feature","id":"${row.id}","geometry":${row.geometry.replaceAll(" ", "")},"properties":{"building":"${row.id}",` +
      `"externalId":${JSON.stringify(row.externalId)},"status":"${row.status}","class":${quoted(row.class)},` +
      `"probability":${row.probability ?? outlook.prior.probability},"probabilities":{${joined(classHeads, probabilities, "")}},` +
      `"window":${window},"intervals":[${joined(intervalHeads(row.modelVersion), intervals, "}")}],"votes":${row.votes},` +
      `"method":${method},"updatedAt":${row.updatedAt === null ? "null" : `"${row.updatedAt}"`}${decided(row)}}}`
    );
  };
}

/** Numbers of an array as PostgreSQL writes it: `{0.2,0.8}`. */
function parts(array: string | null): string[] | null {
  if (array === null) return null;
  return array === "{}" ? [] : array.slice(1, -1).split(",");
}

function joined(heads: readonly string[], values: readonly (string | number)[], end: string): string {
  let text = "";
  for (let i = 0; i < heads.length; i++) text += `${i === 0 ? "" : ","}${heads[i]}${values[i] ?? 0}${end}`;
  return text;
}

function headsOfIntervals({ scenesOf, time }: Outlook, modelVersion: number | null): string[] {
  const scenes = scenesOf(modelVersion);
  return Array.from({ length: scenes.length + 1 }, (_, k) => {
    return `{"from":${JSON.stringify(time(scenes[k - 1]))},"to":${JSON.stringify(time(scenes[k]))},"p":`;
  });
}

/** @param scenes ids of the last intact and the first damaged one with a blank between them; each may be empty */
function headOfWindow({ span }: Outlook, scenes: string): string {
  const [lastIntact = null, firstDamaged = null] = scenes.split(" ").map((id) => (id === "" ? null : id));
  const window = { lastIntact, firstDamaged, ...span(lastIntact, firstDamaged) };
  return `${JSON.stringify(window).slice(0, -1)},"probability":`;
}

function decided({ review, marks }: TextRow): string {
  const written = marks === null || marks.length === 0 ? "" : `,"marks":${JSON.stringify(marks)}`;
  if (review === null) return written;
  const { class: damageClass, lastIntact, firstDamaged } = review;
  const final = JSON.stringify({ class: damageClass, lastIntact, firstDamaged });
  return `${written},"review":${JSON.stringify(review)},"final":${final}`;
}

/** For arguments that are few: scenes, classes, fits. */
function remember<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const known = new Map<Key, Value>();
  return (key) => {
    let value = known.get(key);
    if (value === undefined) known.set(key, (value = make(key)));
    return value;
  };
}
