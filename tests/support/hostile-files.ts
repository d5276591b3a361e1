/**
 * Files that mean harm, made from sound ones: cut off, with counts and sizes that lie, directories that go round in
 * circles, bits turned over, bombs, entities, and paths and addresses that a careless reader would follow. Seeded, so
 * that a find can be made again.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { seededRandom } from "../../shared/consensus/random.ts";
import { anImage } from "../unit/imagery/an-image.ts";
import { zipOf } from "./zips.ts";

export type HostileFile = { name: string; kind: "scenes" | "buildings"; bytes: Buffer };

function diceOf(seed: number): (sides: number) => number {
  const random = seededRandom(seed);
  return (sides) => Math.floor(random() * sides);
}

/** A ZIP of one file. `says` is the length that it claims. */
const aZip = (name: string, data: Buffer, says = data.length) => zipOf([{ name, data, says }]);

const HOUSES = Array.from({ length: 20 }, (_, nth) => {
  const [west, south] = [38 + nth * 0.001, 35];
  const ring = [
    [west, south],
    [west + 0.0002, south],
    [west + 0.0002, south + 0.0002],
    [west, south + 0.0002],
    [west, south],
  ];
  return { id: `h${nth}`, west, south, ring };
});

function geoJson(): Buffer {
  const features = HOUSES.map(({ id, ring }) => ({
    type: "Feature",
    properties: { id },
    geometry: { type: "Polygon", coordinates: [ring] },
  }));
  return Buffer.from(JSON.stringify({ type: "FeatureCollection", features }));
}

const kml = (head = "", name = "house") => {
  const marks = HOUSES.map(
    ({ ring }) =>
      `<Placemark><name>${name}</name><Polygon><outerBoundaryIs><LinearRing><coordinates>${ring.join(" ")}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>`,
  );
  return Buffer.from(
    `<?xml version="1.0"?>${head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>${marks.join("")}</Document></kml>`,
  );
};

const csv = () =>
  Buffer.from(
    [
      "id,wkt",
      ...HOUSES.map(({ id, ring }) => `${id},"POLYGON((${ring.map((at) => at.join(" ")).join(",")}))"`),
    ].join("\n"),
  );

/** Little-endian WKB of a polygon behind GeoPackage's own header. */
function gpkgGeometry(ring: number[][]): Buffer {
  const head = Buffer.from([
    0x47,
    0x50,
    0,
    1,
    0xe6,
    0x10,
    0,
    0,
    1,
    3,
    0,
    0,
    0,
    1,
    0,
    0,
    0,
    ring.length,
    0,
    0,
    0,
  ]);
  const places = Buffer.alloc(ring.length * 16);
  for (const [nth, [x = 0, y = 0]] of ring.entries()) {
    places.writeDoubleLE(x, nth * 16);
    places.writeDoubleLE(y, nth * 16 + 8);
  }
  return Buffer.concat([head, places]);
}

function geoPackage(folder: string): Buffer {
  const require = createRequire(import.meta.url);
  const { Database } = require("node-sqlite3-wasm");
  const { readFileSync, rmSync } = require("node:fs");
  const file = join(folder, "seed.gpkg");
  const database = new Database(file);
  database.exec(`
    create table gpkg_spatial_ref_sys (srs_name text, srs_id integer primary key, organization text, organization_coordsys_id integer, definition text);
    insert into gpkg_spatial_ref_sys values ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84"]');
    create table gpkg_contents (table_name text primary key, data_type text, identifier text, srs_id integer);
    insert into gpkg_contents values ('houses', 'features', 'houses', 4326);
    create table gpkg_geometry_columns (table_name text, column_name text, geometry_type_name text, srs_id integer, z integer, m integer);
    insert into gpkg_geometry_columns values ('houses', 'geom', 'POLYGON', 4326, 0, 0);
    create table houses (fid integer primary key, geom blob, id text);
  `);
  for (const { id, ring } of HOUSES)
    database.run("insert into houses (geom, id) values (?, ?)", [gpkgGeometry(ring), id]);
  database.close();
  const bytes = readFileSync(file);
  rmSync(file);
  return bytes;
}

function shapefile(): Buffer {
  const records = HOUSES.map(({ ring }, nth) => {
    const record = Buffer.alloc(8 + 48 + ring.length * 16);
    record.writeInt32BE(nth + 1, 0);
    record.writeInt32BE((record.length - 8) / 2, 4);
    record.writeInt32LE(5, 8);
    record.writeInt32LE(1, 44);
    record.writeInt32LE(ring.length, 48);
    for (const [at, [x = 0, y = 0]] of ring.toReversed().entries()) {
      record.writeDoubleLE(x, 56 + at * 16);
      record.writeDoubleLE(y, 64 + at * 16);
    }
    return record;
  });
  const head = Buffer.alloc(100);
  head.writeInt32BE(9994, 0);
  head.writeInt32BE((100 + records.reduce((sum, { length }) => sum + length, 0)) / 2, 24);
  head.writeInt32LE(1000, 28);
  head.writeInt32LE(5, 32);
  return Buffer.concat([head, ...records]);
}

const TIFFS = [
  () => anImage({ width: 200, height: 150, tile: 64, compression: "deflate" }),
  () => anImage({ width: 120, height: 90, compression: "lzw", predictor: 2 }),
  () => anImage({ width: 100, height: 80, bits: 16, bigEndian: true }),
  () => anImage({ width: 100, height: 80, bigTiff: true, planar: true }),
];

/** Ways to spoil bytes; `dice(n)` gives 0 … n − 1. */
const SPOILERS: ((bytes: Buffer, dice: (sides: number) => number) => Buffer)[] = [
  (bytes, dice) => bytes.subarray(0, 1 + dice(bytes.length - 1)),
  (bytes, dice) => {
    for (let nth = 0; nth < 12; nth += 1) bytes[dice(bytes.length)] = dice(256);
    return bytes;
  },
  (bytes, dice) => {
    // Where headers and directories lie, a number becomes the largest there is.
    const at = dice(Math.min(bytes.length, 400) - 4);
    bytes.fill(0xff, at, at + 4);
    return bytes;
  },
  (bytes, dice) => bytes.fill(0, dice(bytes.length), bytes.length),
  (bytes, dice) => {
    const at = dice(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(dice(at + 1))]);
  },
];

/** Puts another value into a tag of a little-endian classic TIFF. */
function withTag(bytes: Buffer, tag: number, write: (at: number) => void): Buffer {
  const directory = bytes.readUInt32LE(4);
  for (let entry = 0; entry < bytes.readUInt16LE(directory); entry += 1)
    if (bytes.readUInt16LE(directory + 2 + entry * 12) === tag) write(directory + 2 + entry * 12);
  return bytes;
}

/** Known ways to do harm. `address` is one that must never be asked, `secret` a file that must never be read. */
function known(address: string, secret: string): HostileFile[] {
  const tiff = () => anImage({ width: 64, height: 48 });
  const sized = (side: number) => {
    const bytes = tiff();
    withTag(bytes, 256, (at) => bytes.writeUInt32LE(side, at + 8));
    return withTag(bytes, 257, (at) => bytes.writeUInt32LE(side, at + 8));
  };
  const circular = tiff();
  const directory = circular.readUInt32LE(4);
  circular.writeUInt32LE(directory, directory + 2 + circular.readUInt16LE(directory) * 12);
  const crowded = tiff();
  crowded.writeUInt16LE(0xffff, crowded.readUInt32LE(4));
  const many = tiff();
  withTag(many, 273, (at) => many.writeUInt32LE(0x7fff_ffff, at + 4));
  const bomb = anImage({ width: 30_000, height: 16, tile: 16, compression: "deflate", value: () => 0 });
  withTag(bomb, 257, (at) => bomb.writeUInt32LE(30_000, at + 8));
  const vrt = (source: string) =>
    `<VRTDataset rasterXSize="64" rasterYSize="64"><SRS>EPSG:3857</SRS><VRTRasterBand dataType="Byte" band="1"><SimpleSource><SourceFilename relativeToVRT="0">${source}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>`;
  const scenes: [string, Buffer | string][] = [
    ["circle.tif", circular],
    ["crowded.tif", crowded],
    ["many-strips.tif", many],
    ["gigantic.tif", sized(0xffff_ffff)],
    ["nothing-wide.tif", sized(0)],
    ["large-and-empty.tif", sized(300_000)],
    ["bomb.tif", bomb],
    ["deflated.tif", Buffer.concat([Buffer.from("II*\0\x08\0\0\0"), deflateSync(Buffer.alloc(5_000_000))])],
    ["remote.tif", vrt(`/vsicurl/${address}/a.tif`)],
    ["local.tif", vrt(secret)],
    ["stdin.tif", vrt("/vsistdin/")],
    ["zipped.tif", vrt(`/vsizip//vsicurl/${address}/a.zip/a.tif`)],
    ["wms.tif", `<GDAL_WMS><Service name="TMS"><ServerUrl>${address}/</ServerUrl></Service></GDAL_WMS>`],
    ["picture.tif", `<svg xmlns="http://www.w3.org/2000/svg"><image href="${address}/a.png"/></svg>`],
    ["script.tif", "#!/bin/sh\ntouch escaped\n"],
    ["nothing.tif", ""],
  ];
  const entity = (target: string) => `<!DOCTYPE a [<!ENTITY x SYSTEM "${target}">]>`;
  const buildings: [string, Buffer | string][] = [
    ["xxe.kml", kml(entity(`file://${secret}`), "&x;")],
    ["xxe-remote.kml", kml(entity(`${address}/x`), "&x;")],
    ["dtd.kml", kml(`<!DOCTYPE a SYSTEM "${address}/a.dtd">`)],
    ["link.kml", kml("", `<NetworkLink><Link><href>${address}/more.kml</href></Link></NetworkLink>`)],
    ["slip.zip", aZip("../../escaped.geojson", geoJson())],
    ["absolute.zip", aZip("/tmp/escaped.geojson", geoJson())],
    ["windows.zip", aZip("..\\..\\escaped.geojson", geoJson())],
    ["bomb.zip", aZip("a.geojson", Buffer.alloc(60_000_000, 0x20))],
    ["lies.zip", aZip("a.geojson", geoJson(), 7)],
    ["remote.vrt", vrt(`/vsicurl/${address}/a`)],
    [
      "source.geojson",
      `<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>${secret}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>`,
    ],
    [
      "giant.geojson",
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1e308,-1e308]}}]}',
    ],
    ["deep.geojson", `{"type":"FeatureCollection","features":${"[".repeat(200_000)}`],
    ["proto.geojson", '{"type":"FeatureCollection","__proto__":{"x":1},"features":[{"__proto__":null}]}'],
    ["nan.csv", "id,longitude,latitude\na,NaN,Infinity\nb,1e999,-1e999\n"],
    ["formula.csv", "id,longitude,latitude\n=cmd|'/c calc'!A1,200,\"100\"\n"],
    ["nothing.gpkg", ""],
  ];
  return [
    ...scenes.map(([name, bytes]): HostileFile => ({ name, kind: "scenes", bytes: Buffer.from(bytes) })),
    ...buildings.map(([name, bytes]): HostileFile => ({
      name,
      kind: "buildings",
      bytes: Buffer.from(bytes),
    })),
  ];
}

/**
 * All known ways, and as many spoiled files as are wanted.
 *
 * @param folder in which a GeoPackage may be made
 */
export function hostileFiles(
  wanted: { spoiled: number; seed: number },
  folder: string,
  bait: { address: string; secret: string },
): HostileFile[] {
  const sound: { name: string; kind: HostileFile["kind"]; make: () => Buffer }[] = [
    ...TIFFS.map((make) => ({ name: "tif", kind: "scenes" as const, make })),
    ...[geoJson, kml, csv, shapefile].map((make, nth) => ({
      name: ["geojson", "kml", "csv", "shp"][nth]!,
      kind: "buildings" as const,
      make: () => make(),
    })),
    { name: "zip", kind: "buildings", make: () => aZip("a.geojson", geoJson()) },
    { name: "gpkg", kind: "buildings", make: () => geoPackage(folder) },
  ];
  const spoiled = Array.from({ length: wanted.spoiled }, (_, nth): HostileFile => {
    const dice = diceOf(wanted.seed * 100_003 + nth);
    const { name, kind, make } = sound[nth % sound.length]!;
    const spoil = SPOILERS[Math.floor(nth / sound.length) % SPOILERS.length]!;
    return { name: `spoiled-${wanted.seed}-${nth}.${name}`, kind, bytes: Buffer.from(spoil(make(), dice)) };
  });
  return [...known(bait.address, bait.secret), ...spoiled];
}
