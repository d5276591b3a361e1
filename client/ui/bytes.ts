const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A size in the reader's language, in powers of 1,000 as Intl's units are: "481 kB". */
export function bytesIn(language: string, bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const unit = UNITS[power] ?? "byte";
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit,
    // English writes no plural of the short one: "302 byte".
    unitDisplay: unit === "byte" ? "long" : "short",
    maximumFractionDigits: bytes / 1000 ** power < 10 ? 1 : 0,
  }).format(bytes / 1000 ** power);
}
