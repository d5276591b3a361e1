import { z } from "zod";
import { JsonSplitter, type Element } from "./json-splitter.ts";
import { FEATURES_AT_ONCE, LONGEST_FEATURE_BYTES, type Bytes, type Layer, type RawFeature } from "./layer.ts";
import { FileRefusal, quote } from "./refusal.ts";
import { asUtf8, encodingOf } from "./text.ts";
import { headOf } from "./file-bytes.ts";
import { xbdLayer } from "./xbd.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

const Feature = z.object({
  type: z.literal("Feature"),
  id: z.union([z.string(), z.number()]).nullish(),
  properties: z.record(z.string(), z.unknown()).nullish(),
  geometry: z.unknown(),
  crs: z.unknown().optional(),
});
const NamedCrs = z.object({ properties: z.object({ name: z.string() }) });
const GEOMETRIES = /^(?:Multi)?(?:Point|LineString|Polygon)$|^GeometryCollection$/;
const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Reads GeoJSON of any length: a FeatureCollection, a Feature or a bare geometry, or one value a line (newline-delimited,
 * or RFC 8142 with record separators). Label files of xBD are JSON as well, and told apart here.
 *
 * @throws FileRefusal when it is not JSON, or JSON of another kind
 */
export async function geoJsonLayer(given: Bytes): Promise<Layer> {
  const bytes = asUtf8(given, encodingOf(await headOf(given, 3)));
  const outline = await describe(bytes);
  if (outline.isSequence)
    return { format: "GeoJSON sequence", crs: null, notes: [], features: () => readLines(bytes) };
  const type = stringMember(outline, "type");
  const crs = crsOf(outline.members.get("crs"));
  if (outline.listIs === "object" && type === null) return xbdLayer(bytes);
  if (type === null) throw new FileRefusal(sayRefusal("file.not-geojson"));
  if (type === "FeatureCollection") {
    if (outline.listIs !== "array") throw new FileRefusal(sayRefusal("file.no-feature-list"));
    return { format: "GeoJSON", crs, notes: [], features: () => readElements(bytes) };
  }
  if (type !== "Feature" && !GEOMETRIES.test(type)) {
    throw new FileRefusal(sayRefusal("file.other-type", { type: quote(type) }));
  }
  return { format: "GeoJSON", crs, notes: [], features: () => readOne(bytes, type === "Feature") };
}

/** What stands beside the features. Reads on to the end only where the coordinate system has not been met before them. */
async function describe(bytes: Bytes): Promise<JsonSplitter> {
  const splitter = new JsonSplitter("features", false);
  for await (const chunk of bytes.open()) {
    splitter.feed(chunk);
    const knowsAll =
      splitter.listIs === "array" && splitter.members.has("type") && splitter.members.has("crs");
    if (splitter.isSequence || (knowsAll && splitter.elementCount > 0)) return splitter;
  }
  splitter.end();
  return splitter;
}

async function* readElements(bytes: Bytes): AsyncGenerator<RawFeature[]> {
  const splitter = new JsonSplitter("features", true);
  let row = 0;
  const taken = () =>
    splitter.takeElements().map((element) => {
      row += 1;
      return toFeature(element, row);
    });
  for await (const chunk of bytes.open()) {
    splitter.feed(chunk);
    if (splitter.hasEnough) yield taken();
  }
  splitter.end();
  yield taken();
  if (row === 0) throw new FileRefusal(sayRefusal("file.no-features"));
}

async function* readOne(bytes: Bytes, isFeature: boolean): AsyncGenerator<RawFeature[]> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes.open()) {
    size += chunk.length;
    if (size > LONGEST_FEATURE_BYTES)
      throw new FileRefusal("The file is one shape of more than 8 MB: give buildings one by one");
    parts.push(chunk);
  }
  const text = Buffer.concat(parts);
  if (isFeature) yield [toFeature({ text }, 1)];
  else
    yield [
      toFeature(
        {
          text: Buffer.concat([
            Buffer.from('{"type":"Feature","properties":{},"geometry":'),
            withoutMark(text),
            Buffer.from("}"),
          ]),
        },
        1,
      ),
    ];
}

async function* readLines(bytes: Bytes): AsyncGenerator<RawFeature[]> {
  let row = 0;
  let rest: Buffer = Buffer.alloc(0);
  let features: RawFeature[] = [];
  const take = (line: Buffer) => {
    const text = withoutMark(line);
    if (isBlank(text)) return;
    row += 1;
    features.push(
      text.length > LONGEST_FEATURE_BYTES
        ? faulty(row, sayRefusal("row.too-large"))
        : toFeature({ text }, row),
    );
  };
  for await (const chunk of bytes.open()) {
    const text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let from = 0;
    for (let at = text.indexOf(0x0a); at !== -1; at = text.indexOf(0x0a, from)) {
      take(text.subarray(from, at));
      from = at + 1;
      if (features.length >= FEATURES_AT_ONCE) {
        yield features;
        features = [];
      }
    }
    rest = text.subarray(from);
    if (rest.length > 2 * LONGEST_FEATURE_BYTES)
      throw new FileRefusal("A line of the file is longer than 16 MB: give one feature a line");
  }
  take(rest);
  yield features;
}

function toFeature(element: Element, row: number): RawFeature {
  if ("fault" in element) return faulty(row, element.fault);
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(element.text));
  } catch (error) {
    return faulty(
      row,
      error instanceof SyntaxError
        ? sayRefusal("row.bad-json", { why: quote(error.message) })
        : sayRefusal("row.not-utf8"),
    );
  }
  const feature = Feature.safeParse(value);
  if (!feature.success) return faulty(row, whyNoFeature(value));
  const { id, properties, geometry, crs } = feature.data;
  if (crs !== undefined && crs !== null) return faulty(row, sayRefusal("row.own-crs"));
  return {
    row,
    id: id === null || id === undefined ? null : String(id),
    properties: properties ?? {},
    geometry,
  };
}

function whyNoFeature(value: unknown): string {
  const type = z.object({ type: z.string() }).safeParse(value);
  if (type.success && type.data.type === "Feature") return sayRefusal("row.malformed");
  return type.success
    ? sayRefusal("row.other-than-feature", { type: quote(type.data.type) })
    : sayRefusal("row.not-feature");
}

const faulty = (row: number, fault: string): RawFeature => ({
  row,
  id: null,
  properties: {},
  geometry: null,
  fault,
});

function stringMember(outline: JsonSplitter, name: string): string | null {
  const text = outline.members.get(name);
  const value: unknown = text === undefined ? null : JSON.parse(text);
  return typeof value === "string" ? value : null;
}

/** The `crs` member of GeoJSON before RFC 7946. */
function crsOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  return NamedCrs.safeParse(JSON.parse(text)).data?.properties.name ?? null;
}

/** Without a byte order mark or a record separator (RFC 8142) in front. */
function withoutMark(text: Buffer): Buffer {
  if (text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf) return text.subarray(3);
  return text[0] === 0x1e ? text.subarray(1) : text;
}

const isBlank = (text: Buffer) => text.every((byte) => byte <= 0x20 || byte === 0x1e);
