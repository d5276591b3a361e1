/** The same values in the order of their text, for comparing what may come in any order. */
export function sorted<T>(values: readonly T[]): T[] {
  return values.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
}
