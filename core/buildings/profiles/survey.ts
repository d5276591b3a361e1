/**
 * The first of two readings of a file whose source is known: which columns it has, which values stand in them, and
 * whether all of that is certain. What is not becomes a question, and nothing is imported before it is answered.
 */
import type { ImportQuestion } from "../../../shared/batches.ts";
import type { RawFeature } from "../reading/layer.ts";
import { quote } from "../reading/refusal.ts";
import { orderOf, type DateOrder } from "./dates.ts";
import { checkClasses, meaningOf, type StatedMapping } from "./mapping.ts";
import { isEmptyValue, normalized, type AssessmentColumns, type Profile } from "./profile.ts";

const MOST_COLUMNS = 300;
const MOST_SAMPLES = 4;
const MOST_VALUES = 200;

/** Columns and some of their values. */
export class Survey {
  readonly #samples = new Map<string, Set<string>>();
  readonly #columns: string[] = [];

  see(features: readonly RawFeature[]): void {
    for (const { properties } of features) {
      for (const name in properties) {
        let samples = this.#samples.get(name);
        if (samples === undefined) {
          if (this.#columns.length >= MOST_COLUMNS) continue;
          samples = new Set();
          this.#samples.set(name, samples);
          this.#columns.push(name);
        }
        const value = properties[name];
        if (samples.size < MOST_SAMPLES && !isEmptyValue(value)) samples.add(quote(String(value)));
      }
    }
  }

  get columns(): readonly string[] {
    return this.#columns;
  }

  get sampled(): ImportQuestion["columns"] {
    return this.#columns.map((name) => ({ name, samples: [...(this.#samples.get(name) ?? [])] }));
  }
}

/** How the rows of a file of a known source are read. */
export type Reading = { columns: AssessmentColumns[]; dateOrder: DateOrder };

/** @returns how to read the file, or what must be known first */
export async function surveyFile(
  features: () => AsyncIterable<readonly RawFeature[]>,
  profile: Profile,
  stated: StatedMapping,
  onSeen: (rows: number) => void,
): Promise<Reading | ImportQuestion> {
  const survey = new Survey();
  const unknown = new Map<string, { raw: string; count: number }>();
  const orders = new Set<DateOrder | "either">();
  let columns: AssessmentColumns[] = [];
  for await (const batch of features()) {
    const before = survey.columns.length;
    survey.see(batch);
    if (survey.columns.length !== before) columns = assessmentColumns(profile, survey.columns, stated);
    for (const { properties } of batch) {
      for (const column of columns) {
        noteUnknown(unknown, properties[column.class], profile, column, stated);
        const date = column.date === null ? null : properties[column.date];
        const order = typeof date === "string" ? orderOf(date) : null;
        if (order !== null) orders.add(order);
      }
    }
    onSeen(batch.length);
  }
  checkClasses(
    stated,
    profile,
    columns.map((column) => column.class),
  );
  const missing = missingColumns(profile, columns, stated);
  const dateOrder =
    stated.dateOrder ?? profile.dateOrder ?? (orders.has("dmy") ? "dmy" : orders.has("mdy") ? "mdy" : null);
  const contradicts = stated.dateOrder === null && orders.has("dmy") && orders.has("mdy");
  const asksDateOrder = contradicts || (dateOrder === null && orders.has("either"));
  if (unknown.size === 0 && missing.length === 0 && !asksDateOrder)
    return { columns, dateOrder: dateOrder ?? "mdy" };
  const scale = profile.scaleOf(columns[0]?.class ?? "");
  return {
    profile: profile.name,
    columns: survey.sampled,
    unknown: [...unknown.values()].map(({ raw, count }) => ({ key: `value:${raw}`, raw, count })),
    missing,
    asksDateOrder,
    choices: scale.classes.map(({ code, label }) => ({ code, label })),
  };
}

function noteUnknown(
  unknown: Map<string, { raw: string; count: number }>,
  raw: unknown,
  profile: Profile,
  { class: column }: AssessmentColumns,
  stated: StatedMapping,
): void {
  if (meaningOf(raw, profile.scaleOf(column), stated) !== null) return;
  if (isEmptyValue(raw) && !profile.asksForEmpty) return;
  const value = normalized(raw);
  const seen = unknown.get(value);
  if (seen !== undefined) seen.count += 1;
  else if (unknown.size < MOST_VALUES)
    unknown.set(value, { raw: value === "" ? "" : quote(String(raw)), count: 1 });
}

/** Those that the admin stated stand before those that the profile finds. */
function assessmentColumns(
  profile: Profile,
  columns: readonly string[],
  stated: StatedMapping,
): AssessmentColumns[] {
  const found = profile.findColumns(columns);
  if (stated.classes.size > 0) {
    return [...stated.classes].map(([number, name]) => {
      const known = found.find((one) => one.class === name);
      const date = stated.dates.get(number) ?? known?.date ?? null;
      return { sensor: null, confidence: null, status: null, ...known, class: name, date };
    });
  }
  return found.map((one, index) => ({ ...one, date: stated.dates.get(index + 1) ?? one.date }));
}

function missingColumns(
  profile: Profile,
  columns: readonly AssessmentColumns[],
  stated: StatedMapping,
): ImportQuestion["missing"] {
  if (columns.length === 0) {
    if (!profile.needsClass) return [];
    return [{ key: "column:class", why: "no column with damage classes was found" }];
  }
  if (stated.date !== null) return [];
  return columns.flatMap((column, index) =>
    column.date === null && profile.needsDate
      ? [
          {
            key: index === 0 ? "column:date" : `column:date:${index + 1}`,
            why: `no column says when ${quote(column.class)} was seen`,
          },
        ]
      : [],
  );
}
