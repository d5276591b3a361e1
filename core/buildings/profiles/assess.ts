import type { Assessment } from "../../../shared/assessments.ts";
import { readDate } from "./dates.ts";
import { meaningOf, type StatedMapping } from "./mapping.ts";
import { isEmptyValue, type Profile } from "./profile.ts";
import type { Reading } from "./survey.ts";

const LONGEST_TEXT = 200;

/**
 * What experts said of one row, by date, so that a later file of the same source adds to it.
 *
 * @returns null when the admin's mapping leaves the row out
 */
export function assess(
  properties: Record<string, unknown>,
  profile: Profile,
  { columns, dateOrder }: Reading,
  stated: StatedMapping,
): Record<string, Assessment> | null {
  const found: Record<string, Assessment> = {};
  const add = (assessment: Omit<Assessment, "profile">) => {
    const key = [profile.name, assessment.at ?? "undated"].join(" ");
    let free = key;
    for (let copy = 2; found[free] !== undefined; copy += 1) free = `${key} ${copy}`;
    found[free] = { profile: profile.name, ...assessment };
  };
  for (const column of columns) {
    const raw = properties[column.class];
    const scale = profile.scaleOf(column.class);
    const meaning = meaningOf(raw, scale, stated);
    if (meaning === "skip") return null;
    if (isEmptyValue(raw) && (meaning === null || meaning === "nothing")) continue;
    const at = readDate(column.date === null ? null : properties[column.date], dateOrder) ?? stated.date;
    const code = meaning === null || meaning === "nothing" ? null : meaning.class;
    const damaged = scale.classes.find((one) => one.code === code)?.damaged;
    add({
      scale: scale.name,
      at,
      raw: text(raw),
      class: code,
      ...(damaged === undefined ? {} : { damaged }),
      ...optional("sensor", column.sensor, properties),
      ...optional("confidence", column.confidence, properties),
      ...optional("status", column.status, properties),
    });
  }
  const summary = profile.summarize?.(properties) ?? null;
  if (summary !== null) add(summary);
  return found;
}

function optional(
  name: string,
  column: string | null,
  properties: Record<string, unknown>,
): Record<string, string> {
  const value = column === null ? null : properties[column];
  return isEmptyValue(value) ? {} : { [name]: text(value) };
}

const text = (value: unknown) => String(value).slice(0, LONGEST_TEXT);
