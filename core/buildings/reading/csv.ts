import { parse } from "csv-parse";
import { Readable } from "node:stream";
import { headOf } from "./file-bytes.ts";
import { FEATURES_AT_ONCE, LONGEST_FEATURE_BYTES, type Bytes, type Layer, type RawFeature } from "./layer.ts";
import { FileRefusal, PlaceRefusal, quote } from "./refusal.ts";
import { asUtf8, encodingOf, isUtf8 } from "./text.ts";
import { parseWkt } from "./wkt.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

/** Columns that hold the place, by the names that programs give them; the first that is there is taken. */
const LONGITUDES = ["longitude", "lon", "long", "lng", "x", "point_x", "longitude_x"];
const LATITUDES = ["latitude", "lat", "y", "point_y", "latitude_y"];
const SHAPES = ["wkt", "geometry", "geom", "the_geom", "wkt_geom", "shape"];
const SEPARATORS = [",", ";", "\t", "|"];
const SAMPLES = 3;
const HEAD_BYTES = 65_536;
const DECIMAL_COMMA = /^[-+]?\d+,\d+$/;

/** Which columns hold the place, where the admin says so. */
export type PlaceColumns = { longitude?: string; latitude?: string; wkt?: string };
type Place = { kind: "wkt"; column: string } | { kind: "point"; longitude: string; latitude: string };

/**
 * Reads a table with coordinates or shapes: CSV with whatever separator, encoding and line ends it has.
 *
 * @throws FileRefusal when no column holds a place, naming those that there are
 */
export async function csvLayer(given: Bytes, columns: PlaceColumns): Promise<Layer> {
  const head = await headOf(given, HEAD_BYTES);
  const notes: string[] = [];
  let encoding: string = encodingOf(head);
  if (encoding === "utf-8" && !(await isUtf8(given))) {
    encoding = "windows-1252";
    notes.push("Read texts as Windows-1252, because the file is not UTF-8.");
  }
  const bytes = asUtf8(given, encoding);
  const text = new TextDecoder("utf-8").decode(await headOf(bytes, HEAD_BYTES));
  const separator = separatorOf(text);
  const [names, ...rows] = await firstRows(bytes, separator);
  const place = placeOf(names, columns);
  if (place === null) {
    throw new PlaceRefusal(
      sayRefusal("file.no-place", { columns: names.slice(0, 40).map(quote).join(", ") }),
      samplesOf(names, rows),
    );
  }
  if (separator !== ",")
    notes.push(`Took ${separator === "\t" ? "tabs" : separator} as the separator of columns.`);
  if (separator !== "," && hasDecimalCommas(text, separator))
    notes.push("Read numbers with a decimal comma.");
  return { format: "CSV", crs: null, notes, features: () => readRows(bytes, separator, place) };
}

async function* readRows(bytes: Bytes, separator: string, place: Place): AsyncGenerator<RawFeature[]> {
  let names: string[] = [];
  let row = 0;
  let features: RawFeature[] = [];
  for await (const cells of records(bytes, separator)) {
    if (names.length === 0) {
      names = uniqueNames(cells);
      continue;
    }
    row += 1;
    if (cells.length === 1 && cells[0] === "") continue;
    features.push(toFeature(names, cells, place, row));
    if (features.length < FEATURES_AT_ONCE) continue;
    yield features;
    features = [];
  }
  yield features;
  if (row === 0) throw new FileRefusal(sayRefusal("file.table-empty"));
}

async function* records(bytes: Bytes, separator: string): AsyncGenerator<string[]> {
  const parser = Readable.from(bytes.open(), { objectMode: false }).pipe(
    parse({
      bom: true,
      delimiter: separator,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: LONGEST_FEATURE_BYTES,
    }),
  );
  try {
    for await (const record of parser) if (isTexts(record)) yield record;
  } catch (error) {
    if (error instanceof FileRefusal) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new FileRefusal(sayRefusal("file.table-unreadable", { why: quote(why) }), {
      cause: error,
    });
  }
}

function toFeature(
  names: readonly string[],
  cells: readonly string[],
  place: Place,
  row: number,
): RawFeature {
  const properties: Record<string, unknown> = {};
  names.forEach((name, at) => {
    const cell = cells[at]?.trim() ?? "";
    properties[name] = cell === "" ? null : cell;
  });
  const base = { row, id: null, properties, geometry: null };
  if (place.kind === "wkt") {
    const text = properties[place.column];
    if (typeof text !== "string") return base;
    const geometry = parseWkt(text);
    return geometry === null
      ? { ...base, fault: sayRefusal("row.bad-wkt", { column: quote(place.column) }) }
      : { ...base, geometry };
  }
  const position = [properties[place.longitude], properties[place.latitude]];
  if (position.every((value) => value === null)) return base;
  const [x, y] = position.map((value) => (typeof value === "string" ? toNumber(value) : Number.NaN));
  if (x === undefined || y === undefined || Number.isNaN(x) || Number.isNaN(y)) {
    return {
      ...base,
      fault: sayRefusal("row.bad-numbers", { given: quote(position.map(String).join(" and ")) }),
    };
  }
  return { ...base, geometry: { type: "Point", coordinates: [x, y] } };
}

function toNumber(text: string): number {
  return Number(DECIMAL_COMMA.test(text) ? text.replace(",", ".") : text);
}

function placeOf(names: readonly string[], columns: PlaceColumns): Place | null {
  const find = (stated: string | undefined, known: readonly string[]) =>
    stated === undefined
      ? known.flatMap((one) => names.filter((name) => name.trim().toLowerCase() === one))[0]
      : names.find((name) => name === stated);
  const shape = find(columns.wkt, SHAPES);
  const longitude = find(columns.longitude, LONGITUDES);
  const latitude = find(columns.latitude, LATITUDES);
  if (columns.wkt === undefined && longitude !== undefined && latitude !== undefined)
    return { kind: "point", longitude, latitude };
  if (shape !== undefined) return { kind: "wkt", column: shape };
  return null;
}

/** The header and some rows below it. */
async function firstRows(bytes: Bytes, separator: string): Promise<[string[], ...string[][]]> {
  const rows: string[][] = [];
  for await (const cells of records(bytes, separator)) {
    rows.push(cells);
    if (rows.length > SAMPLES) break;
  }
  const [header, ...below] = rows;
  if (header === undefined) throw new FileRefusal(sayRefusal("file.empty"));
  return [uniqueNames(header), ...below];
}

function samplesOf(names: readonly string[], rows: readonly string[][]) {
  return names.slice(0, 300).map((name, at) => ({
    name,
    samples: rows.map((cells) => quote(cells[at] ?? "")).filter((sample) => sample !== ""),
  }));
}

function uniqueNames(cells: readonly string[]): string[] {
  const taken = new Set<string>();
  return cells.map((cell, at) => {
    const given = cell.trim() === "" ? `column_${at + 1}` : cell.trim();
    let name = given;
    for (let copy = 2; taken.has(name); copy += 1) name = `${given}_${copy}`;
    taken.add(name);
    return name;
  });
}

/** The character that parts the header into most columns, outside of quotes. */
function separatorOf(text: string): string {
  const header = (/^[^\r\n]*/.exec(text)?.[0] ?? "").replaceAll(/"[^"]*"/g, "");
  const counts = SEPARATORS.map((one) => ({ one, count: header.split(one).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).one;
}

function hasDecimalCommas(text: string, separator: string): boolean {
  return text
    .split(/[\r\n]+/)
    .slice(1, 20)
    .some((line) => line.split(separator).some((cell) => DECIMAL_COMMA.test(cell.trim())));
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((cell) => typeof cell === "string");
