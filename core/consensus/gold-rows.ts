/** What experts know, as it stands in a table or in GeoJSON: read into rows of texts, before any of it is believed. Pure. */
import { parse } from "csv-parse/sync";
import { z } from "zod";
import type { GoldFile } from "../../shared/gold-file.ts";
import { AppError } from "../../shared/errors.ts";
import { LanguageTag, type LocalizedText } from "../../shared/text.ts";

export type GoldRow = {
  building: string | null;
  class: string | null;
  lastIntact: string | null;
  firstDamaged: string | null;
  explanation: LocalizedText | null;
};

const SEPARATORS = [",", ";", "\t"];
const EXPECTED = "building or externalId, class, lastIntact, firstDamaged, explanation";
/** How columns may be called, without regard to case, spaces, hyphens and underscores. */
const NAMES: Record<Exclude<keyof GoldRow, "explanation">, readonly string[]> = {
  building: ["building", "externalid", "buildingid", "id"],
  class: ["class"],
  lastIntact: ["lastintact"],
  firstDamaged: ["firstdamaged"],
};

/** @throws AppError `invalid_input` for a file that cannot be read as a whole */
export function readGoldRows({ format, text }: GoldFile): GoldRow[] {
  const records = format === "csv" ? readTable(text) : readFeatures(text);
  if (records.length === 0) throw refuse("The file has no rows");
  const names = new Set(records.flatMap((record) => Object.keys(record).map(plain)));
  if (!NAMES.building.some((name) => names.has(name)))
    throw refuse(`The file does not say of which buildings it speaks. Its columns should be ${EXPECTED}`);
  return records.map(toRow);
}

function readTable(text: string): Record<string, unknown>[] {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  const count = (separator: string) => head.split(separator).length;
  const delimiter = SEPARATORS.reduce((best, next) => (count(next) > count(best) ? next : best));
  try {
    const options = { bom: true, columns: true, delimiter, relax_column_count: true, skip_empty_lines: true };
    return z.array(z.record(z.string(), z.unknown())).parse(parse(text, { ...options, trim: true }));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw refuse(`The table cannot be read (${why}): save it as CSV in UTF-8`, cause);
  }
}

const Features = z.object({
  features: z.array(
    z.object({
      id: z.union([z.string(), z.number()]).optional(),
      properties: z.record(z.string(), z.unknown()).nullish(),
    }),
  ),
});

function readFeatures(text: string): Record<string, unknown>[] {
  try {
    const { features } = Features.parse(JSON.parse(text));
    return features.map(({ id, properties }) => ({ ...(id === undefined ? {} : { id }), ...properties }));
  } catch (cause) {
    throw refuse("The file is no GeoJSON FeatureCollection", cause);
  }
}

function toRow(record: Record<string, unknown>): GoldRow {
  const byName = new Map(Object.entries(record).map(([name, value]) => [plain(name), textOf(value)]));
  const pick = (names: readonly string[]) => {
    for (const name of names) {
      const value = byName.get(name) ?? null;
      if (value !== null) return value;
    }
    return null;
  };
  return {
    building: pick(NAMES.building),
    class: pick(NAMES.class),
    lastIntact: pick(NAMES.lastIntact),
    firstDamaged: pick(NAMES.firstDamaged),
    explanation: explanationOf(record),
  };
}

/** One text, or one for each language: `explanation:ar`, `explanation_fr`, or an object in GeoJSON. */
function explanationOf(record: Record<string, unknown>): LocalizedText | null {
  const texts: Record<string, string> = {};
  let only: string | null = null;
  for (const [name, value] of Object.entries(record)) {
    const match = /^explanation(?:[:_\- ]+(.+))?$/i.exec(name.trim());
    if (match === null) continue;
    const stated = z.record(LanguageTag, z.string()).safeParse(value);
    const text = textOf(value);
    if (stated.success) Object.assign(texts, stated.data);
    else if (text === null) continue;
    else if (match[1] === undefined) only = text;
    else if (LanguageTag.safeParse(match[1]).success) texts[match[1]] = text;
  }
  if (Object.keys(texts).length === 0) return only;
  return only === null || "en" in texts ? texts : { en: only, ...texts };
}

const plain = (name: string) => name.toLowerCase().replaceAll(/[\s_-]/g, "");

function textOf(value: unknown): string | null {
  if (typeof value !== "string" && typeof value !== "number") return null;
  const text = String(value).trim();
  return text === "" ? null : text;
}

const refuse = (message: string, cause?: unknown) =>
  new AppError("invalid_input", message, {
    errors: [
      {
        path: "text",
        message: `give a table with the columns ${EXPECTED}, or GeoJSON with these properties`,
      },
    ],
    cause,
  });
