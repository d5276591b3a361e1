import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openImage } from "../../../core/imagery/raster/open-image.ts";
import { namesOfSidecars, roleBeside } from "../../../core/imagery/raster/sidecars/find-sidecars.ts";
import { readMetadata } from "../../../core/imagery/raster/sidecars/read-metadata.ts";
import { crsOfWkt } from "../../../core/imagery/raster/wkt.ts";
import { readXml } from "../../../core/imagery/xml.ts";
import { longTag, shortTag, tiffFile } from "../../../cli/demo/geotiff/tiff-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "aftermap-sidecars-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function metadata(name: string, text: string) {
  const path = join(folder, name);
  await writeFile(path, text);
  return readMetadata({ path, name });
}

describe("metadata files of sellers", () => {
  it("Maxar's IMD: time, satellite, angles, cloud", async () => {
    const text = `version = "28.3";
BEGIN_GROUP = IMAGE_1
	satId = "WV03";
	firstLineTime = 2017-06-11T08:12:33.123456Z;
	meanSunEl = 68.4;
	meanOffNadirViewAngle = 21.5;
	cloudCover = 0.031;
END_GROUP = IMAGE_1
END;`;
    expect(await metadata("17JUN11081233-M1BS.IMD", text)).toMatchObject({
      acquired: {
        acquiredAt: "2017-06-11T08:12:33Z",
        precision: "second",
        source: "the metadata file 17JUN11081233-M1BS.IMD",
      },
      sensor: "WV03",
      offNadirDegrees: 21.5,
      sunElevationDegrees: 68.4,
      cloudShare: 0.031,
    });
  });

  it("Maxar's XML says the same; an unknown cloud cover of -999 is not taken for a number", async () => {
    const text = `<?xml version="1.0"?><isd><IMD><IMAGE><SATID>GE01</SATID><FIRSTLINETIME>2013-03-04T08:00:01Z</FIRSTLINETIME>
      <MEANSUNEL>51.2</MEANSUNEL><MEANOFFNADIRVIEWANGLE>12.0</MEANOFFNADIRVIEWANGLE><CLOUDCOVER>-999</CLOUDCOVER></IMAGE></IMD></isd>`;
    expect(await metadata("a.xml", text)).toMatchObject({
      acquired: { acquiredAt: "2013-03-04T08:00:01Z" },
      sensor: "GE01",
      cloudShare: null,
    });
  });

  it("Airbus DIMAP: angles of the centre, cloud in percent", async () => {
    const at = (place: string, angle: number) =>
      `<Located_Geometric_Values><LOCATION_TYPE>${place}</LOCATION_TYPE><Acquisition_Angles><VIEWING_ANGLE>${angle}</VIEWING_ANGLE></Acquisition_Angles>
       <Solar_Incidences><SUN_ELEVATION>60</SUN_ELEVATION></Solar_Incidences></Located_Geometric_Values>`;
    const text = `<Dimap_Document><Dataset_Content><CLOUD_COVERAGE unit="percent">8</CLOUD_COVERAGE></Dataset_Content>
      <Geometric_Data><Use_Area>${at("Top Center", 10)}${at("Center", 14.5)}${at("Bottom Center", 19)}</Use_Area></Geometric_Data>
      <Dataset_Sources><Source_Identification><Strip_Source><MISSION>PHR</MISSION><MISSION_INDEX>1A</MISSION_INDEX>
      <IMAGING_DATE>2020-08-05</IMAGING_DATE><IMAGING_TIME>08:31:12.5Z</IMAGING_TIME></Strip_Source></Source_Identification></Dataset_Sources></Dimap_Document>`;
    expect(await metadata("DIM_PHR1A.XML", text)).toMatchObject({
      acquired: { acquiredAt: "2020-08-05T08:31:12Z" },
      sensor: "PHR 1A",
      offNadirDegrees: 14.5,
      sunElevationDegrees: 60,
      cloudShare: 0.08,
    });
  });

  it("Planet's JSON and XML", async () => {
    const json = {
      id: "x",
      properties: {
        acquired: "2018-10-01T01:54:33.5Z",
        satellite_id: "1027",
        instrument: "PS2",
        view_angle: -0.3,
        sun_elevation: 61,
        cloud_cover: 0.1,
      },
    };
    expect(await metadata("a_metadata.json", JSON.stringify(json))).toMatchObject({
      acquired: { acquiredAt: "2018-10-01T01:54:33Z" },
      sensor: "PS2 1027",
      offNadirDegrees: 0.3,
      cloudShare: 0.1,
    });
    const xml = `<ps:EarthObservation xmlns:ps="p" xmlns:eop="e" xmlns:opt="o"><eop:Platform><eop:shortName>PlanetScope</eop:shortName></eop:Platform>
      <ps:acquisitionDateTime>2018-10-01T01:54:33+00:00</ps:acquisitionDateTime><ps:spaceCraftViewAngle>0.11</ps:spaceCraftViewAngle>
      <opt:cloudCoverPercentage>25</opt:cloudCoverPercentage></ps:EarthObservation>`;
    expect(await metadata("b_metadata.xml", xml)).toMatchObject({
      sensor: "PlanetScope",
      offNadirDegrees: 0.11,
      cloudShare: 0.25,
    });
  });

  it("the USGS's MTL", async () => {
    const text = `GROUP = IMAGE_ATTRIBUTES\n  SPACECRAFT_ID = "LANDSAT_8"\n  DATE_ACQUIRED = 2018-10-01\n  SCENE_CENTER_TIME = "01:08:32.0330000Z"\n  CLOUD_COVER = 3.50\n  SUN_ELEVATION = 39.1\nEND`;
    expect(await metadata("LC08_MTL.txt", text)).toMatchObject({
      acquired: { acquiredAt: "2018-10-01T01:08:32Z" },
      sensor: "LANDSAT_8",
      cloudShare: 0.035,
    });
  });

  it.each([
    [
      "entities that grow",
      `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><IMD><SATID>&b;</SATID></IMD>`,
    ],
    ["a file that it would fetch", `<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><IMD/>`],
    ["an element that never ends", "<IMD><SATID>"],
    ["a hundred thousand elements in one another", "<a>".repeat(100_000)],
  ])("XML with %s says nothing and harms nobody", async (_, text) => {
    expect(await metadata("hostile.xml", text)).toBeNull();
    expect(() => readXml(text)).toThrow(/cannot be read/);
  });
});

describe("which file belongs to which image", () => {
  it.each([
    ["a.tif", "a.tfw", "world"],
    ["A.TIF", "a.TFW", "world"],
    ["a.tif", "a.tifw", "world"],
    ["a.tif", "a.wld", "world"],
    ["a.tif", "a.prj", "projection"],
    ["a.tif", "a.tif.msk", "mask"],
    ["a.tif", "a.tif.ovr", "overviews"],
    ["a.tif", "a.tif.aux.xml", "aux"],
    ["17JUN11-M1BS.TIF", "17JUN11-M1BS.IMD", "metadata"],
    ["20181001_015433_1027_3B_AnalyticMS.tif", "20181001_015433_1027_metadata.json", "metadata"],
    ["IMG_PHR1A_PMS_2017_ORT_1_R1C1.TIF", "DIM_PHR1A_PMS_2017_ORT_1.XML", "metadata"],
    ["LC08_L1TP_107018_B4.TIF", "LC08_L1TP_107018_MTL.txt", "metadata"],
    ["a.tif", "a.rpb", "ignored"],
    ["a.tif", "b.tfw", null],
    ["a.tif", "a.geojson", null],
    ["a.tif", "readme.txt", null],
  ])("beside %s, %s is %s", (image, name, role) => {
    expect(roleBeside(image, name)).toBe(role);
  });

  it("files of no image stay files of their own", () => {
    const names = ["a.tif", "a.imd", "b.imd", "a.geojson", "notes.txt"];
    expect([...namesOfSidecars(names)]).toEqual(["a.imd"]);
  });
});

describe("images that are placed by what stands beside them", () => {
  const plain = () =>
    tiffFile(
      [
        longTag(256, 32),
        longTag(257, 32),
        shortTag(258, 8, 8, 8),
        shortTag(259, 1),
        shortTag(262, 2),
        shortTag(277, 3),
        longTag(278, 32),
        shortTag(284, 1),
      ],
      [new Uint8Array(32 * 32 * 3).fill(90)],
      { offsets: 273, lengths: 279 },
    );
  const utm =
    'PROJCS["WGS_1984_UTM_Zone_37N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]]';

  it("a world file and a .prj: the pixel's centre becomes its corner", async () => {
    await writeFile(join(folder, "w.tif"), plain());
    await writeFile(join(folder, "w.tfw"), "0.5\n0.0\n0.0\n-0.5\n500000.25\n3999999.75\n");
    await writeFile(join(folder, "w.prj"), utm);
    const image = await openImage(join(folder, "w.tif"));
    await image.close();
    expect(image.affine).toEqual({ a: 0.5, b: 0, c: 500_000, d: 0, e: -0.5, f: 4_000_000 });
    expect(image.crs.epsg).toBe(32_637);
    expect(image.didWhat.join(" ")).toMatch(/w\.tfw.*w\.prj/);
  });

  it("GDAL's .aux.xml alone", async () => {
    await writeFile(join(folder, "x.tif"), plain());
    await writeFile(
      join(folder, "x.tif.aux.xml"),
      `<PAMDataset><SRS>${utm.replaceAll('"', "&quot;")}</SRS><GeoTransform> 500000, 0.5, 0, 4000000, 0, -0.5</GeoTransform></PAMDataset>`,
    );
    const image = await openImage(join(folder, "x.tif"));
    await image.close();
    expect(image.affine).toEqual({ a: 0.5, b: 0, c: 500_000, d: 0, e: -0.5, f: 4_000_000 });
  });

  it("a world file without numbers is named in the refusal", async () => {
    await writeFile(join(folder, "y.tif"), plain());
    await writeFile(join(folder, "y.wld"), "not a world");
    await writeFile(join(folder, "y.prj"), utm);
    await expect(openImage(join(folder, "y.tif"))).rejects.toThrow(/y\.wld/);
  });

  it("a .prj of a grid that is not placed exactly is refused with the remedy", () => {
    const israel = 'PROJCS["Israel 1993 / Israeli TM Grid",GEOGCS["Israel 1993"],AUTHORITY["EPSG","2039"]]';
    expect(() => crsOfWkt(israel)).toThrow(/gdalwarp -t_srs/);
    expect(crsOfWkt('PROJCS["WGS 84 / UTM zone 18S",UNIT["metre",1],AUTHORITY["EPSG","32718"]]').epsg).toBe(
      32_718,
    );
    expect(crsOfWkt('GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]').epsg).toBe(4326);
  });
});
