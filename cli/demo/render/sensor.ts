import { hashPosition } from "../random.ts";

/** How one acquisition came out: the air between, the electronics, and the seller's contrast stretch. */
export interface SensorLook {
  /** Radiance that becomes mid-bright; below 1 the image is darker. */
  gain: number;
  /** Exponent of the tone curve: larger is flatter and brighter. */
  gamma: number;
  /** Added light of the air, 0–0.3. */
  haze: number;
  /** Red against blue: above 1 warm, below 1 cold. */
  warmth: number;
  /** 1 keeps the colours, 0 is grey. */
  saturation: number;
  /** Standard deviation of the noise in digital numbers of 255. */
  noise: number;
  /** Share of each pixel that leaks to its neighbours (the optics' point spread), 0–0.5. */
  blur: number;
}

/** Turns radiance into the bytes a vendor delivers: red, green, blue, 1–255 (0 is kept for "no data"). */
export function developImage(
  image: Float32Array,
  width: number,
  height: number,
  look: SensorLook,
  salt: number,
): Uint8Array {
  spreadPoints(image, width, height, look.blur);
  const chroma = coarseChroma(image, width, height);
  const bytes = new Uint8Array(width * height * 3);
  const curve = toneCurve(look.gamma);
  const noise = noiseTable(look.noise, salt);
  const air = [look.haze * 0.86, look.haze * 0.93, look.haze];
  const balance = [look.gain * Math.sqrt(look.warmth), look.gain, look.gain / Math.sqrt(look.warmth)];
  for (let row = 0; row < height; row++) {
    const offset = Math.floor(hashPosition(row, salt, 21) * 65536);
    for (let column = 0; column < width; column++) {
      const pixel = row * width + column;
      const luma = lumaAt(image, pixel);
      const grain = noise[(offset + column * 7) & 65535]!;
      for (let band = 0; band < 3; band++) {
        // Colour comes from bands four times coarser than the panchromatic one that gives the detail.
        const value = Math.max(0, luma + chroma[pixel * 3 + band]! * look.saturation) * balance[band]!;
        const through = value * (1 - look.haze) + air[band]!;
        const level =
          curve[Math.min(4095, (through * 2048) | 0)]! +
          grain +
          noise[(offset + column * 3 + band * 211) & 65535]! * 0.35;
        bytes[pixel * 3 + band] = level < 1 ? 1 : level > 255 ? 255 : level + 0.5;
      }
    }
  }
  return bytes;
}

function lumaAt(image: Float32Array, pixel: number): number {
  return 0.3 * image[pixel * 3]! + 0.45 * image[pixel * 3 + 1]! + 0.25 * image[pixel * 3 + 2]!;
}

/** Bytes for linear values of 0–2 in 4,096 steps, with a soft shoulder so that white roofs keep their detail. */
function toneCurve(gamma: number): Float32Array {
  return Float32Array.from({ length: 4096 }, (_, i) => {
    const value = (i + 0.5) / 2048;
    const shoulder = value < 0.6 ? value : 0.6 + 0.4 * (1 - Math.exp(-(value - 0.6) / 0.4));
    return 255 * shoulder ** (1 / gamma);
  });
}

function noiseTable(strength: number, salt: number): Float32Array {
  return Float32Array.from({ length: 65536 }, (_, i) => {
    const sum = hashPosition(i, salt, 11) + hashPosition(i, salt, 12) + hashPosition(i, salt, 13) - 1.5;
    return sum * 2 * strength;
  });
}

/** A 3 × 3 spread, first along rows then along columns, in place. */
function spreadPoints(image: Float32Array, width: number, height: number, share: number): void {
  const side = share / 2;
  const middle = 1 - share;
  for (let row = 0; row < height; row++) {
    const start = row * width * 3;
    for (let band = 0; band < 3; band++) {
      let before = image[start + band]!;
      for (let column = 0; column < width; column++) {
        const i = start + column * 3 + band;
        const here = image[i]!;
        const after = column < width - 1 ? image[i + 3]! : here;
        image[i] = middle * here + side * (before + after);
        before = here;
      }
    }
  }
  const stride = width * 3;
  let above = image.slice(0, stride);
  for (let row = 0; row < height; row++) {
    const start = row * stride;
    const own = image.slice(start, start + stride);
    for (let k = 0; k < stride; k++) {
      const below = row < height - 1 ? image[start + stride + k]! : own[k]!;
      image[start + k] = middle * own[k]! + side * (above[k]! + below);
    }
    above = own;
  }
}

/** Colour minus brightness, averaged over 4 × 4 pixels and spread back smoothly. */
function coarseChroma(image: Float32Array, width: number, height: number): Float32Array {
  const columns = Math.ceil(width / 4);
  const rows = Math.ceil(height / 4);
  const coarse = new Float32Array(columns * rows * 3);
  const count = new Float32Array(columns * rows);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const pixel = row * width + column;
      const cell = (row >> 2) * columns + (column >> 2);
      const luma = lumaAt(image, pixel);
      for (let band = 0; band < 3; band++)
        coarse[cell * 3 + band] = coarse[cell * 3 + band]! + image[pixel * 3 + band]! - luma;
      count[cell] = count[cell]! + 1;
    }
  }
  const fine = new Float32Array(width * height * 3);
  for (let row = 0; row < height; row++) {
    const y = Math.max(0, (row - 1.5) / 4);
    const y0 = Math.min(rows - 1, y | 0);
    const y1 = Math.min(rows - 1, y0 + 1);
    const fy = y - y0;
    for (let column = 0; column < width; column++) {
      const x = Math.max(0, (column - 1.5) / 4);
      const x0 = Math.min(columns - 1, x | 0);
      const x1 = Math.min(columns - 1, x0 + 1);
      const fx = x - x0;
      const [a, b, c, d] = [y0 * columns + x0, y0 * columns + x1, y1 * columns + x0, y1 * columns + x1];
      for (let band = 0; band < 3; band++) {
        const upper =
          (coarse[a * 3 + band]! / count[a]!) * (1 - fx) + (coarse[b * 3 + band]! / count[b]!) * fx;
        const lower =
          (coarse[c * 3 + band]! / count[c]!) * (1 - fx) + (coarse[d * 3 + band]! / count[d]!) * fx;
        fine[(row * width + column) * 3 + band] = upper * (1 - fy) + lower * fy;
      }
    }
  }
  return fine;
}
