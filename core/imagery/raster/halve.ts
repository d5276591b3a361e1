const LANES = 0x00ff00ff;

/**
 * Writes a tile at half its size into a quarter of its parent: each pixel the mean of four, transparent ones left
 * out. The mean over the area is what a coarser sensor would have seen.
 *
 * @param right, down 0 or 1: which quarter
 */
export function halveInto(
  child: Uint32Array,
  parent: Uint32Array,
  size: number,
  right: number,
  down: number,
  softAlpha: boolean,
): void {
  const half = size / 2;
  for (let row = 0; row < half; row += 1) {
    let at = row * 2 * size;
    let into = (down * half + row) * size + right * half;
    for (const end = into + half; into < end; into += 1, at += 2) {
      const a = child[at]!;
      const b = child[at + 1]!;
      const c = child[at + size]!;
      const d = child[at + size + 1]!;
      if ((a & b & c & d) >>> 24 === 255) {
        const redBlue = ((a & LANES) + (b & LANES) + (c & LANES) + (d & LANES) + 0x00020002) >>> 2;
        const green =
          (((a >>> 8) & 255) + ((b >>> 8) & 255) + ((c >>> 8) & 255) + ((d >>> 8) & 255) + 2) >>> 2;
        parent[into] = (0xff000000 | (redBlue & LANES) | (green << 8)) >>> 0;
      } else if ((a | b | c | d) >>> 24 === 0) parent[into] = 0;
      else parent[into] = meanOfVisible(a, b, c, d, softAlpha);
    }
  }
}

function meanOfVisible(a: number, b: number, c: number, d: number, softAlpha: boolean): number {
  const alpha = (a >>> 24) + (b >>> 24) + (c >>> 24) + (d >>> 24);
  const mean = (shift: number) =>
    Math.round(
      (((a >>> shift) & 255) * (a >>> 24) +
        ((b >>> shift) & 255) * (b >>> 24) +
        ((c >>> shift) & 255) * (c >>> 24) +
        ((d >>> shift) & 255) * (d >>> 24)) /
        alpha,
    );
  const visible = softAlpha ? Math.round(alpha / 4) : alpha >= 510 ? 255 : 0;
  if (visible === 0) return 0;
  return ((visible << 24) | (mean(16) << 16) | (mean(8) << 8) | mean(0)) >>> 0;
}
