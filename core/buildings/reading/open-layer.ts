import { access } from "node:fs/promises";
import path from "node:path";
import type { PlaceColumns } from "./csv.ts";
import { bytesOfFile, headOf } from "./file-bytes.ts";
import { geoJsonLayer } from "./geojson.ts";
import type { Bytes, Layer } from "./layer.ts";
import { FileRefusal, quote } from "./refusal.ts";
import { shapefileLayer } from "./shapefile.ts";
import { openZip, type ZipEntry } from "./zip.ts";
import { sayRefusal } from "../../../shared/refusals.ts";

/** `fgb`, major version 3, `fgb`. */
const FLATGEOBUF = Buffer.from("fgb\u0003fgb", "latin1");

/** What the admin states that decides which features are read. */
export type LayerChoice = { layer?: string | undefined; columns: PlaceColumns };

/** Layers of archives are worth a look in this order; what else lies in an archive is let be. */
const READABLE = [".shp", ".gpkg", ".geojson", ".json", ".geojsonl", ".ndjson", ".fgb", ".kml", ".csv"];
const JUNK = /(?:^|\/)(?:__MACOSX\/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i;
const PARTS_OF_SHAPEFILES = /\.(?:dbf|shx|prj|cpg|sbn|sbx|qix)$/i;

/**
 * Opens the footprints of a file, whatever its kind: told by its first bytes, and by its name only where those are
 * plain text.
 *
 * @param scratch a folder of the caller's for copies
 * @throws FileRefusal when there are none, or several to choose from
 */
export async function openLayer(file: string, scratch: string, choice: LayerChoice): Promise<Layer> {
  const bytes = await bytesOfFile(file);
  if (bytes.size === 0) throw new FileRefusal(sayRefusal("file.empty"));
  const head = await headOf(bytes, 1024);
  if (await isArchive(bytes, head)) return openArchive(bytes, scratch, choice);
  if (head.length >= 32 && head.readInt32BE(0) === 9994) {
    if (/\.shx$/i.test(file)) throw partOfShapefile(file);
    return shapefileLayer(await siblingsOf(file, bytes));
  }
  if (PARTS_OF_SHAPEFILES.test(file)) throw partOfShapefile(file);
  return openPlain(bytes, head, scratch, choice);
}

// Readers are loaded when they are needed: most imports need one of them.
async function openPlain(bytes: Bytes, head: Buffer, scratch: string, choice: LayerChoice): Promise<Layer> {
  if (head.toString("latin1", 0, 15) === "SQLite format 3") {
    return (await import("./geopackage.ts")).geoPackageLayer(bytes, scratch, (names) =>
      chooseOne(names, choice.layer, (name) => name),
    );
  }
  if (head.subarray(0, 7).equals(FLATGEOBUF)) return (await import("./flatgeobuf.ts")).flatGeobufLayer(bytes);
  const text = textOf(head);
  if (text === null) throw unknownKind();
  const start = text.replace(/^\uFEFF/, "").trimStart();
  if (start.startsWith("<")) {
    if (/^<(?:!doctype\s+)?html/i.test(start)) throw new FileRefusal(sayRefusal("file.web-page"));
    return (await import("./kml.ts")).kmlLayer(bytes);
  }
  if (/^[{[\u001e]/.test(start) || /\.(?:geo)?json/i.test(bytes.name)) return geoJsonLayer(bytes);
  if (/\.(?:csv|tsv|txt|tab)$/i.test(bytes.name))
    return (await import("./csv.ts")).csvLayer(bytes, choice.columns);
  throw unknownKind();
}

/** Also one with a web page in front, as the downloads of some portals have. */
async function isArchive(bytes: Bytes, head: Buffer): Promise<boolean> {
  if (head.length < 4) return false;
  if (head.readUInt32LE(0) === 0x0403_4b50 || head.readUInt32LE(0) === 0x0605_4b50) return true;
  return /\.(?:zip|kmz)$/i.test(bytes.name) || head.indexOf(Buffer.from([0x50, 0x4b, 3, 4])) !== -1;
}

async function openArchive(bytes: Bytes, scratch: string, choice: LayerChoice): Promise<Layer> {
  const { entries, notes } = await openZip(bytes);
  const useful = entries.filter(({ name }) => !JUNK.test(name));
  const layers = useful.filter(({ name }) => READABLE.includes(path.posix.extname(name).toLowerCase()));
  if (layers.length === 0) {
    const said = notes.length === 0 ? "" : ` ${notes.join(" ")}`;
    throw new FileRefusal(sayRefusal("file.zip-nothing", { number: entries.length, more: said }));
  }
  const best = preferred(layers);
  const chosen = choice.layer === undefined ? best : layers;
  const entry = chooseOne(chosen, choice.layer, ({ name }) => name);
  const layer = await openEntry(entry, useful, scratch, choice);
  const others = layers.filter((other) => other !== entry);
  return {
    ...layer,
    notes: [
      ...notes,
      ...(others.length > 0
        ? [`Read ${quote(entry.name)}, one of ${layers.length} layers of the archive.`]
        : []),
      ...layer.notes,
    ],
  };
}

/** Of several layers, those of the kind that comes first, and of those the ones that speak of buildings. */
function preferred(layers: readonly ZipEntry[]): readonly ZipEntry[] {
  const kind = READABLE.find((ending) => layers.some(({ name }) => name.toLowerCase().endsWith(ending)));
  const same = layers.filter(({ name }) => name.toLowerCase().endsWith(kind ?? ""));
  const areas = same.filter(({ name }) =>
    /(?:building|footprint|settlements?_?poly|builtup|built_up)/i.test(name),
  );
  const points = same.filter(({ name }) => /(?:damage|settlement)/i.test(name));
  if (areas.length === 1) return areas;
  return same.length > 1 && areas.length === 0 && points.length === 1 ? points : same;
}

async function openEntry(
  entry: ZipEntry,
  entries: readonly ZipEntry[],
  scratch: string,
  choice: LayerChoice,
): Promise<Layer> {
  if (!entry.name.toLowerCase().endsWith(".shp")) {
    return openPlain(entry, await headOf(entry, 1024), scratch, choice);
  }
  const stem = entry.name.slice(0, -4).toLowerCase();
  const part = (ending: string) =>
    entries.find(({ name }) => name.toLowerCase() === `${stem}.${ending}`) ?? null;
  return shapefileLayer({ shp: entry, dbf: part("dbf"), prj: part("prj"), cpg: part("cpg") });
}

async function siblingsOf(file: string, shp: Bytes) {
  const stem = file.replace(/\.[^./\\]*$/, "");
  const part = async (ending: string): Promise<Bytes | null> => {
    for (const name of [`${stem}.${ending}`, `${stem}.${ending.toUpperCase()}`]) {
      const isThere = await access(name).then(
        () => true,
        () => false,
      );
      if (isThere) return bytesOfFile(name);
    }
    return null;
  };
  return { shp, dbf: await part("dbf"), prj: await part("prj"), cpg: await part("cpg") };
}

/** The only one, or the one that the admin names (in full, or by a part that no other has). */
function chooseOne<Item>(
  items: readonly Item[],
  wanted: string | undefined,
  nameOf: (item: Item) => string,
): Item {
  const named = wanted === undefined ? items : items.filter((item) => nameOf(item) === wanted);
  const fitting =
    named.length > 0 || wanted === undefined ? named : items.filter((item) => nameOf(item).includes(wanted));
  const [only] = fitting;
  if (fitting.length === 1 && only !== undefined) return only;
  const names = items
    .slice(0, 20)
    .map((item) => quote(nameOf(item)))
    .join(", ");
  throw new FileRefusal(
    wanted === undefined
      ? sayRefusal("file.layers", { layers: names })
      : `${fitting.length === 0 ? "None" : "Several"} of its layers is called ${quote(wanted)}: ${names}`,
  );
}

/** The first characters, or null when they are no text. */
function textOf(head: Buffer): string | null {
  const isWide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (isWide) return new TextDecoder(head[0] === 0xff ? "utf-16le" : "utf-16be").decode(head);
  return head.includes(0) ? null : head.toString("utf8");
}

const unknownKind = () => new FileRefusal(sayRefusal("file.unknown-kind"));

const partOfShapefile = (file: string) =>
  new FileRefusal(sayRefusal("file.shp-part", { name: quote(path.basename(file)) }));
