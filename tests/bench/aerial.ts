/**
 * Ground that packs and blurs like very high resolution imagery of a town: value noise over many scales, streets,
 * roofs with a sunny and a shady side, shadows, trees, and the grain of a sensor. Seeded; pixels are 0xAABBGGRR.
 */
export function aerialGround(size: number, seed: number): Uint32Array {
  const random = generator(seed);
  const light = new Float32Array(size * size);
  for (let cell = 256, weight = 34; cell >= 4; cell /= 2, weight *= 0.62)
    addNoise(light, size, cell, weight, random);
  const pixels = new Uint32Array(size * size);
  for (let at = 0; at < pixels.length; at += 1) {
    const base = 118 + light[at]!;
    pixels[at] = colour(base * 1.05, base * 0.98, base * 0.84);
  }
  const block = 96;
  for (let top = 0; top < size; top += block) {
    for (let left = 0; left < size; left += block) {
      street(pixels, size, left, top, block);
      for (let house = 0; house < 6; house += 1) {
        const x = left + 12 + random() * (block - 44);
        const y = top + 12 + random() * (block - 44);
        roof(pixels, size, x, y, 14 + random() * 22, 10 + random() * 18, random);
      }
      for (let tree = 0; tree < 14; tree += 1) {
        crown(pixels, size, left + random() * block, top + random() * block, 2 + random() * 5, random);
      }
    }
  }
  for (let at = 0; at < pixels.length; at += 1) {
    const grain = (random() + random() + random() - 1.5) * 8;
    const pixel = pixels[at]!;
    pixels[at] = colour((pixel & 255) + grain, ((pixel >>> 8) & 255) + grain, ((pixel >>> 16) & 255) + grain);
  }
  return pixels;
}

/** Mulberry32: small, seeded, good enough for pictures. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function addNoise(
  into: Float32Array,
  size: number,
  cell: number,
  weight: number,
  random: () => number,
): void {
  const side = Math.ceil(size / cell) + 1;
  const knots = Float32Array.from({ length: side * side }, () => (random() - 0.5) * weight);
  for (let y = 0; y < size; y += 1) {
    const row = Math.floor(y / cell);
    const v = smooth(y / cell - row);
    for (let x = 0; x < size; x += 1) {
      const column = Math.floor(x / cell);
      const u = smooth(x / cell - column);
      const at = row * side + column;
      const upper = knots[at]! + (knots[at + 1]! - knots[at]!) * u;
      const lower = knots[at + side]! + (knots[at + side + 1]! - knots[at + side]!) * u;
      into[y * size + x]! += upper + (lower - upper) * v;
    }
  }
}

function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

function street(pixels: Uint32Array, size: number, left: number, top: number, length: number): void {
  fill(pixels, size, left, top, length, 7, colour(96, 96, 100));
  fill(pixels, size, left, top, 7, length, colour(98, 97, 101));
}

function roof(
  pixels: Uint32Array,
  size: number,
  x: number,
  y: number,
  width: number,
  height: number,
  random: () => number,
): void {
  fill(pixels, size, x + 4, y + 4, width, height, colour(48, 46, 44));
  const tone = random();
  const red = 110 + tone * 90;
  const green = 90 + tone * 85 + random() * 20;
  const blue = 80 + tone * 90;
  fill(pixels, size, x, y, width, height / 2, colour(red, green, blue));
  fill(pixels, size, x, y + height / 2, width, height / 2, colour(red * 0.72, green * 0.72, blue * 0.75));
}

function crown(
  pixels: Uint32Array,
  size: number,
  x: number,
  y: number,
  radius: number,
  random: () => number,
): void {
  const green = 62 + random() * 40;
  for (let dy = -radius; dy <= radius; dy += 1) {
    const half = Math.sqrt(Math.max(0, radius * radius - dy * dy));
    fill(pixels, size, x - half, y + dy, half * 2, 1, colour(green * 0.7, green, green * 0.55));
  }
}

function fill(
  pixels: Uint32Array,
  size: number,
  x: number,
  y: number,
  width: number,
  height: number,
  value: number,
): void {
  const right = Math.min(size, Math.round(x + width));
  const bottom = Math.min(size, Math.round(y + height));
  for (let row = Math.max(0, Math.round(y)); row < bottom; row += 1) {
    pixels.fill(value, row * size + Math.max(0, Math.round(x)), row * size + Math.max(0, right));
  }
}

function colour(red: number, green: number, blue: number): number {
  const byte = (value: number) => Math.max(0, Math.min(255, Math.round(value)));
  return (0xff000000 | (byte(blue) << 16) | (byte(green) << 8) | byte(red)) >>> 0;
}
