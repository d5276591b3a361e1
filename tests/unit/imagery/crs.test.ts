import { describe, expect, it } from "vitest";
import { identifyCrs } from "../../../core/imagery/raster/crs.ts";

/** Code, longitude, latitude, and where PROJ 9.1 (gdaltransform) puts them: x, y. */
const KNOWN_POINTS: [number, number, number, number, number][] = [
  [32_637, 39, 35.95, 500_000, 3_978_402.745_64],
  [32_722, -51.2, -30.03, 480_716.247_701, 6_677_873.553_239],
  [32_601, -177.5, 52, 465_674.832_545, 5_761_156.235_699],
  [25_832, 9.5, 53.5, 533_166.132_332, 5_928_010.084_969],
  [26_914, -99.15, 47.02, 488_600.420_641, 5_207_397.558_228],
  [6_347, -75, 40, 500_000, 4_427_757.218_625],
  [31_972, -75, 4, 500_000, 442_127.390_239],
  [31_983, -43.2, -22.9, 684_623.673_265, 7_466_421.400_748],
  [28_355, 144.96, -37.81, 320_422.820_264, 5_813_305.222_565],
  [7_855, 144.96, -37.81, 320_422.820_264, 5_813_305.222_565],
  [2_154, 2.35, 48.85, 652_301.564_831, 6_861_302.725_9],
  [3_006, 18.07, 59.33, 674_647.882_135, 6_580_824.575_593],
  [3_035, 10.5, 50.1, 4_356_776.774_725, 2_998_754.271_273],
  [3_067, 24.94, 60.17, 385_700.421_385, 6_672_126.743_011],
  [3_395, 36.3, 33.5, 4_040_897.515_796, 3_938_277.753_087],
  [3_857, 36.3, 33.5, 4_040_897.515_796, 3_961_860.217_446],
  [3_978, -75.7, 45.4, 1_511_127.635_736, -172_193.059_898],
  [5_070, -95.99, 41.25, 831.494_21, 2_026_981.464_471],
];

const projected = (code: number) =>
  new Map([
    [1024, 1],
    [3072, code],
  ]);

describe("coordinate systems", () => {
  it.each(KNOWN_POINTS)(
    "EPSG:%i puts %d, %d where PROJ does, to a millimetre, there and back",
    (code, lon, lat, x, y) => {
      const crs = identifyCrs(projected(code));
      const [east, north] = crs.fromLonLat(lon, lat);
      expect(Math.hypot(east - x, north - y)).toBeLessThan(0.001);
      const [backLon, backLat] = crs.toLonLat(x, y);
      expect(Math.hypot(backLon - lon, backLat - lat)).toBeLessThan(1e-7);
    },
  );

  it.each([2_039, 26_711, 27_700, 28_992, 2_056, 32_767])(
    "EPSG:%i is refused rather than placed metres off",
    (code) => {
      expect(() => identifyCrs(projected(code))).toThrow(/gdalwarp -t_srs EPSG:3857/);
    },
  );

  it("takes a projection spelled out over WGS 84, and refuses the same over an unknown datum", () => {
    const keys = new Map<number, number | string>([
      [1024, 1],
      [2048, 4326],
      [3072, 32_767],
      [3074, 32_767],
      [3075, 1],
      [3076, 9001],
      [3080, 39],
      [3081, 0],
      [3082, 500_000],
      [3083, 0],
      [3092, 0.9996],
      [3073, "our own UTM"],
    ]);
    const [x, y] = identifyCrs(keys).fromLonLat(39, 35.95);
    expect(Math.hypot(x - 500_000, y - 3_978_402.745_64)).toBeLessThan(0.01);
    keys.set(2048, 4_267);
    expect(() => identifyCrs(keys)).toThrow(/our own UTM/);
  });

  it("says that an image without one has none", () => {
    expect(() => identifyCrs(new Map())).toThrow(/no coordinate system/);
  });
});
