import { execFile } from "node:child_process";
import { mkdtemp, readFile as readText, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFile } from "./reading.ts";

const run = promisify(execFile);
const noGdal = await run("ogr2ogr", ["--version"]).then(
  () => null,
  () => "GDAL's programs are not installed",
);
const COUNT = 50;

let folder: string;
let source: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "aftermap-formats-"));
  source = path.join(folder, "source.geojson");
  await writeFile(source, JSON.stringify({ type: "FeatureCollection", features: houses() }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Houses near Denver, where many systems are at home; every fifth of two parts, every seventh with a yard. */
function houses(): unknown[] {
  return Array.from({ length: COUNT }, (_, index) => {
    const west = -105 + index * 0.0004;
    const square = (x: number, y: number, size: number) => [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ];
    const house = [square(west, 39.7, 0.0002)];
    if (index % 7 === 0) house.push(square(west + 0.00005, 39.70005, 0.0001).toReversed());
    const geometry =
      index % 5 === 0
        ? { type: "MultiPolygon", coordinates: [house, [square(west, 39.7005, 0.0001)]] }
        : { type: "Polygon", coordinates: house };
    return {
      type: "Feature",
      properties: { id: `h${index}`, storeys: index % 4, name: "Müller 家" },
      geometry,
    };
  });
}

/** Writes the houses with GDAL, in another format or system. */
async function written(name: string, ...flags: string[]): Promise<string> {
  const file = path.join(folder, name);
  await run("ogr2ogr", [...flags, file, source]);
  return file;
}

async function expectHouses(file: string, options = {}): Promise<string> {
  const { rows, refused, did } = await readFile(file, folder, options);
  expect(refused).toEqual([]);
  expect(rows).toHaveLength(COUNT);
  const original = await readFile(source, folder);
  // FlatGeobuf is sorted by place.
  rows.sort((a, b) => Number(a.externalId?.slice(1)) - Number(b.externalId?.slice(1)));
  rows.forEach((row, index) => {
    const { bounds, geometry, externalId } = original.rows[index] ?? expect.fail();
    expect(row.externalId).toBe(externalId);
    expect(row.geometry.type, `${file} ${index}`).toBe(geometry.type);
    row.bounds.forEach((side, at) => expect(side).toBeCloseTo(bounds[at] ?? 0, 7));
    expect(row.geometry.coordinates.flat(index % 5 === 0 ? 1 : 0)).toHaveLength(
      geometry.coordinates.flat(index % 5 === 0 ? 1 : 0).length,
    );
    expect(String(row.properties["storeys"])).toBe(String(index % 4));
    expect(row.properties["name"]).toBe("Müller 家");
  });
  return did;
}

describe.skipIf(noGdal !== null)(`footprints written by GDAL ${noGdal ?? ""}`, () => {
  it.each([
    ["a GeoPackage", "houses.gpkg", ["-f", "GPKG"]],
    ["a GeoPackage in a national grid", "grid.gpkg", ["-f", "GPKG", "-t_srs", "EPSG:5070"]],
    ["FlatGeobuf", "houses.fgb", ["-f", "FlatGeobuf"]],
    [
      "FlatGeobuf without an index, in UTM",
      "utm.fgb",
      ["-f", "FlatGeobuf", "-lco", "SPATIAL_INDEX=NO", "-t_srs", "EPSG:32613"],
    ],
    ["newline-delimited GeoJSON", "houses.geojsonl", ["-f", "GeoJSONSeq"]],
    ["GeoJSON with record separators", "houses.geojsons", ["-f", "GeoJSONSeq", "-lco", "RS=YES"]],
    ["CSV with WKT", "houses.csv", ["-f", "CSV", "-lco", "GEOMETRY=AS_WKT", "-lco", "SEPARATOR=SEMICOLON"]],
    ["a Shapefile in UTF-8", "houses.shp", ["-f", "ESRI Shapefile", "-lco", "ENCODING=UTF-8"]],
    ["KML", "houses.kml", ["-f", "LIBKML"]],
  ])("are the same from %s", async (_, name, flags) => {
    expect(await expectHouses(await written(name, ...flags))).toContain("Read as");
  });

  it("are the same from a zipped Shapefile in US feet, in a folder beside junk", async () => {
    const inner = path.join(folder, "archive", "data");
    await run("mkdir", ["-p", inner, path.join(folder, "archive", "__MACOSX")]);
    // NAD83 / Colorado North, US survey feet: not in any list of ours, spelled out in the .prj.
    await run("ogr2ogr", [
      "-f",
      "ESRI Shapefile",
      "-lco",
      "ENCODING=UTF-8",
      "-t_srs",
      "EPSG:2231",
      path.join(inner, "denver.shp"),
      source,
    ]);
    await writeFile(path.join(folder, "archive", "__MACOSX", "._denver.shp"), "junk");
    const zip = path.join(folder, "denver.zip");
    await run("python3", [
      "-c",
      "import shutil,sys; shutil.make_archive(sys.argv[1][:-4], 'zip', sys.argv[2])",
      zip,
      path.join(folder, "archive"),
    ]);
    expect(await expectHouses(zip)).toMatch(/Converted coordinates from NAD.1983.StatePlane.Colorado/);
    // A web page in front, as downloads of some portals have.
    const dirty = path.join(folder, "dirty.zip");
    await writeFile(
      dirty,
      Buffer.concat([Buffer.from("<html>302 Found</html>".repeat(7)), await readText(zip)]),
    );
    await expectHouses(dirty);
  });

  it("in a system that we do not know are converted by GDAL, exactly", async () => {
    // CH1903+: an oblique Mercator over a datum a hundred metres off.
    const swiss = path.join(folder, "swiss.geojson");
    await writeFile(
      swiss,
      JSON.stringify({
        type: "FeatureCollection",
        crs: { type: "name", properties: { name: "EPSG:2056" } },
        features: [
          {
            type: "Feature",
            properties: {},
            geometry: { type: "Point", coordinates: [2_600_000, 1_200_000] },
          },
        ],
      }),
    );
    const { rows, did } = await readFile(swiss, folder);
    expect(did).toContain("with GDAL");
    // The old observatory of Berne: 7°26'19.09" E, 46°57'3.89" N in WGS 84 (swisstopo).
    const [lon, lat] = (rows[0] ?? expect.fail()).geometry.coordinates;
    expect(lon).toBeCloseTo(7.438_632, 5);
    expect(lat).toBeCloseTo(46.951_083, 5);
  });

  it("are asked about when a GeoPackage holds several layers, and read by the name of one", async () => {
    const file = await written("two.gpkg", "-f", "GPKG", "-nln", "houses");
    await run("ogr2ogr", ["-f", "GPKG", "-update", "-nln", "roads", file, source]);
    await expect(readFile(file, folder)).rejects.toThrow(/several layers: houses, roads.*options\.layer/);
    await expectHouses(file, { layer: "house" });
  });
});

describe("a table", () => {
  const table = async (name: string, text: string | Buffer, options = {}) => {
    await writeFile(path.join(folder, name), text);
    return readFile(path.join(folder, name), folder, options);
  };

  it("is read with tabs, a byte order mark, decimal commas, UTF-16 or Latin letters", async () => {
    const rows = ["id\tLon\tLat", "a\t38,5\t35,25", "b\t38.6\t35.25"].join("\r\n");
    for (const bytes of [Buffer.from(`\uFEFF${rows}`), Buffer.from(`\uFEFF${rows}`, "utf16le")]) {
      const read = await table("tabs.csv", bytes);
      expect(read.rows.map(({ geometry }) => geometry.coordinates)).toEqual([
        [38.5, 35.25],
        [38.6, 35.25],
      ]);
      expect(read.did).toContain("decimal comma");
    }
    const latin = await table("latin.csv", Buffer.from("name,x,y\nMéxico,-99,19\n", "latin1"));
    expect(latin.rows[0]?.properties["name"]).toBe("México");
    expect(latin.did).toContain("Windows-1252");
  });

  it("asks for its place when no column is called so, and takes the answer", async () => {
    const text = "Ost,Nord,r\n38.5,35.2,12\n38.6,35.2,\n38.7,oops,3\n";
    const { question } = await table("columns.csv", text);
    expect(question.missing.map(({ key }: any) => key)).toEqual(["column:longitude", "column:latitude"]);
    expect(question.columns[0]).toEqual({ name: "Ost", samples: ["38.5", "38.6", "38.7"] });
    const mapping = { "column:longitude": "Ost", "column:latitude": "Nord", "column:radius": "r" };
    const { rows, refused } = await table("columns.csv", text, { mapping });
    expect(rows.map(({ radiusMetres }) => radiusMetres)).toEqual([12, 10]);
    expect(refused).toEqual([{ row: 3, externalId: null, reason: expect.stringContaining("not numbers") }]);
  });
});

describe("small faults of an outline", () => {
  const one = async (coordinates: unknown, type = "Polygon") => {
    const file = path.join(folder, "one.geojson");
    await writeFile(file, JSON.stringify({ type, coordinates }));
    const { rows, refused, did } = await readFile(file, folder);
    return { geometry: rows[0]?.geometry as any, reason: refused[0]?.reason, did };
  };
  const [a, b, c, d] = [
    [38, 35],
    [38.0002, 35],
    [38.0002, 35.0002],
    [38, 35.0002],
  ];

  it("are put right and said: open, doubled, spiked, turned, with heights, or of one part", async () => {
    const square = [[a, b, c, d, a]];
    expect((await one([[a, b, c, d]])).geometry.coordinates).toEqual(square);
    expect((await one([[a, b, b, c, d, a]])).did).toContain("repeated");
    expect((await one([[a, b, [38.0005, 35], b, c, d, a]])).geometry.coordinates).toEqual(square);
    expect((await one([[a, d, c, b, a]])).geometry.coordinates).toEqual([[a, b, c, d, a]]);
    expect(
      (
        await one([
          [
            [38, 35, 9],
            [38.0002, 35, 9],
            [38.0002, 35.0002, 9],
            [38, 35.0002, 9],
            [38, 35, 9],
          ],
        ])
      ).did,
    ).toContain("heights");
    expect((await one([square], "MultiPolygon")).geometry.type).toBe("Polygon");
    expect(
      (
        await one(
          [square, square.map((ring) => ring.map(([x = 0, y = 0]) => [x + 0.001, y]))],
          "MultiPolygon",
        )
      ).geometry.type,
    ).toBe("MultiPolygon");
  });

  it("include a tiny loop, but not an outline that crosses itself", async () => {
    const loop = await one([[a, b, c, [38.00000001, 35.0002], [38.00000001, 35.00019999], d, a]]);
    expect(loop.geometry).toBeDefined();
    expect((await one([[a, c, b, d, a]])).reason).toContain("crosses itself");
    const hole = [
      [38.0001, 35.0001],
      [38.0003, 35.0001],
      [38.0003, 35.00015],
      [38.0001, 35.0001],
    ];
    expect((await one([[a, b, c, d, a], hole])).reason).toContain("a hole crosses");
  });

  it("end where numbers are none, or would be right the other way round", async () => {
    const file = path.join(folder, "nan.geojson");
    await writeFile(
      file,
      '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[NaN,1]}},{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1e300,1]}},{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[35,139]}}]}',
    );
    const { refused } = await readFile(file, folder);
    expect(refused.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("not valid JSON"),
      expect.stringContaining("longitude is out of range"),
      expect.stringContaining('axisOrder "yx"'),
    ]);
    expect((await readFile(file, folder, { axisOrder: "yx" })).rows[0]?.geometry.coordinates).toEqual([
      139, 35,
    ]);
  });
});
