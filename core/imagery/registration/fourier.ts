/**
 * A square of complex numbers, row by row. `side` is a power of two; both arrays have `side`² values.
 */
export type ComplexSquare = { side: number; re: Float64Array; im: Float64Array };

/**
 * The two-dimensional discrete Fourier transform, in place. `isInverse` divides by the number of values, so that both
 * in turn give back what was there.
 *
 * @see Cooley & Tukey 1965, An algorithm for the machine calculation of complex Fourier series, Math. Comp. 19
 */
export function transform({ side, re, im }: ComplexSquare, isInverse: boolean): void {
  const turn = turnsOf(side, isInverse ? 1 : -1);
  for (let row = 0; row < side; row += 1) transformLine(re, im, row * side, 1, side, turn);
  for (let column = 0; column < side; column += 1) transformLine(re, im, column, side, side, turn);
  if (!isInverse) return;
  const scale = 1 / (side * side);
  for (let at = 0; at < re.length; at += 1) {
    re[at]! *= scale;
    im[at]! *= scale;
  }
}

type Turns = { cos: Float64Array; sin: Float64Array };

function turnsOf(side: number, sign: 1 | -1): Turns {
  const cos = new Float64Array(side / 2);
  const sin = new Float64Array(side / 2);
  for (let k = 0; k < side / 2; k += 1) {
    cos[k] = Math.cos((2 * Math.PI * k) / side);
    sin[k] = sign * Math.sin((2 * Math.PI * k) / side);
  }
  return { cos, sin };
}

/** One line of `n` values that begins at `from` and whose values are `step` apart. */
function transformLine(
  re: Float64Array,
  im: Float64Array,
  from: number,
  step: number,
  n: number,
  { cos, sin }: Turns,
): void {
  for (let i = 1, j = 0; i < n; i += 1) {
    let bit = n >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i >= j) continue;
    const [a, b] = [from + i * step, from + j * step];
    [re[a], re[b]] = [re[b]!, re[a]!];
    [im[a], im[b]] = [im[b]!, im[a]!];
  }
  for (let length = 2; length <= n; length *= 2) {
    const half = length / 2;
    const stride = n / length;
    for (let start = 0; start < n; start += length) {
      for (let k = 0; k < half; k += 1) {
        const [c, s] = [cos[k * stride]!, sin[k * stride]!];
        const even = from + (start + k) * step;
        const odd = even + half * step;
        const x = re[odd]! * c - im[odd]! * s;
        const y = re[odd]! * s + im[odd]! * c;
        re[odd] = re[even]! - x;
        im[odd] = im[even]! - y;
        re[even]! += x;
        im[even]! += y;
      }
    }
  }
}
