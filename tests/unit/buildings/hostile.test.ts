import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readFootprintFile } from "../../../core/buildings/read-file.ts";
import { NEVER_STOPPING } from "../../../core/jobs.ts";
import { zipOf } from "../../support/zips.ts";

const VERDICT_MS = 30_000;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "aftermap-hostile-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const good = Buffer.from('{"type":"Point","coordinates":[38,35]}');
const feature = (geometry: string) => `{"type":"Feature","properties":{},"geometry":${geometry}}`;
const kml = (head: string, body: string) =>
  `<?xml version="1.0"?>${head}<kml><Document><Placemark><name>${body}</name></Placemark></Document></kml>`;
const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;

function shapefile(contentWords: number): Buffer {
  const head = Buffer.alloc(108);
  head.writeInt32BE(9994, 0);
  head.writeInt32LE(1000, 28);
  head.writeInt32LE(5, 32);
  head.writeInt32BE(1, 100);
  head.writeInt32BE(contentWords, 104);
  return Buffer.concat([head, Buffer.alloc(64, 0xff)]);
}

const FILES: [what: string, name: string, content: () => Buffer | string, reason: RegExp][] = [
  [
    "a zip bomb",
    "bomb.zip",
    () => zipOf([{ name: "a.geojson", data: Buffer.alloc(400 * 1024 * 1024, 0x20) }]),
    /grows beyond|zip bomb/,
  ],
  [
    "a zip that lies about its sizes",
    "lies.zip",
    () => zipOf([{ name: "a.geojson", data: Buffer.alloc(2_000_000, 0x20), says: 10 }]),
    /longer than the archive says/,
  ],
  [
    "a zip whose files share their bytes",
    "shared.zip",
    () =>
      zipOf(
        Array.from({ length: 50 }, (_, at) => ({ name: `${at}.geojson`, data: good })),
        true,
      ),
    /share their bytes/,
  ],
  [
    "a zip that leads out of its folder",
    "slip.zip",
    () => zipOf([{ name: "../../../../../../evil.geojson", data: good }]),
    /leads out/,
  ],
  [
    "a zip with a link",
    "link.zip",
    () => zipOf([{ name: "a.geojson", data: Buffer.from("/etc/passwd"), mode: 0o120_777 }]),
    /is a link/,
  ],
  [
    "a zip in a zip",
    "nested.zip",
    () => zipOf([{ name: "inner.zip", data: zipOf([{ name: "a.geojson", data: good }]) }]),
    /no footprints/,
  ],
  [
    "a zip that is cut off",
    "cut.zip",
    () => zipOf([{ name: "a.geojson", data: good }]).subarray(0, 40),
    /damaged/,
  ],
  [
    "entities that read files",
    "xxe.kml",
    () => kml('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
    /declares entities/,
  ],
  [
    "a billion laughs",
    "laughs.kml",
    () =>
      kml(
        `<!DOCTYPE a [<!ENTITY l0 "ha">${Array.from({ length: 30 }, (_, at) => `<!ENTITY l${at + 1} "&l${at};&l${at};">`).join("")}]>`,
        "&l30;",
      ),
    /declares entities/,
  ],
  ["an entity without a declaration", "entity.kml", () => kml("", "&x;"), /not well-formed/],
  [
    "100,000 elements within each other",
    "deep.kml",
    () => `<kml>${"<Folder>".repeat(100_000)}`,
    /nested too deeply/,
  ],
  [
    "JSON 100,000 deep",
    "deep.geojson",
    () => `{"type":"FeatureCollection","features":[${feature(deep)}],"x":${deep}}`,
    /nested too deeply/,
  ],
  ["JSON that is only brackets", "brackets.json", () => `{"a":${"[".repeat(5_000_000)}`, /cut off/],
  [
    "a text of 30 MB",
    "long.geojson",
    () =>
      `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":"${"x".repeat(30_000_000)}"},"geometry":null}]}`,
    /larger than 8 MB/,
  ],
  [
    "a line of 40 MB",
    "line.geojsonl",
    () => `${feature("null")}\n{"a":"${"x".repeat(40_000_000)}`,
    /longer than 16 MB/,
  ],
  [
    "a table with one endless cell",
    "cell.csv",
    () => `longitude,latitude\n"${"9".repeat(20_000_000)}`,
    /cannot be read/,
  ],
  ["a Shapefile whose record claims two gigabytes", "claims.shp", () => shapefile(0x3fff_ffff), /damaged/],
  ["a Shapefile of nothing but 0xff", "ones.shp", () => shapefile(32), /row 1|damaged/],
  [
    "a FlatGeobuf whose header claims four gigabytes",
    "claims.fgb",
    () => Buffer.concat([Buffer.from("fgb\u0003fgb\u0000", "latin1"), Buffer.alloc(64, 0xff)]),
    /damaged/,
  ],
  [
    "a FlatGeobuf of zeros",
    "zeros.fgb",
    () =>
      Buffer.concat([
        Buffer.from("fgb\u0003fgb\u0000", "latin1"),
        Buffer.from([16, 0, 0, 0]),
        Buffer.alloc(64),
      ]),
    /damaged|none of/i,
  ],
  [
    "a GeoPackage that is none",
    "none.gpkg",
    () => Buffer.concat([Buffer.from("SQLite format 3\u0000"), Buffer.alloc(5_000, 0x41)]),
    /cannot be read/,
  ],
  [
    "a million rows of which none can be used",
    "useless.geojsonl",
    () => `${feature("null")}\n`.repeat(1_000_000),
    /None of/,
  ],
  [
    "a picture",
    "picture.geojson",
    () => Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
    /no kind that is read/,
  ],
  [
    "a virtual format of GDAL",
    "remote.vrt",
    () =>
      '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/http://127.0.0.1/a</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>',
    /not KML/,
  ],
];

it.each(FILES)(
  "%s ends with a reason within 30 s, and leaves nothing behind",
  async (_, name, content, reason) => {
    const home = path.join(folder, name.replace(".", "-"));
    const file = path.join(folder, name);
    const scratch = await mkdtemp(`${home}-`);
    await writeFile(file, content());
    const started = Date.now();
    const refused: string[] = [];
    const order = { file, scratch, options: {}, places: [] };
    const result = await readFootprintFile(
      order,
      {
        rows: async () => {},
        refused: (rows) =>
          refused.push(...rows.slice(0, 1).map(({ row, reason: why }) => `row ${row}: ${why}`)),
        progress() {},
      },
      NEVER_STOPPING,
    ).catch((error: unknown) => error);
    expect(Date.now() - started).toBeLessThan(VERDICT_MS);
    if (result instanceof Error) {
      expect(result).toMatchObject({ code: "invalid_input", message: expect.stringMatching(reason) });
    } else {
      expect(result).toMatchObject({ accepted: 0 });
      expect(`None of: ${refused[0]}`).toMatch(reason);
    }
    expect((await readdir(folder)).filter((one) => one.includes("evil"))).toEqual([]);
    await rm(file);
    await rm(scratch, { recursive: true });
  },
);
