import type { RasterOptions } from "./facts.ts";
import { RasterRefusal, REMEDY } from "./refusal.ts";
import type { SampleArray, SampleBlocks } from "./samples.ts";
import { TAG, type TiffDirectory } from "./tiff-header.ts";

/** Which samples become what. Indices count from 0; equal red, green and blue make grey. */
export type ColourPlan = {
  red: number;
  green: number;
  blue: number;
  /** Of an alpha band, or null. */
  alpha: number | null;
  /** Red, green, blue of each value of a palette image, 0–255. */
  palette: Uint8Array | null;
  /** The bands are cyan, magenta, yellow and black, 8 or 16 bits. */
  isCmyk: boolean;
  /** Small numbers are bright (WhiteIsZero). */
  inverted: boolean;
  nodata: number | null;
  /** Bands that must all hold `nodata` for a pixel to be nothing: every one but alpha. */
  valueBands: number[];
  didWhat: string[];
};

const PALETTE = 3;
const CMYK = 5;

/**
 * Decides which bands are shown as what, from the photometric tag, the extra samples and GDAL's own notes.
 *
 * @throws RasterRefusal
 */
export async function planColours(
  directory: TiffDirectory,
  samples: SampleBlocks,
  options: RasterOptions,
): Promise<ColourPlan> {
  const { bands, photometric } = samples;
  const didWhat: string[] = [];
  const roles = await colourRoles(directory);
  const alpha = await alphaBandOf(directory, bands);
  const valueBands = [...Array.from({ length: bands }).keys()].filter((band) => band !== alpha);
  const nodata = await readNodata(directory);
  const plan = { alpha, palette: null, isCmyk: false, inverted: false, nodata, valueBands, didWhat };

  if (photometric === PALETTE) {
    return { ...plan, red: 0, green: 0, blue: 0, palette: await readPalette(directory, samples) };
  }
  if (photometric === CMYK) {
    if (bands < 4 || samples.compression === "JPEG" || !samples.sampleType.startsWith("uint")) {
      throw new RasterRefusal(
        "Its colours are CMYK, made for printing, in a form that is not read.",
        REMEDY.colours,
      );
    }
    didWhat.push("Turned its printing colours (CMYK) into red, green and blue.");
    return { ...plan, isCmyk: true, red: 0, green: 1, blue: 2 };
  }
  if (photometric === 8 || photometric === 9 || photometric === 4) {
    throw new RasterRefusal("It holds a mask or Lab colours, not an image to look at.", REMEDY.colours);
  }

  const [red, green, blue] = chooseBands(samples, valueBands, roles, options, didWhat);
  const inverted = photometric === 0 && valueBands.length === 1;
  if (inverted) didWhat.push("Inverted: small values are bright in this file.");
  return { ...plan, red, green, blue, inverted };
}

function chooseBands(
  { bands, photometric }: SampleBlocks,
  valueBands: readonly number[],
  roles: ReadonlyMap<number, string>,
  options: RasterOptions,
  didWhat: string[],
): [number, number, number] {
  if (options.bands !== undefined) {
    const [first = 0, second = first, third = first] = options.bands;
    const valid = [first, second, third].every(
      (band) => Number.isInteger(band) && band >= 1 && band <= bands,
    );
    if (!valid || (options.bands.length !== 1 && options.bands.length !== 3)) {
      throw new RasterRefusal(
        `The bands to show must be one or three of 1 to ${bands}.`,
        "change the option bands",
      );
    }
    didWhat.push(`Showed bands ${options.bands.join(", ")}, as asked.`);
    return [first - 1, second - 1, third - 1];
  }
  const bandOf = (colour: string) => [...roles].find(([, role]) => role === colour)?.[0];
  const [red, green, blue] = [bandOf("red"), bandOf("green"), bandOf("blue")];
  if (red !== undefined && green !== undefined && blue !== undefined) {
    if (red > blue) didWhat.push("Reordered its bands: they are stored as blue, green, red.");
    return [red, green, blue];
  }
  const [first = 0, second, third] = valueBands;
  if (second === undefined || third === undefined) {
    if (second !== undefined) didWhat.push("Showed the first of two bands as grey.");
    return [first, first, first];
  }
  if ((photometric !== 2 && photometric !== 6) || roles.get(first) === "gray") {
    const rest = valueBands.length > 3 ? `; the other ${valueBands.length - 3} left out` : "";
    didWhat.push(`Its bands have no colour names: took the first three as red, green, blue${rest}.`);
  } else if (valueBands.length > 3) {
    didWhat.push(`Left out ${valueBands.length - 3} of ${valueBands.length} bands (not red, green, blue).`);
  }
  return [first, second, third];
}

/**
 * The band that holds transparency, or null. GDAL's note of a band's role outweighs the tag: in the NAIP series the
 * near infrared is tagged as alpha, and shown so a field would be half transparent.
 */
export async function alphaBandOf(directory: TiffDirectory, bands: number): Promise<number | null> {
  const roles = await colourRoles(directory);
  for (const [band, role] of roles) if (role === "alpha") return band;
  // Extra samples describe the last bands: 1 is alpha that colours were multiplied by, 2 is alpha apart.
  const extra = await directory.numbers(TAG.extraSamples, 64);
  const at = extra.findIndex((kind) => kind === 1 || kind === 2);
  const band = bands - extra.length + at;
  return at < 0 || band < 1 || roles.has(band) ? null : band;
}

/** What GDAL noted of bands: `<Item name="COLORINTERP" sample="0" role="colorinterp">Blue</Item>`. By band, from 0. */
async function colourRoles(directory: TiffDirectory): Promise<Map<number, string>> {
  const xml = await directory.text(TAG.gdalMetadata);
  const roles = new Map<number, string>();
  for (const [item] of xml.matchAll(/<Item [^>]*role="colorinterp"[^>]*>[^<]*/g)) {
    const band = /sample="(\d{1,3})"/.exec(item)?.[1];
    const role = />([^<]*)$/.exec(item)?.[1]?.trim().toLowerCase();
    if (band !== undefined && role !== undefined) roles.set(Number(band), role);
  }
  return roles;
}

async function readPalette(directory: TiffDirectory, samples: SampleBlocks): Promise<Uint8Array> {
  const map = await directory.numbers(TAG.colorMap, 200_000);
  const entries = Math.floor(map.length / 3);
  if (samples.sampleType !== "uint8" || entries < 256) {
    throw new RasterRefusal("Its palette is not one of 256 colours.", REMEDY.colours, { gdalReadsIt: true });
  }
  // Some writers put 8-bit numbers where the standard asks for 16: no colour then exceeds 255.
  const divisor = map.some((value) => value > 255) ? 257 : 1;
  return Uint8Array.from({ length: 768 }, (_, at) =>
    Math.round((map[(at % 3) * entries + Math.floor(at / 3)] ?? 0) / divisor),
  );
}

/** GDAL's nodata tag is text: "0", "-9999", "nan". */
export async function readNodata(directory: TiffDirectory): Promise<number | null> {
  const text = (await directory.text(TAG.gdalNodata)).trim();
  if (text === "") return null;
  if (/^-?nan$/i.test(text)) return Number.NaN;
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}

/** Values that become black and white, per shown band (red, green, blue). Null for 8-bit images: shown as they are. */
export type Stretch = { low: [number, number, number]; high: [number, number, number] } | null;

/**
 * Turns samples into pixels 0xAABBGGRR. Nodata, NaN and the alpha band make pixels transparent; a pixel of a
 * multi-band image is nothing only when *all* of its bands are nodata, for black is also a colour of shadows.
 */
export function colourPixels(
  samples: SampleArray,
  bands: number,
  plan: ColourPlan,
  stretch: Stretch,
  target: Uint32Array,
): "empty" | "mixed" | "opaque" {
  const { red, green, blue, alpha, palette, nodata } = plan;
  const tables = [0, 1, 2].map((channel) => tableOf(samples, plan, stretch, channel));
  const [redTable = null, greenTable = null, blueTable = null] = tables;
  const alphaScale = samples instanceof Uint16Array ? 257 : 1;
  const isFloat = samples instanceof Float32Array || samples instanceof Float64Array;
  const plainNodata = nodata !== null && !Number.isNaN(nodata) ? nodata : null;
  let solid = 0;
  let seen = 0;
  for (let pixel = 0, at = 0; pixel < target.length; pixel += 1, at += bands) {
    let opacity = alpha === null ? 255 : Math.min(255, Math.round(samples[at + alpha]! / alphaScale));
    if (plainNodata !== null && opacity !== 0 && isNothing(samples, at, plan.valueBands, plainNodata))
      opacity = 0;
    if (isFloat && Number.isNaN(samples[at + red]! + samples[at + green]! + samples[at + blue]!)) opacity = 0;
    if (opacity === 0) {
      target[pixel] = 0;
      continue;
    }
    seen += 1;
    if (opacity === 255) solid += 1;
    let r: number;
    let g: number;
    let b: number;
    if (palette !== null) {
      const entry = samples[at]! * 3;
      r = palette[entry]!;
      g = palette[entry + 1]!;
      b = palette[entry + 2]!;
    } else if (plan.isCmyk) {
      const light = 255 - samples[at + 3]! / alphaScale;
      r = Math.round(((255 - samples[at]! / alphaScale) * light) / 255);
      g = Math.round(((255 - samples[at + 1]! / alphaScale) * light) / 255);
      b = Math.round(((255 - samples[at + 2]! / alphaScale) * light) / 255);
    } else {
      r = valueOf(samples[at + red]!, redTable, stretch, 0);
      g = valueOf(samples[at + green]!, greenTable, stretch, 1);
      b = valueOf(samples[at + blue]!, blueTable, stretch, 2);
    }
    target[pixel] = ((opacity << 24) | (b << 16) | (g << 8) | r) >>> 0;
  }
  return seen === 0 ? "empty" : solid === target.length ? "opaque" : "mixed";
}

function isNothing(samples: SampleArray, at: number, bands: readonly number[], nodata: number): boolean {
  for (let index = 0; index < bands.length; index += 1) {
    if (samples[at + bands[index]!] !== nodata) return false;
  }
  return true;
}

/** 8- and 16-bit unsigned values go through a table; others are computed. */
function tableOf(
  samples: SampleArray,
  plan: ColourPlan,
  stretch: Stretch,
  channel: number,
): Uint8Array | null {
  if (plan.palette !== null) return null;
  const sizes = samples instanceof Uint8Array ? 256 : samples instanceof Uint16Array ? 65_536 : 0;
  if (sizes === 0 || (stretch === null && !plan.inverted)) return null;
  return Uint8Array.from({ length: sizes }, (_, value) => {
    const plain = stretch === null ? value : stretched(value, stretch, channel);
    return plan.inverted ? 255 - plain : plain;
  });
}

function valueOf(value: number, table: Uint8Array | null, stretch: Stretch, channel: number): number {
  if (table !== null) return table[value]!;
  return stretch === null ? value : stretched(value, stretch, channel);
}

function stretched(value: number, stretch: NonNullable<Stretch>, channel: number): number {
  const low = stretch.low[channel] ?? 0;
  const high = stretch.high[channel] ?? 255;
  return Math.max(0, Math.min(255, Math.round(((value - low) / (high - low)) * 255)));
}
