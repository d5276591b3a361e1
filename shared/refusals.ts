/**
 * Why files and rows of an import are refused: a code for each reason, with its English sentence. Whoever refuses says
 * it with `sayRefusal`, so that the sentence is what is stored, logged and written into tables; `readRefusal` gives code
 * and values back, so that screens can say it in their reader's language. The list is long because it is one.
 */
import { z } from "zod";

/** A row's sentence follows "row 3:", a file's and an image's stand alone. `{{…}}` are values, in the order of the words. */
export const REFUSALS = {
  "row.no-geometry": "it has no geometry",
  "row.not-geojson": "its geometry is not GeoJSON: it needs a type and coordinates",
  "row.wrong-type": "it is a {{type}}: a building is a Polygon, a MultiPolygon or a Point",
  "row.nested": "its coordinates are nested too deeply",
  "row.short-position": "a position has fewer than two numbers",
  "row.not-numbers": "its coordinates are not all numbers",
  "row.no-shape": "its coordinates do not form a shape",
  "row.empty": "its geometry is empty",
  "row.corners": "it has {{number}} corners: simplify it to {{most}} or fewer",
  "row.date-line": "it crosses the date line: cut it at 180° (RFC 7946 §3.1.9)",
  "row.too-wide":
    "it is {{metres}} m wide, which no building is: look at the coordinate system and the units",
  "row.no-area": "it has no area",
  "row.no-positions": "it has no positions",
  "row.no-number": "a coordinate is not a number, or lies outside its coordinate system",
  "row.axis-order":
    'a latitude is out of range, and would be right as a longitude: if latitude stands first, state options.axisOrder "yx"',
  "row.longitude":
    "a longitude is out of range: coordinates are [longitude, latitude] in degrees, or state options.crs",
  "row.latitude":
    "a latitude is out of range: coordinates are [longitude, latitude] in degrees, or state options.crs",
  "row.beyond-85": "it lies beyond 85° of latitude, where there are no tiles",
  "row.crossing-hole": "a hole crosses its outline: repair it, for example with ogr2ogr -makevalid",
  "row.crossing": "its outline crosses itself: repair it, for example with ogr2ogr -makevalid",
  "row.properties-nested": "its properties are nested too deeply",
  "row.radius": "its radius is no number of metres up to {{most}}",
  "row.left-out": "the mapping leaves it out",
  "row.attributes-long": "its attributes are longer than 200 kB",
  "row.too-large": "it is larger than 8 MB",
  "row.feature-nested": "it is nested too deeply",
  "row.bad-wkt": "its {{column}} is not a shape in WKT",
  "row.bad-numbers": "its coordinates are not numbers: {{given}}",
  "row.not-binary": "its geometry is not binary",
  "row.damaged": "its geometry is damaged",
  "row.bad-json": "it is not valid JSON ({{why}})",
  "row.not-utf8": "it is not UTF-8 text",
  "row.own-crs": "it names a coordinate system of its own: give one for the whole file",
  "row.malformed": "its id or properties are malformed",
  "row.other-than-feature": "it is a {{type}}, not a Feature",
  "row.not-feature": "it is not a Feature",
  "row.unreadable": "it cannot be read ({{why}})",
  "row.deleted": "its row is marked as deleted in the .dbf",
  "row.short-record": "its record is too short",
  "row.no-building": "it has no building tag",
  "row.twice": "the id {{id}} stands in the file twice",
  "row.elsewhere":
    "the id {{id}} is in the campaign already, at another place: is it another building? Ids must be unique within a campaign",
  "file.empty": "The file is empty",
  "file.no-rows": "It holds no rows",
  "file.none-usable": "None of the {{number}} rows can be used; row {{row}}: {{reason}}",
  "file.first-unusable": "None of its first {{number}} rows can be used",
  "file.bad-json": "The file is not valid JSON: {{why}}",
  "file.json-list": "The file is a JSON list, not GeoJSON: give a FeatureCollection",
  "file.not-geojson": "The file is JSON but not GeoJSON: it needs a type at its top",
  "file.no-feature-list": "The FeatureCollection has no list of features",
  "file.other-type": "The file holds a {{type}}: give a FeatureCollection of buildings",
  "file.no-features": "The FeatureCollection holds no features",
  "file.table-empty": "The table has no rows below its header",
  "file.table-unreadable": "The table cannot be read ({{why}}): save it as CSV in UTF-8",
  "file.no-place":
    'No column of the table holds a place by its name. Its columns: {{columns}}. Name them longitude and latitude, or wkt, or state options.mapping, such as {"column:longitude": "E", "column:latitude": "N"}',
  "file.unknown-crs":
    "The coordinate system {{name}} is not known: state it as options.crs, such as EPSG:32637",
  "file.inexact-crs":
    "Coordinates in {{name}} cannot be converted exactly here: reproject the file first with ogr2ogr -t_srs EPSG:4326 out.gpkg in, or install GDAL's programs beside Aftermap",
  "file.latitude-first":
    'Its coordinates are latitude first: as they stand no building lies near the campaign\'s images, swapped they do. State options.axisOrder "yx"',
  "file.kml-empty": "The KML holds no placemarks",
  "file.kml-bad": "The KML is not well-formed ({{why}})",
  "file.not-kml": "The file is XML but not KML",
  "file.gpkg-empty": "The GeoPackage has no table of features",
  "file.gpkg-layer": "The GeoPackage has no layer {{layer}}",
  "file.gpkg-damaged":
    "The GeoPackage cannot be read ({{why}}): repair it with ogr2ogr repaired.gpkg file.gpkg",
  "file.dbf-damaged": "The table of attributes (.dbf) is damaged: export the Shapefile again",
  "file.fgb-damaged":
    "The FlatGeobuf file is damaged ({{why}}): write it again with ogr2ogr repaired.fgb source",
  "file.shp-damaged":
    "The Shapefile is damaged ({{why}}): repair it, for example with ogr2ogr repaired.gpkg file.shp",
  "file.shp-part":
    "{{name}} is a part of a Shapefile: give its .shp with this file beside it, or all of them in a .zip",
  "file.zip-nested": "It is an archive within an archive: unpack the outer one",
  "file.zip-encrypted": "{{name}} is encrypted: give an archive without a password",
  "file.zip-damaged":
    "The archive is damaged ({{why}}): download or pack it again, and test it with unzip -t",
  "file.zip-bomb": "{{name}} grows beyond all measure when unpacked, as a zip bomb does: it was not read",
  "file.zip-nothing":
    "The archive holds no footprints: none of its {{number}} files is a .shp, .gpkg, .geojson, .fgb, .kml or .csv.{{more}}",
  "file.web-page": "The file is a web page, not footprints: download it again",
  "file.layers": "It holds several layers: {{layers}}. Name one with options.layer",
  "file.unknown-kind":
    "The file is of no kind that is read: give GeoJSON, a (zipped) Shapefile, GeoPackage, FlatGeobuf, KML or CSV",
  "file.ended-early":
    "It could not be read (the reader ended early{{why}}): write it again, for example with ogr2ogr repaired.gpkg file",
  "file.nothing-in-time":
    "Nothing of it could be read within {{seconds}} s: split it or write it in another format",
  "file.slow": "It is too slow to read ({{rows}} rows in {{seconds}} s): simplify its shapes or split it",
  "file.memory": "Reading it took more memory than any file of footprints should: split it",
  "file.fault": "Something went wrong in Aftermap itself; the log tells what. Try again.",
  "image.no-crs": "It has no coordinate system, so nobody knows where on Earth it is.",
  "image.unknown-crs": "Its coordinate system ({{which}}) is not one that Aftermap places exactly by itself.",
  "image.compression": "Its compression ({{name}}) is not one we read.",
  "image.complex": "Its samples are complex numbers (radar before detection).",
  "image.depth": "Its samples have {{bits}} bits, which Aftermap does not read by itself.",
  "image.depths-differ": "Its bands differ in depth.",
  "image.block-cut": "A block of it is missing or cut off.",
  "image.block-damaged": "A block of it is damaged: its {{compression}} data cannot be unpacked.",
  "image.table-cut": "Its table of blocks is shorter than the image: the file is cut off.",
  "image.gcps": "It is placed by {{number}} ground control points and not yet rectified.",
  "image.no-place": "It is not georeferenced: nothing says where its corners lie.",
  "image.not-tiff": "It is not a GeoTIFF but {{found}}.",
  "image.bad-tiff": "Not a readable TIFF: {{why}}.",
  "image.nothing-seen": "Every pixel of it is transparent or nodata: there is nothing to see.",
  "image.no-image": "It holds no image.",
  "image.present": "This very image is in the campaign already, as {{name}}: nothing to do",
  "image.no-date":
    'No acquisition time was found in the file\'s tags, beside it or in its name: state it, in options.acquiredAt as {"{{file}}": "2017-06-11T08:12:00Z"}, or on the command line as --acquired-at {{file}}=2017-06-11T08:12:00Z',
  "image.tiles-no-date":
    'Tiles do not say when their images were taken: state it, in options.acquiredAt as {"{{file}}": "2017-06-11"}',
  "image.unreadable": "It could not be read ({{why}}).",
  "image.slow": "Reading it took longer than {{seconds}} s.",
  "image.memory": "Reading it took more memory than any image should.",
  "image.beyond-85": "It lies wholly beyond 85° of latitude, where a web map ends.",
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** A reason as a code with what it was about; `remedy` is a command or a hint that mends it, in English. */
export const ToldRefusal = z.object({
  code: z.string(),
  values: z.record(z.string(), z.string()),
  remedy: z.string().nullable(),
});
export type ToldRefusal = z.infer<typeof ToldRefusal>;

type Names<Text extends string> = Text extends `${string}{{${infer Name}}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type Values<Code extends RefusalCode> = [Names<(typeof REFUSALS)[Code]>] extends [never]
  ? []
  : [values: Readonly<Record<Names<(typeof REFUSALS)[Code]>, string | number>>];

const PLACE = /\{\{(\w+)\}\}/g;
const REMEDY = " To mend it: ";

/** The English sentence of a refusal. */
export function sayRefusal<Code extends RefusalCode>(code: Code, ...[values]: Values<Code>): string {
  const given = new Map<string, string | number>(Object.entries(values ?? {}));
  return REFUSALS[code].replaceAll(PLACE, (_, name: string) => String(given.get(name) ?? ""));
}

/** With what mends it, where there is such a thing. */
export function withRemedy(what: string, remedy: string | null): string {
  return remedy === null ? what : `${what}${REMEDY}${remedy}`;
}

/** What `sayRefusal` said; null of anything else, which is English then. Pure. */
export function readRefusal(reason: string): ToldRefusal | null {
  const end = reason.lastIndexOf(REMEDY);
  const [what, remedy] =
    end === -1 ? [reason, null] : [reason.slice(0, end), reason.slice(end + REMEDY.length)];
  for (const { code, names, pattern } of PATTERNS) {
    const found = pattern.exec(what);
    if (found === null) continue;
    const values: Record<string, string> = {};
    names.forEach((name, at) => (values[name] ??= found[at + 1] ?? ""));
    return { code, values, remedy };
  }
  return null;
}

export function isRefusalCode(code: string): code is RefusalCode {
  return Object.hasOwn(REFUSALS, code);
}

/** Those that say most of themselves come first: a value may hold anything, also what another sentence says. */
const PATTERNS = Object.entries(REFUSALS)
  .map(([code, text]) => ({
    code,
    names: [...text.matchAll(PLACE)].map(([, name = ""]) => name),
    own: text.replaceAll(PLACE, "").length,
    pattern: new RegExp(
      `^${text
        .split(/\{\{\w+\}\}/)
        .map(escaped)
        .join("(.*?)")}$`,
      "s",
    ),
  }))
  .sort((one, other) => one.names.length - other.names.length || other.own - one.own);

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
