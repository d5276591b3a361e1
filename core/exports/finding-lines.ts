import { METHOD } from "../../shared/consensus/engine.ts";
import type { Outlook } from "../consensus/describe.ts";
import { remember, textOf, type FindingLine } from "../consensus/finding-line.ts";
import type { Telling } from "../consensus/finding-stream.ts";
import { openShares } from "../consensus/finding-text.ts";
import { toCell } from "./formats/csv.ts";

/** Findings as records of the CSV file: cell by cell what `csvColumns` reads from the described ones, a third of the time. */
export const LINES: Telling<string> = {
  wants: { shape: "middle", intervals: "where needed" },
  open(outlook) {
    const shares = openShares(outlook);
    const cell = remember((text: string | null) => toCell(text));
    const window = remember((scenes: string) => openWindow(outlook, scenes));
    const method = toCell(`${METHOD.name} ${METHOD.version}`);
    return (line) => {
      const { windowProbability, probability } = line;
      const { before, after } = window(`${line.lastIntact ?? ""} ${line.firstDamaged ?? ""}`);
      return (
        `${line.id},${line.externalId === null ? "" : toCell(textOf(line.externalId))},${middleOf(line.shape)},` +
        `${line.status},${cell(line.class)},${probability === null ? outlook.prior.probability : digits(probability)},` +
        `${windowProbability === null ? NO_WINDOW : `${before}${digits(windowProbability)}${after}`},${line.votes},` +
        `${decided(line)},${method},${line.updatedAt ?? ""}${each(outlook, shares(line).probabilities)}\r\n`
      );
    };
  },
};

/** `window_from` to `first_damaged`. */
const NO_WINDOW = ",,,,,";

/** @param scenes ids of the last intact and the first damaged one with a blank between them; each may be empty */
function openWindow({ span }: Outlook, scenes: string): { before: string; after: string } {
  const [lastIntact = "", firstDamaged = ""] = scenes.split(" ");
  const { from, to, days } = span(lastIntact || null, firstDamaged || null);
  return { before: `${from ?? ""},${to ?? ""},${days ?? ""},`, after: `,${lastIntact},${firstDamaged}` };
}

/** `final_class` to `marks`. */
function decided({ review, marks }: FindingLine): string {
  const kinds = marks?.map(({ kind }) => kind).join(" ") ?? "";
  if (review === null) return `,,,,${kinds}`;
  const { class: damageClass, lastIntact, firstDamaged, reason } = review;
  return `${[damageClass, lastIntact, firstDamaged, reason].map(toCell).join(",")},${kinds}`;
}

/** @param shape `(longitude,latitude)`, or `[longitude, latitude]` */
function middleOf(shape: string): string {
  const [lon = "", lat = ""] = shape.slice(1, -1).split(",");
  return `${digits(lon)},${digits(lat)}`;
}

function each({ frame }: Outlook, probabilities: readonly (string | number)[]): string {
  let text = "";
  for (let i = 0; i < frame.classes.length; i++) {
    const share = probabilities[i] ?? 0;
    text += `,${typeof share === "number" ? share : digits(share)}`;
  }
  return text;
}

/** What differs between the two ways of writing the shortest digits of a double: exponents and what stands before them. */
const OTHERWISE = /[e ]|^-0$|\.\d*0$/;

/** PostgreSQL's digits of a double as JavaScript writes them. */
export function digits(text: string): string {
  return OTHERWISE.test(text) ? String(Number(text)) : text;
}
