/** See `promises.md`, `ingest`: a large UTM image to servable Web Mercator tiles, beside gdalwarp's COG. */
import { execFile } from "node:child_process";
import { mkdtemp, open, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { aerialGround } from "./aerial.ts";
import { CORES, median, needPrograms, report, timed, type Timed } from "./peers.ts";

const gdal = promisify(execFile);

export const work = "a 12,000 × 12,000 UTM GeoTIFF to overviewed WEBP tiles, beside gdalwarp -of COG";

const REPEATS = 3;
const GROUND = 2_048;
/** UTM zone 37N, near Raqqa: upper left corner and pixel size, metres. */
const PLACE = { west: 500_000, north: 3_980_000, pixel: 0.5 };

export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  const side = Number(options.find((option) => /^--size=\d+$/.test(option))?.slice(7) ?? 12_000);
  const repeats = Number(options.find((option) => /^--repeats=\d+$/.test(option))?.slice(10) ?? REPEATS);
  const stripped = options.includes("--stripped");
  needPrograms(["gdalwarp", "taskset"], log);
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-ingest-"));
  try {
    log(`making an image of ${side} × ${side}`);
    const source = await makeSource(folder, side, stripped);
    const ours = path.join(folder, "ours.tif");
    const peer = path.join(folder, "gdal.tif");
    const rounds: { ours: Run; peer: Run }[] = [];
    for (let repeat = 1; repeat <= repeats; repeat += 1) {
      await Promise.all([rm(ours, { force: true }), rm(peer, { force: true })]);
      const round = { ours: await importByUs(source, ours), peer: await importByGdal(source, peer) };
      rounds.push(round);
      log(`round ${repeat}: ${describe(round.ours)}; gdalwarp ${describe(round.peer)}`);
    }
    const megapixels = (side * side) / 1e6;
    const ratio = median(rounds.map((round) => round.peer.seconds / round.ours.seconds));
    const peak = Math.max(...rounds.map((round) => round.ours.peakMB));
    const errors = await compare(source, ours, peer, side);
    const figures = {
      "MPix/s": (megapixels / median(rounds.map((round) => round.ours.seconds))).toFixed(2),
      "gdalwarp MPix/s": (megapixels / median(rounds.map((round) => round.peer.seconds))).toFixed(2),
      "processor seconds": median(rounds.map((round) => round.ours.processorSeconds)),
      "gdalwarp processor seconds": median(rounds.map((round) => round.peer.processorSeconds)),
      "peak memory MB": Math.round(peak),
      "gdalwarp peak memory MB": Math.round(Math.max(...rounds.map((round) => round.peer.peakMB))),
      bytes: (await stat(ours)).size,
      "gdalwarp bytes": (await stat(peer)).size,
      "error, grey levels rms": errors.ours.toFixed(3),
      "gdalwarp error": errors.peer.toFixed(3),
    };
    report(options.includes("--json"), figures, [
      {
        promise: "MPix/s beside gdalwarp",
        goal: "≥ 1.6×",
        measured: `${ratio.toFixed(2)}×`,
        holds: ratio >= 1.6,
      },
      { promise: "peak memory", goal: "≤ 400 MB", measured: `${Math.round(peak)} MB`, holds: peak <= 400 },
      {
        promise: "pixel error beside gdalwarp's",
        goal: "≤ 1.02×",
        measured: `${(errors.ours / errors.peer).toFixed(3)}×`,
        holds: errors.ours <= errors.peer * 1.02,
      },
    ]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Run = Pick<Timed, "seconds" | "processorSeconds" | "peakMB">;

/** The whole of it: the process that asks, and the child that does it. One core, as the peer has. */
function importByUs(source: string, destination: string): Promise<Run> {
  const entry = path.join(import.meta.dirname, "ingest-ours.ts");
  const args = ["--import", import.meta.resolve("tsx"), entry, source, destination];
  return timed(CORES.subject, process.execPath, args);
}

/** GDAL's own way to tiles, with its own defaults: cubic, quality 75. */
function importByGdal(source: string, destination: string): Promise<Run> {
  const cog = ["-of", "COG", "-co", "TILING_SCHEME=GoogleMapsCompatible", "-co", "COMPRESS=WEBP"];
  return timed(CORES.subject, "gdalwarp", ["-q", "-overwrite", ...cog, source, destination]);
}

/** Ground repeated to the size, written as rows and given its place and packing (LZW, tiled) by GDAL. */
async function makeSource(folder: string, side: number, stripped: boolean): Promise<string> {
  const ground = aerialGround(GROUND, 7);
  const rows = path.join(folder, "rows.raw");
  const file = await open(rows, "w");
  const line = Buffer.alloc(side * 3);
  for (let y = 0; y < side; y += 1) {
    const sourceRow = y % GROUND;
    for (let x = 0; x < side; x += 1) {
      // Every other copy turned around, so that no two neighbours are alike.
      const column = Math.floor(x / GROUND) % 2 === 0 ? x % GROUND : GROUND - 1 - (x % GROUND);
      const pixel = ground[sourceRow * GROUND + column]!;
      line[x * 3] = pixel & 255;
      line[x * 3 + 1] = (pixel >>> 8) & 255;
      line[x * 3 + 2] = (pixel >>> 16) & 255;
    }
    await file.write(line);
  }
  await file.close();
  const description = path.join(folder, "rows.vrt");
  const band = (index: number, colour: string) =>
    `<VRTRasterBand dataType="Byte" band="${index}" subClass="VRTRawRasterBand"><ColorInterp>${colour}</ColorInterp>
     <SourceFilename relativeToVRT="1">rows.raw</SourceFilename><ImageOffset>${index - 1}</ImageOffset>
     <PixelOffset>3</PixelOffset><LineOffset>${side * 3}</LineOffset></VRTRasterBand>`;
  const vrt = `<VRTDataset rasterXSize="${side}" rasterYSize="${side}">${band(1, "Red")}${band(2, "Green")}${band(3, "Blue")}</VRTDataset>`;
  await writeFile(description, vrt);
  const source = path.join(folder, "source.tif");
  const { west, north, pixel } = PLACE;
  const corners = [west, north, west + side * pixel, north - side * pixel].map(String);
  const layout = stripped ? [] : ["-co", "TILED=YES"];
  const args = ["-q", "-a_srs", "EPSG:32637", "-a_ullr", ...corners, ...layout, "-co", "COMPRESS=LZW"];
  await gdal("gdal_translate", [...args, "-co", "PREDICTOR=2", description, source]);
  await rm(rows);
  return source;
}

/** Root mean square of the difference to an exact, uncompressed warp, over three windows of 1,024 pixels. */
async function compare(
  source: string,
  ours: string,
  peer: string,
  side: number,
): Promise<{ ours: number; peer: number }> {
  const { stdout } = await gdal("gdalinfo", ["-json", peer]);
  const { geoTransform } = JSON.parse(stdout) as { geoTransform: number[] };
  const [west = 0, pixel = 1, , north = 0] = geoTransform;
  const sums = { ours: 0, peer: 0 };
  for (const share of [0.3, 0.5, 0.7]) {
    const left = west + Math.round(side * share) * pixel;
    const top = north - Math.round(side * share) * pixel;
    const window = [left, top - 1_024 * pixel, left + 1_024 * pixel, top];
    const exact = `${source}.exact.tif`;
    const extent = ["-te", ...window.map(String), "-tr", String(pixel), String(pixel)];
    await gdal("gdalwarp", [
      "-q",
      "-overwrite",
      "-t_srs",
      "EPSG:3857",
      "-et",
      "0",
      "-r",
      "cubic",
      ...extent,
      source,
      exact,
    ]);
    const truth = await sharp(exact).removeAlpha().raw().toBuffer();
    for (const which of ["ours", "peer"] as const) {
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = window;
      const crop = `${source}.${which}.png`;
      const projwin = ["-projwin", String(x0), String(y1), String(x1), String(y0)];
      await gdal("gdal_translate", [
        "-q",
        "-of",
        "PNG",
        "-b",
        "1",
        "-b",
        "2",
        "-b",
        "3",
        ...projwin,
        which === "ours" ? ours : peer,
        crop,
      ]);
      const pixels = await sharp(crop).removeAlpha().raw().toBuffer();
      if (pixels.length !== truth.length) throw new Error("the windows differ in size");
      let squares = 0;
      for (let at = 0; at < truth.length; at += 1) squares += (pixels[at]! - truth[at]!) ** 2;
      sums[which] += squares / truth.length / 3;
    }
  }
  return { ours: Math.sqrt(sums.ours), peer: Math.sqrt(sums.peer) };
}

function describe({ seconds, processorSeconds, peakMB }: Run): string {
  return `${seconds.toFixed(1)} s (${processorSeconds.toFixed(1)} s of processor, ${Math.round(peakMB)} MB)`;
}
