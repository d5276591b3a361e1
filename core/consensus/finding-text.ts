import { METHOD } from "../../shared/consensus/engine.ts";
import { sharesOf, type Outlook } from "./describe.ts";
import { partsOf, remember, type FindingLine } from "./finding-line.ts";

/**
 * Turns stored rows into GeoJSON features as text, as `JSON.stringify` would turn the described ones. What repeats from
 * row to row is written once; numbers and geometry stay in PostgreSQL's own digits, which say the same doubles.
 */
export function openFindingWriter(outlook: Outlook): (row: FindingLine) => string {
  const classHeads = outlook.frame.classes.map((code) => `${JSON.stringify(code)}:`);
  const intervalHeads = remember((version: number | null) => headsOfIntervals(outlook, version));
  const windowHead = remember((scenes: string) => headOfWindow(outlook, scenes));
  const quoted = remember((text: string | null) => JSON.stringify(text));
  const shares = openShares(outlook);
  const method = JSON.stringify({ name: METHOD.name, version: METHOD.version });

  return (row) => {
    const { probabilities, intervals } = shares(row);
    const window =
      row.windowProbability === null
        ? "null"
        : `${windowHead(`${row.lastIntact ?? ""} ${row.firstDamaged ?? ""}`)}${row.windowProbability}}`;
    return (
      `{"type":"Feature","id":"${row.id}","geometry":${row.shape.replaceAll(" ", "")},"properties":{"building":"${row.id}",` +
      `"externalId":${row.externalId},"status":"${row.status}","class":${quoted(row.class)},` +
      `"probability":${row.probability ?? outlook.prior.probability},"probabilities":{${joined(classHeads, probabilities, "")}},` +
      `"window":${window},"intervals":[${joined(intervalHeads(row.modelVersion), intervals, "}")}],"votes":${row.votes},` +
      `"method":${method},"updatedAt":${row.updatedAt === null ? "null" : `"${row.updatedAt}"`}${decided(row)}}}`
    );
  };
}

type Shares = Record<"probabilities" | "intervals", readonly (string | number)[]>;

/** Opens a reader of the shares that hold: those stored, in their own digits, and what follows from them (`sharesOf`). */
export function openShares(outlook: Outlook): (row: FindingLine) => Shares {
  const prior = remember((version: number | null) => sharesOf(outlook, version, null, null));
  return (row) => {
    const [probabilities, intervals] = [partsOf(row.probabilities), partsOf(row.intervals)];
    if (probabilities === null) return prior(row.modelVersion);
    if (probabilities.length > 0 && (intervals === null || intervals.length > 0))
      return { probabilities, intervals: intervals ?? [] };
    return sharesOf(outlook, row.modelVersion, probabilities.map(Number), intervals?.map(Number) ?? null);
  };
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

function decided({ review, marks }: FindingLine): string {
  const written = marks === null || marks.length === 0 ? "" : `,"marks":${JSON.stringify(marks)}`;
  if (review === null) return written;
  const { class: damageClass, lastIntact, firstDamaged } = review;
  const final = JSON.stringify({ class: damageClass, lastIntact, firstDamaged });
  return `${written},"review":${JSON.stringify(review)},"final":${final}`;
}
