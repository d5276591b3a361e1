const WORDS = /[A-Za-z]+|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[(),]/g;
const TYPES: Record<string, { type: string; depth: number }> = {
  POINT: { type: "Point", depth: 0 },
  LINESTRING: { type: "LineString", depth: 1 },
  MULTIPOINT: { type: "MultiPoint", depth: 1 },
  POLYGON: { type: "Polygon", depth: 2 },
  MULTILINESTRING: { type: "MultiLineString", depth: 2 },
  MULTIPOLYGON: { type: "MultiPolygon", depth: 3 },
};
const MARKS = /^(?:SRID=\d+;)?\s*/i;

/**
 * Reads a shape in Well-Known Text, ISO or EWKT, with or without Z and M.
 *
 * @returns GeoJSON, or null when it is none
 */
export function parseWkt(text: string): { type: string; coordinates: unknown } | null {
  const rest = text.replace(MARKS, "");
  const words = rest.match(WORDS) ?? [];
  // Nothing but words, numbers, brackets and commas: what the pattern passed over must be blank.
  if (rest.replaceAll(WORDS, "").trim() !== "") return null;
  const name = /^([A-Z]+?)(?:ZM|Z|M)?$/.exec((words[0] ?? "").toUpperCase())?.[1];
  const kind = name === undefined ? undefined : TYPES[name];
  if (kind === undefined) return null;
  let at = /^(?:Z|M|ZM)$/i.test(words[1] ?? "") ? 2 : 1;

  const expect = (word: string) => {
    if (words[at] !== word) return false;
    at += 1;
    return true;
  };
  const position = (): number[] | null => {
    const numbers: number[] = [];
    for (
      let value = Number(words[at]);
      at < words.length && !Number.isNaN(value);
      value = Number(words[at])
    ) {
      numbers.push(value);
      at += 1;
    }
    return numbers.length >= 2 && numbers.length <= 4 ? numbers : null;
  };
  const listOf = (depth: number): unknown[] | null => {
    if (!expect("(")) return null;
    const items: unknown[] = [];
    do {
      const isWrapped = depth === 1 && words[at] === "("; // MULTIPOINT ((1 2), (3 4))
      const item = depth <= 1 && !isWrapped ? position() : listOf(depth - 1);
      if (item === null) return null;
      items.push(item);
    } while (expect(","));
    return expect(")") ? items : null;
  };
  const list = listOf(Math.max(1, kind.depth));
  if (list === null || at !== words.length) return null;
  return { type: kind.type, coordinates: kind.depth === 0 ? list[0] : list };
}
