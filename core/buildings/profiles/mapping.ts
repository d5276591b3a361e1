import type { Meaning, Profile, Scale } from "./profile.ts";
import { normalized } from "./profile.ts";
import { FileRefusal, quote } from "../reading/refusal.ts";

/** What an admin stated of columns and values, by purpose. */
export type StatedMapping = {
  id: string | undefined;
  radius: string | undefined;
  longitude: string | undefined;
  latitude: string | undefined;
  wkt: string | undefined;
  /** Stated columns of assessments by their number; 1 where none is given. */
  classes: ReadonlyMap<number, string>;
  dates: ReadonlyMap<number, string>;
  /** Raw values as `normalized` writes them. */
  values: ReadonlyMap<string, string>;
  dateOrder: "dmy" | "mdy" | null;
  /** One date for the whole file, ISO 8601. */
  date: string | null;
};

const COLUMN = /^column:(id|radius|longitude|latitude|wkt|class|date)(?::(\d{1,3}))?$/;

/** @throws FileRefusal for keys and values that mean nothing */
export function readMapping(mapping: Readonly<Record<string, string>>): StatedMapping {
  const columns = new Map<string, string>();
  const numbered = { class: new Map<number, string>(), date: new Map<number, string>() };
  const values = new Map<string, string>();
  for (const [key, target] of Object.entries(mapping)) {
    const column = COLUMN.exec(key);
    const kind = column?.[1];
    if (kind === "class" || kind === "date") numbered[kind].set(Number(column?.[2] ?? 1), target);
    else if (kind !== undefined) columns.set(kind, target);
    else if (key.startsWith("value:")) values.set(normalized(key.slice(6)), target);
    else if (key === "dates" && (target === "dmy" || target === "mdy")) columns.set("dates", target);
    else if (key === "date" && /^\d{4}-\d{2}-\d{2}/.test(target)) columns.set("date", target);
    else {
      throw new FileRefusal(
        `options.mapping has ${quote(key)} → ${quote(target)}, which means nothing: its keys are column:id, column:longitude, column:latitude, column:wkt, column:radius, column:class, column:date, value:<raw>, dates (dmy or mdy) and date (ISO 8601)`,
      );
    }
  }
  const order = columns.get("dates");
  return {
    id: columns.get("id"),
    radius: columns.get("radius"),
    longitude: columns.get("longitude"),
    latitude: columns.get("latitude"),
    wkt: columns.get("wkt"),
    classes: numbered.class,
    dates: numbered.date,
    values,
    dateOrder: order === "dmy" || order === "mdy" ? order : null,
    date: columns.get("date") ?? null,
  };
}

/** What a raw value means: as the admin stated, else as the source defines; null where neither says. */
export function meaningOf(raw: unknown, scale: Scale, stated: StatedMapping): Meaning | null {
  const value = normalized(raw);
  const target = stated.values.get(value);
  if (target === "none") return "nothing";
  if (target === "skip") return "skip";
  if (target !== undefined) return { class: target };
  const known = scale.known[value];
  if (known === undefined) return null;
  return known === null ? "nothing" : { class: known };
}

/** @throws FileRefusal when a value was given a class that the scale does not have */
export function checkClasses(stated: StatedMapping, profile: Profile, columns: readonly string[]): void {
  const codes = new Set(columns.flatMap((column) => profile.scaleOf(column).classes.map(({ code }) => code)));
  if (columns.length === 0) return;
  for (const [value, target] of stated.values) {
    if (target === "none" || target === "skip" || codes.has(target)) continue;
    throw new FileRefusal(
      `options.mapping gives ${quote(value)} the class ${quote(target)}, which the scale does not have: use ${[...codes, "none", "skip"].join(", ")}`,
    );
  }
}
