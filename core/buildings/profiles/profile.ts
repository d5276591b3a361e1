import type { Assessment, ProfileName } from "../../../shared/assessments.ts";

/** What a raw value means: a class of the profile's scale, nothing about damage, or that its row is left out. */
export type Meaning = { class: string } | "nothing" | "skip";

/** Columns of one assessment within a row; wide files have one set for each date. */
export type AssessmentColumns = {
  class: string;
  date: string | null;
  sensor: string | null;
  confidence: string | null;
  status: string | null;
};

/** How a source of footprints names things. What is not certain is left out of it, and asked. */
export type Profile = {
  name: ProfileName;
  /** Columns that name a building, the best first. */
  ids: readonly string[];
  /** Looks for its columns; `columns` in the order of the file. */
  findColumns(columns: readonly string[]): AssessmentColumns[];
  /** Which scale the classes of a column are of. */
  scaleOf(column: string): Scale;
  /** How dates with slashes are written where the source says so; null asks when the file leaves it open. */
  dateOrder: "dmy" | "mdy" | null;
  /** An empty class is asked about too, because the source does not say what it means. */
  asksForEmpty: boolean;
  /** A column with classes must be there. */
  needsClass: boolean;
  /** Assessments are dated in this source: a column without a date is a question. */
  needsDate: boolean;
  /** What else a row says, in the source's own words. */
  summarize?(properties: Record<string, unknown>): Omit<Assessment, "profile"> | null;
  /** Why a row is no building; null when it may be one. */
  whyNoBuilding?(properties: Record<string, unknown>): string | null;
};

export type Scale = {
  name: string;
  classes: readonly { code: string; label: string; damaged: boolean }[];
  /** Raw values whose meaning is certain, as `normalized` writes them; null says nothing of damage. */
  known: Readonly<Record<string, string | null>>;
};

/** A raw value as it is compared: case, blanks and a decimal zero make no difference. */
export function normalized(raw: unknown): string {
  if (typeof raw !== "string" && typeof raw !== "number" && typeof raw !== "boolean") return "";
  const text = String(raw).trim().replaceAll(/\s+/g, " ").toLowerCase();
  return /^-?\d+\.0+$/.test(text) ? text.slice(0, text.indexOf(".")) : text;
}

const EMPTY = new Set(["", "#n/a", "n/a", "null", "<null>", "none", "-", "nan"]);

/** Whether a cell says nothing at all. */
export const isEmptyValue = (raw: unknown): boolean => EMPTY.has(normalized(raw));
