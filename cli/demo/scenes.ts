import type { SensorLook } from "./render/sensor.ts";

/** The part of the square area that a scene shows; a swath is turned and its outside is "no data". */
export type Coverage =
  { kind: "full" } | { kind: "swath"; turnDegrees: number; widthShare: number; outside: "alpha" | "zero" };

/** One acquisition to be invented: when, how it looks, and in which kind of file it is delivered. */
export interface SceneRecipe {
  /** Name of the file, which for `timeFrom: "name"` is the only place that tells the time. */
  file: string;
  /** Instant of the acquisition, UTC. */
  acquiredAt: string;
  timeFrom: "tag" | "name";
  sensor: string;
  gsdMetres: number;
  crs: "EPSG:32637" | "EPSG:3857" | "EPSG:4326";
  layout: "tiles" | "strips";
  compression: "lzw" | "deflate" | "none";
  coverage: Coverage;
  /** Where the satellite stood: azimuth clockwise from north and angle off straight down, degrees. */
  viewAzimuthDegrees: number;
  offNadirDegrees: number;
  /** Share of the sky under cumulus, 0–1. */
  clouds: number;
  /** How far the file's georeference is off, metres to the east and north; [0, 0] when it is right. */
  misplacedMetres: readonly [east: number, north: number];
  /** How green and how leafy the season is, 0–1, and the colour of its crops. */
  growth: number;
  leaf: number;
  plantColour: readonly [number, number, number];
  look: SensorLook;
}

const GREEN: readonly [number, number, number] = [74, 104, 48];
const RIPE: readonly [number, number, number] = [176, 160, 116];
const STUBBLE: readonly [number, number, number] = [184, 168, 132];

const look = (
  gain: number,
  gamma: number,
  haze: number,
  warmth: number,
  saturation: number,
  noise: number,
  blur: number,
): SensorLook => ({
  gain,
  gamma,
  haze,
  warmth,
  saturation,
  noise,
  blur,
});

const FULL: Coverage = { kind: "full" };
const UTM = {
  crs: "EPSG:32637",
  timeFrom: "tag",
  coverage: FULL,
  clouds: 0,
  misplacedMetres: [0, 0],
} as const;

/**
 * Twelve acquisitions of one year, in time order, each of a kind that admins meet: UTM and other
 * projections, tiles and strips, LZW and DEFLATE, alpha and nodata, cloud, haze, a shifted grid.
 */
export const SCENE_RECIPES: readonly SceneRecipe[] = [
  {
    ...UTM,
    file: "qasr-zaytan_2017-02-04_a.tif",
    acquiredAt: "2017-02-04T08:14:22Z",
    sensor: "HR-2",
    gsdMetres: 0.4,
    layout: "tiles",
    compression: "deflate",
    viewAzimuthDegrees: 290,
    offNadirDegrees: 9,
    growth: 0.8,
    leaf: 0.1,
    plantColour: GREEN,
    look: look(1.22, 1.95, 0.05, 0.97, 0.9, 2.1, 0.32),
  },
  {
    ...UTM,
    file: "qasr-zaytan_2017-02-27_a.tif",
    acquiredAt: "2017-02-27T08:31:05Z",
    sensor: "HR-1",
    gsdMetres: 0.5,
    layout: "strips",
    compression: "lzw",
    viewAzimuthDegrees: 95,
    offNadirDegrees: 17,
    growth: 0.85,
    leaf: 0.2,
    plantColour: GREEN,
    look: look(1.06, 1.85, 0.1, 0.94, 0.8, 2.6, 0.36),
  },
  {
    ...UTM,
    file: "qasr-zaytan_2017-03-21_swath.tif",
    acquiredAt: "2017-03-21T08:05:47Z",
    sensor: "HR-3",
    gsdMetres: 0.35,
    layout: "tiles",
    compression: "lzw",
    coverage: { kind: "swath", turnDegrees: 13, widthShare: 0.8, outside: "alpha" },
    viewAzimuthDegrees: 120,
    offNadirDegrees: 12,
    growth: 1,
    leaf: 0.55,
    plantColour: GREEN,
    look: look(1.28, 2.05, 0.03, 1.02, 1, 1.6, 0.26),
  },
  {
    ...UTM,
    file: "qasr-zaytan_2017-04-12_cloud.tif",
    acquiredAt: "2017-04-12T08:22:10Z",
    sensor: "HR-2",
    gsdMetres: 0.4,
    layout: "tiles",
    compression: "deflate",
    clouds: 0.32,
    viewAzimuthDegrees: 250,
    offNadirDegrees: 6,
    growth: 0.9,
    leaf: 0.8,
    plantColour: GREEN,
    look: look(1.2, 1.9, 0.09, 0.99, 0.92, 2, 0.32),
  },
  {
    ...UTM,
    file: "qasr-zaytan_2017-05-03_a.tif",
    acquiredAt: "2017-05-03T07:58:36Z",
    sensor: "HR-3",
    gsdMetres: 0.35,
    layout: "strips",
    compression: "deflate",
    viewAzimuthDegrees: 300,
    offNadirDegrees: 15,
    growth: 0.75,
    leaf: 1,
    plantColour: [146, 142, 82],
    look: look(1.22, 1.9, 0.05, 1.03, 0.98, 1.7, 0.26),
  },
  {
    ...UTM,
    file: "qasr_20170517_0812.tif",
    acquiredAt: "2017-05-17T08:12:00Z",
    timeFrom: "name",
    sensor: "HR-1",
    gsdMetres: 0.5,
    layout: "strips",
    compression: "lzw",
    viewAzimuthDegrees: 30,
    offNadirDegrees: 21,
    growth: 0.62,
    leaf: 1,
    plantColour: RIPE,
    look: look(1.1, 2, 0.13, 1.05, 0.82, 2.7, 0.38),
  },
  {
    ...UTM,
    file: "qasr-zaytan_2017-06-02_wgs84.tif",
    acquiredAt: "2017-06-02T08:19:51Z",
    sensor: "HR-2",
    gsdMetres: 0.4,
    crs: "EPSG:4326",
    layout: "tiles",
    compression: "deflate",
    viewAzimuthDegrees: 275,
    offNadirDegrees: 10,
    growth: 0.6,
    leaf: 1,
    plantColour: RIPE,
    look: look(1.26, 2, 0.05, 1.01, 0.95, 2, 0.3),
  },
  // The grid of this one lies 5.4 m east and 3.6 m south of the truth, as happens with hurried products.
  {
    ...UTM,
    file: "qasr-zaytan_2017-06-15_a.tif",
    acquiredAt: "2017-06-15T08:34:09Z",
    sensor: "HR-2",
    gsdMetres: 0.4,
    layout: "tiles",
    compression: "lzw",
    misplacedMetres: [5.4, -3.6],
    viewAzimuthDegrees: 80,
    offNadirDegrees: 14,
    growth: 0.5,
    leaf: 1,
    plantColour: STUBBLE,
    look: look(1.14, 1.85, 0.08, 1, 0.88, 2.2, 0.32),
  },
  {
    ...UTM,
    file: "qasr-zaytan_2017-07-01_haze.tif",
    acquiredAt: "2017-07-01T08:02:40Z",
    sensor: "HR-1",
    gsdMetres: 0.5,
    layout: "strips",
    compression: "none",
    viewAzimuthDegrees: 200,
    offNadirDegrees: 13,
    growth: 0.4,
    leaf: 0.95,
    plantColour: STUBBLE,
    look: look(1.12, 1.75, 0.17, 1.1, 0.78, 2.6, 0.38),
  },
  {
    ...UTM,
    file: "qasr-zaytan_2017-07-26_webmercator.tif",
    acquiredAt: "2017-07-26T08:11:30Z",
    sensor: "HR-3",
    gsdMetres: 0.35,
    crs: "EPSG:3857",
    layout: "tiles",
    compression: "deflate",
    viewAzimuthDegrees: 330,
    offNadirDegrees: 8,
    growth: 0.35,
    leaf: 0.9,
    plantColour: STUBBLE,
    look: look(1.26, 1.95, 0.05, 1.03, 0.96, 1.7, 0.26),
  },
  {
    ...UTM,
    file: "qasr_20170819_0827.tif",
    acquiredAt: "2017-08-19T08:27:00Z",
    timeFrom: "name",
    sensor: "HR-2",
    gsdMetres: 0.4,
    layout: "tiles",
    compression: "lzw",
    coverage: { kind: "swath", turnDegrees: -11, widthShare: 0.86, outside: "zero" },
    viewAzimuthDegrees: 110,
    offNadirDegrees: 19,
    growth: 0.3,
    leaf: 0.8,
    plantColour: STUBBLE,
    look: look(1.18, 1.9, 0.08, 1.02, 0.9, 2.2, 0.32),
  },
  {
    ...UTM,
    file: "qasr-zaytan_2017-09-14_a.tif",
    acquiredAt: "2017-09-14T08:16:18Z",
    sensor: "HR-3",
    gsdMetres: 0.35,
    layout: "strips",
    compression: "deflate",
    viewAzimuthDegrees: 285,
    offNadirDegrees: 11,
    growth: 0.3,
    leaf: 0.75,
    plantColour: STUBBLE,
    look: look(1.3, 2, 0.04, 1, 0.95, 1.7, 0.26),
  },
];

/** The square that scenes are asked to cover lies this far inside the modelled ground, metres. */
export const SCENE_MARGIN_METRES = 42;
