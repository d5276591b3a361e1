/**
 * KML, as a stream of events: nothing outside the file is ever fetched, and a file that declares entities is refused,
 * because billions of laughs and stolen files begin there.
 *
 * @see OGC 12-007r2
 */
import { SaxesParser } from "saxes";
import { FEATURES_AT_ONCE, type Bytes, type Layer, type RawFeature } from "./layer.ts";
import { FileRefusal, quote } from "./refusal.ts";
import { encodingOf } from "./text.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

const DEEPEST = 200;
const LONGEST_TEXT = 4 * 1024 * 1024;
const MOST_PROPERTIES = 1_000;

export async function kmlLayer(bytes: Bytes): Promise<Layer> {
  return { format: "KML", crs: null, notes: [], features: () => readPlacemarks(bytes) };
}

async function* readPlacemarks(bytes: Bytes): AsyncGenerator<RawFeature[]> {
  const reader = new PlacemarkReader();
  let decoder: TextDecoder | null = null;
  for await (const chunk of bytes.open()) {
    decoder ??= new TextDecoder(declaredEncoding(chunk));
    reader.feed(decoder.decode(chunk, { stream: true }));
    if (reader.done.length >= FEATURES_AT_ONCE) yield reader.take();
  }
  reader.end();
  yield reader.take();
  if (reader.rows === 0) throw new FileRefusal(sayRefusal("file.kml-empty"));
}

function declaredEncoding(head: Buffer): string {
  const mark = encodingOf(head);
  if (mark !== "utf-8") return mark;
  const declared = /encoding\s*=\s*["']([\w.:-]+)["']/.exec(head.toString("latin1", 0, 200))?.[1] ?? "utf-8";
  try {
    return new TextDecoder(declared).encoding;
  } catch {
    throw new FileRefusal(`The encoding ${quote(declared)} of the KML is not known: save it in UTF-8`);
  }
}

type Shape = { type: string; coordinates: unknown };

class PlacemarkReader {
  done: RawFeature[] = [];
  rows = 0;
  readonly #parser = new SaxesParser({ xmlns: false, position: true });
  readonly #path: string[] = [];
  #text = "";
  #placemark: {
    id: string | null;
    properties: Record<string, unknown>;
    shapes: Shape[];
    fault?: string;
  } | null = null;
  #property = "";
  #rings: [number, number][][] = [];
  #sawKml = false;

  constructor() {
    this.#parser.on("error", (error) => {
      throw new FileRefusal(sayRefusal("file.kml-bad", { why: quote(error.message) }));
    });
    this.#parser.on("doctype", () => {
      throw new FileRefusal(
        "The KML declares entities (DOCTYPE), which Aftermap does not follow: remove the declaration",
      );
    });
    this.#parser.on("opentag", ({ name, attributes }) => this.#open(localName(name), attributes));
    this.#parser.on("closetag", ({ name }) => this.#close(localName(name)));
    this.#parser.on("text", (text) => this.#addText(text));
    this.#parser.on("cdata", (text) => this.#addText(text));
  }

  feed(text: string): void {
    this.#parser.write(text);
  }

  end(): void {
    this.#parser.close();
    if (!this.#sawKml) throw new FileRefusal(sayRefusal("file.not-kml"));
  }

  take(): RawFeature[] {
    const taken = this.done;
    this.done = [];
    return taken;
  }

  #addText(text: string): void {
    if (this.#placemark === null) return;
    this.#text += text;
    if (this.#text.length > LONGEST_TEXT) throw new FileRefusal("A text of the KML is longer than 4 MB");
  }

  #open(name: string, attributes: Record<string, string>): void {
    this.#path.push(name);
    if (this.#path.length > DEEPEST) throw new FileRefusal("The KML is nested too deeply");
    if (this.#path.length === 1) this.#sawKml = /^(?:kml|Document|Folder|Placemark)$/.test(name);
    this.#text = "";
    if (name === "Placemark") {
      this.#placemark = { id: attributes["id"] ?? null, properties: {}, shapes: [] };
    } else if (name === "Data" || name === "SimpleData") this.#property = attributes["name"] ?? "";
    else if (name === "Polygon") this.#rings = [];
  }

  #close(name: string): void {
    this.#path.pop();
    const placemark = this.#placemark;
    const text = this.#text.trim();
    this.#text = "";
    if (placemark === null) return;
    const parent = this.#path.at(-1);
    if (name === "Placemark") this.#finish();
    else if ((name === "name" || name === "description") && parent === "Placemark") this.#set(name, text);
    else if ((name === "value" && parent === "Data") || name === "SimpleData")
      this.#set(this.#property, text);
    else if (name === "coordinates") this.#coordinates(parent ?? "", text);
    else if (name === "Polygon") placemark.shapes.push({ type: "Polygon", coordinates: this.#rings });
    else if (name === "LineString" || name === "Track" || name === "Model")
      placemark.shapes.push({ type: name, coordinates: [] });
  }

  #set(name: string, text: string): void {
    const properties = this.#placemark?.properties;
    if (properties === undefined || name === "" || Object.keys(properties).length >= MOST_PROPERTIES) return;
    properties[name] = text;
  }

  #coordinates(parent: string, text: string): void {
    const positions = text === "" ? [] : text.split(/\s+/).map(toPosition);
    if (parent === "Point") this.#placemark?.shapes.push({ type: "Point", coordinates: positions[0] ?? [] });
    else if (parent !== "LinearRing") return;
    else if (this.#path.at(-2) === "outerBoundaryIs") this.#rings.unshift(positions);
    else if (this.#path.at(-2) === "innerBoundaryIs") this.#rings.push(positions);
  }

  #finish(): void {
    const placemark = this.#placemark;
    this.#placemark = null;
    if (placemark === null) return;
    this.rows += 1;
    const { id, properties, shapes } = placemark;
    this.done.push({ row: this.rows, id, properties, geometry: together(shapes) });
  }
}

/** Several polygons of one placemark are one building. */
function together(shapes: readonly Shape[]): Shape | null {
  const [first] = shapes;
  if (shapes.length <= 1) return first ?? null;
  if (shapes.every(({ type }) => type === "Polygon")) {
    return { type: "MultiPolygon", coordinates: shapes.map(({ coordinates }) => coordinates) };
  }
  return { type: "GeometryCollection", coordinates: [] };
}

function toPosition(text: string): [number, number] {
  const [lon = Number.NaN, lat = Number.NaN] = text
    .split(",")
    .map((part) => (part === "" ? Number.NaN : Number(part)));
  return [lon, lat];
}

const localName = (name: string) => name.slice(name.indexOf(":") + 1);
