import type { AcquiredPrecision } from "../../../shared/scenes.ts";
import type { Acquisition } from "./facts.ts";

/** The first civil Earth observation images; earlier "dates" in names are numbers of something else. */
const FIRST_YEAR = 1972;

/** A date as it stands alone between non-digits, with an optional time after `T`, `_`, `-` or a blank. */
const PATTERNS: readonly RegExp[] = [
  // 20170611T081233Z, 20170611_081233, 20170611_0812, 20170611-081233_45 (Planet), 20170611081233
  /(?<![0-9])(\d{4})(\d{2})(\d{2})(?:[T_\- ]?(\d{2})(\d{2})(\d{2})(?:\.\d+)?(?![0-9])|[T_\- ](\d{2})(\d{2})(?![0-9]))?(?:Z|(?![0-9]))/g,
  // 2017-06-11, 2017_06_11, 2017.06.11, with T08:12:33, _08-12-33, _0812 …
  /(?<![0-9])(\d{4})([-_.])(\d{2})\2(\d{2})(?:[T_\- ](\d{2})[-_:.]?(\d{2})(?:[-_:.]?(\d{2}))?)?(?![0-9])/g,
  // Maxar's order folders and NITF names: 17JUN11081233-M1BS-…, 11JUN2017
  /(?<![A-Za-z0-9])(\d{2})(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)(\d{2})(\d{2})(\d{2})(\d{2})(?![0-9])/g,
  /(?<![A-Za-z0-9])(\d{2})(JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)(\d{4})(?![0-9A-Za-z])/g,
];

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

/**
 * Reads when an image was taken from its file name, UTC, as the field's names write it. Of several dates in one
 * name the first that is possible and stands before any other wins, unless they contradict each other by a day or
 * more: then nobody should guess.
 *
 * @param now the latest possible moment: an image from the future is not an image
 */
export function acquisitionFromName(fileName: string, now: Date = new Date()): Acquisition | null {
  const stem = fileName.replace(/^.*[/\\]/, "").replace(/\.(?:tiff?|cog|gtiff)$/i, "");
  const found = [
    ...matches(stem, 0, ([y, m, d, h, i, s, h2, i2]) => of(y, m, d, h ?? h2, i ?? i2, s, now)),
    ...matches(stem, 1, ([y, , m, d, h, i, s]) => of(y, m, d, h, i, s, now)),
    ...matches(stem.toUpperCase(), 2, ([y, m, d, h, i, s]) => of(`20${y}`, month(m), d, h, i, s, now)),
    ...matches(stem.toUpperCase(), 3, ([d, m, y]) =>
      of(y, month(m), d, undefined, undefined, undefined, now),
    ),
  ].sort((one, other) => one.at - other.at);
  const [first, ...others] = found;
  if (first === undefined) return null;
  const day = first.acquisition.acquiredAt.slice(0, 10);
  if (others.some(({ acquisition }) => acquisition.acquiredAt.slice(0, 10) !== day)) return null;
  const finest = found.find(({ acquisition }) => acquisition.precision !== "day") ?? first;
  return finest.acquisition;
}

/**
 * Reads TIFFTAG_DATETIME, "YYYY:MM:DD HH:MM:SS", which states no zone and is taken as UTC. Null when it is not a
 * possible moment ("2017:08:21 15:08:70").
 */
export function acquisitionFromTag(text: string, now: Date = new Date()): Acquisition | null {
  const match = /^(\d{4})[:\-/](\d{2})[:\-/](\d{2})[ T](\d{2}):(\d{2}):(\d{2})/.exec(text.trim());
  if (match === null) return null;
  const [, y, m, d, h, i, s] = match;
  return of(y, m, d, h, i, s, now);
}

type Part = string | undefined;

function* matches(
  stem: string,
  pattern: number,
  read: (parts: Part[]) => Acquisition | null,
): Generator<{ at: number; acquisition: Acquisition }> {
  for (const match of stem.matchAll(PATTERNS[pattern] ?? /$^/g)) {
    const acquisition = read(match.slice(1));
    if (acquisition !== null) yield { at: match.index, acquisition };
  }
}

function month(name: Part): string {
  return String(MONTHS.indexOf(name ?? "") + 1).padStart(2, "0");
}

function of(y: Part, m: Part, d: Part, h: Part, i: Part, s: Part, now: Date): Acquisition | null {
  if (y === undefined || m === undefined || d === undefined) return null;
  const precision: AcquiredPrecision = h === undefined ? "day" : s === undefined ? "minute" : "second";
  const written = `${y}-${m}-${d}T${h ?? "00"}:${i ?? "00"}:${s ?? "00"}.000Z`;
  const time = Date.parse(written);
  // Date.parse lets 31 June pass as 1 July in some engines: what is read must be what was written.
  const possible = Number.isFinite(time) && new Date(time).toISOString() === written;
  if (!possible || Number(y) < FIRST_YEAR || time > now.getTime() + 86_400_000) {
    // A date with an impossible time is still a date: 20170611_996102 carries a serial number.
    return h === undefined ? null : of(y, m, d, undefined, undefined, undefined, now);
  }
  return { acquiredAt: new Date(time).toISOString().replace(".000Z", "Z"), precision };
}
