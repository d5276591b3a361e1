/** Standard normal quantile of a two-sided 95 % interval. */
const Z = 1.959964;

/**
 * Where a share truly lies, 95 %, after `hits` of `n` were seen; all of 0 to 1 when none was.
 *
 * @see Wilson, Journal of the American Statistical Association 22 (1927) 209–212
 */
export function wilsonInterval(hits: number, n: number): { low: number; high: number } {
  if (n === 0) return { low: 0, high: 1 };
  const share = hits / n;
  const centre = share + (Z * Z) / (2 * n);
  const spread = Z * Math.sqrt((share * (1 - share)) / n + (Z * Z) / (4 * n * n));
  const scale = 1 + (Z * Z) / n;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}
