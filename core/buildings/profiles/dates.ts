const ISO =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/;
const YEAR_FIRST = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:\s.*)?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const SLASHES = /^(\d{1,2})[/.](\d{1,2})[/.](\d{2}|\d{4})(?:[\sT].*)?$/;
/** What programs write for "no date". */
const NO_DATE = /^(?:1899-12-30|1900-01-0[01]|0000-00-00|9999-12-31)/;

export type DateOrder = "dmy" | "mdy";

/** What a date with slashes proves of its order: 13/02 is a day first. */
export function orderOf(raw: string): DateOrder | "either" | null {
  const parts = SLASHES.exec(raw.trim());
  if (parts === null) return null;
  const [first, second] = [Number(parts[1]), Number(parts[2])];
  if (first > 12 && second <= 12) return "dmy";
  if (second > 12 && first <= 12) return "mdy";
  return first === second ? null : "either";
}

/**
 * A date as ISO 8601, a moment where the source has a time with its zone.
 *
 * @param order of day and month where the date is written with slashes
 * @returns null for none, and for what is no date
 */
export function readDate(raw: unknown, order: DateOrder): string | null {
  if (typeof raw === "number")
    return raw > 1e11 && raw < 1e13 ? new Date(raw).toISOString().slice(0, 10) : null;
  if (typeof raw !== "string") return null;
  const text = raw.trim();
  if (NO_DATE.test(text)) return null;
  const iso = ISO.exec(text);
  if (iso !== null)
    return iso[7] === undefined ? day(iso[1], iso[2], iso[3]) : moment(text.replace(" ", "T"));
  const plain = YEAR_FIRST.exec(text) ?? COMPACT.exec(text);
  if (plain !== null) return day(plain[1], plain[2], plain[3]);
  const parts = SLASHES.exec(text);
  if (parts === null) return null;
  const year = parts[3]?.length === 2 ? `20${parts[3]}` : parts[3];
  return order === "dmy" ? day(year, parts[2], parts[1]) : day(year, parts[1], parts[2]);
}

function day(year = "", month = "", date = ""): string | null {
  const iso = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso) ? iso : null;
}

function moment(text: string): string | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
