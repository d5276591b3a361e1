import type { ColourPlan, Stretch } from "./colour.ts";
import type { RasterOptions } from "./facts.ts";
import type { SampleBlocks } from "./samples.ts";

/** Blocks and values per band that are looked at: enough for percentiles that do not visibly move. */
const BLOCKS_SAMPLED = 64;
const VALUES_SAMPLED = 200_000;
/** What QGIS takes: haze and glints do not decide. */
const DEFAULT_PERCENTILES = { low: 2, high: 98 };

/**
 * Decides what becomes black and white. 8-bit images are shown as they are; others by percentiles of each shown band,
 * from blocks spread over the image; an admin may decide otherwise.
 */
export async function chooseStretch(
  samples: SampleBlocks,
  plan: ColourPlan,
  options: RasterOptions,
): Promise<{ stretch: Stretch; didWhat: string | null }> {
  if (plan.palette !== null || plan.isCmyk) return { stretch: null, didWhat: null };
  const asked = options.stretch;
  if (asked !== undefined && "min" in asked) {
    const { min, max } = asked;
    return {
      stretch: { low: [min, min, min], high: [max, max, max] },
      didWhat: `Stretched the values ${min} to ${max} over black to white, as asked.`,
    };
  }
  if (samples.sampleType === "bit") {
    return {
      stretch: { low: [0, 0, 0], high: [1, 1, 1] },
      didWhat: "Showed its single bit as black and white.",
    };
  }
  if (samples.sampleType === "uint8" && asked === undefined) return { stretch: null, didWhat: null };

  const values = await sampleValues(samples, plan);
  const sorted = values.map((band) => Float64Array.from(band).sort());
  if (sorted.every((band) => band.length === 0)) return { stretch: null, didWhat: null };
  const at = (band: Float64Array, share: number) => band[Math.floor((band.length - 1) * share)] ?? 0;
  if (
    asked === undefined &&
    sorted.every((band) => at(band, 0) >= 0 && at(band, 1) <= 255) &&
    samples.sampleType.endsWith("int16")
  ) {
    return {
      stretch: { low: [0, 0, 0], high: [255, 255, 255] },
      didWhat: "Kept its values 0 to 255, stored in 16 bits, as they are.",
    };
  }
  const { low: bottom, high: top } = asked ?? DEFAULT_PERCENTILES;
  // A band of one value has no range: it is shown as white on black, unless that value is 0.
  const low = sorted.map((band) => {
    const lowest = at(band, bottom / 100);
    return at(band, top / 100) > lowest ? lowest : Math.min(0, lowest);
  });
  const high = sorted.map((band, index) => {
    const highest = at(band, top / 100);
    return highest > (low[index] ?? 0) ? highest : (low[index] ?? 0) + 1;
  });
  const [r0 = 0, g0 = 0, b0 = 0] = low;
  const [r1 = 1, g1 = 1, b1 = 1] = high;
  const ranges =
    plan.red === plan.green
      ? [`${show(r0)}–${show(r1)}`]
      : [0, 1, 2].map((i) => `${show(low[i])}–${show(high[i])}`);
  return {
    stretch: { low: [r0, g0, b0], high: [r1, g1, b1] },
    didWhat: `Stretched ${samples.sampleType} values, percentile ${bottom} to ${top} (${ranges.join(", ")}), over black to white${asked === undefined ? "" : ", as asked"}.`,
  };
}

/**
 * Recognises a band that is marked as transparency and is not: of true ones nearly all pixels are wholly there or
 * wholly not. Near infrared was seen so marked.
 */
export async function isFalseAlpha(samples: SampleBlocks, plan: ColourPlan): Promise<boolean> {
  const { alpha } = plan;
  if (alpha === null) return false;
  const [values = []] = await sampleValues(samples, { ...plan, alpha: null, nodata: null, red: alpha });
  const most = samples.sampleType === "uint8" ? 255 : values.reduce((a, b) => Math.max(a, b), 0);
  const partial = values.reduce((count, value) => count + (value > 0 && value < most ? 1 : 0), 0);
  return partial > values.length / 2;
}

async function sampleValues(samples: SampleBlocks, plan: ColourPlan): Promise<number[][]> {
  const blocks = samples.columns * samples.rows;
  const step = Math.max(1, Math.floor(blocks / BLOCKS_SAMPLED));
  const pixelsPerBlock = Math.ceil((VALUES_SAMPLED * step) / blocks);
  const shown = [plan.red, plan.green, plan.blue];
  const values: number[][] = [[], [], []];
  for (let block = Math.floor(step / 2); block < blocks; block += step) {
    const data = await samples.readBlock(block % samples.columns, Math.floor(block / samples.columns));
    if (data === null) continue;
    const pixels = Math.floor(data.length / samples.bands);
    const stride = Math.max(1, Math.floor(pixels / pixelsPerBlock));
    for (let pixel = 0; pixel < pixels; pixel += stride) {
      const at = pixel * samples.bands;
      if (plan.alpha !== null && data[at + plan.alpha] === 0) continue;
      if (plan.valueBands.every((band) => data[at + band] === plan.nodata)) continue;
      for (const [channel, band] of shown.entries()) {
        const value = data[at + band]!;
        if (Number.isFinite(value)) values[channel]?.push(value);
      }
    }
  }
  return values;
}

function show(value: number | undefined): string {
  return String(Number((value ?? 0).toPrecision(4)));
}
