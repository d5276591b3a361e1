/**
 * Class and window are two answers from one look, so they must tell one story: c = M *is* "no visible damage".
 *
 * Each model gives its own P(damaged). They rest on the same eyes and the same pixels, so multiplying them would
 * count the evidence twice; the logarithmic opinion pool, weighted by the number of votes behind each, keeps it
 * once and gives one number. Inside "damaged" and inside "intact" each model keeps its own proportions.
 *
 * @see Genest & Zidek, Combining probability distributions, Statistical Science 1 (1986) 114–135
 */
const SURE = 1e-12;

/**
 * Makes `classes` and `intervals` agree, in place; each still sums to 1. `damaged[k]` says which classes are damage.
 * A scale that lacks one of the two sides cannot contradict anything: both are left as they are.
 */
export function joinClassAndWindow(
  classes: Float64Array,
  damaged: readonly boolean[],
  intervals: Float64Array,
  classVotes: number,
  windowVotes: number,
): void {
  const M = intervals.length - 1;
  if (!damaged.includes(true) || !damaged.includes(false)) return;
  let byClass = 0;
  for (let k = 0; k < classes.length; k++) if (damaged[k] === true) byClass += classes[k]!;
  let byWindow = 0;
  for (let c = 0; c < M; c++) byWindow += intervals[c]!;
  const votes = classVotes + windowVotes;
  const share = votes === 0 ? 0.5 : classVotes / votes;
  const odds = share * logit(byClass) + (1 - share) * logit(byWindow);
  const p = Math.min(1 - SURE, Math.max(SURE, 1 / (1 + Math.exp(-odds))));
  scaleSide(classes, (k) => damaged[k] === true, p);
  scaleSide(classes, (k) => damaged[k] !== true, 1 - p);
  scaleSide(intervals, (c) => c < M, p);
  intervals[M] = 1 - p;
}

function logit(p: number): number {
  const safe = Math.min(1 - SURE, Math.max(SURE, p));
  return Math.log(safe / (1 - safe));
}

/** Scales one side to the given mass; spreads the mass evenly where the side had none. */
function scaleSide(p: Float64Array, belongs: (index: number) => boolean, mass: number): void {
  let before = 0;
  let members = 0;
  for (let i = 0; i < p.length; i++) {
    if (!belongs(i)) continue;
    before += p[i]!;
    members++;
  }
  for (let i = 0; i < p.length; i++)
    if (belongs(i)) p[i] = before > 0 ? (p[i]! / before) * mass : mass / members;
}
