/**
 * How right the crowd is, from a sample that experts labelled blind. The sample is stratified by the crowd's class and
 * its certainty, so that rare classes are in it; every estimate gives each stratum back its share of all buildings.
 *
 * @see Cochran, Sampling Techniques, 3rd ed. (1977), ch. 5; Olofsson et al., Remote Sensing of Environment 148 (2014)
 *   42–57, for accuracy of maps; Rao & Wu, JASA 83 (1988) 231–241, for the rescaling bootstrap
 */
import { seededRandom, type Random } from "./random.ts";

/** The least that is drawn of a stratum, where it has as many: two, so that it has a variance. */
const FEWEST = 2;

/**
 * Shares a sample among strata: at least two of each, the rest in proportion to their size. When there are fewer than
 * two for each, the largest come first.
 */
export function allocate(sizes: readonly number[], size: number): number[] {
  const drawn = sizes.map(() => 0);
  const bySize = sizes.map((_, i) => i).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
  let left = Math.min(size, sum(sizes));
  for (let round = 0; round < FEWEST; round += 1) {
    for (const i of bySize) {
      if (left === 0 || drawn[i]! >= sizes[i]!) continue;
      drawn[i]! += 1;
      left -= 1;
    }
  }
  // The next one always goes where the sample is thinnest for its size.
  while (left > 0) {
    const open = bySize.filter((i) => drawn[i]! < sizes[i]!);
    const [first, ...others] = open;
    if (first === undefined) break;
    const thinnest = others.reduce(
      (best, i) => ((drawn[i]! + 1) / sizes[i]! < (drawn[best]! + 1) / sizes[best]! ? i : best),
      first,
    );
    drawn[thinnest]! += 1;
    left -= 1;
  }
  return drawn;
}

/** Draws `count` of some things without repetition; the same seed draws the same ones, in the same order. */
export function drawWithout<T>(random: Random, things: readonly T[], count: number): T[] {
  const pool = [...things];
  for (let i = 0; i < Math.min(count, pool.length); i += 1) {
    const j = i + Math.floor(random() * (pool.length - i));
    [pool[i], pool[j]] = [pool[j]!, pool[i]!];
  }
  return pool.slice(0, count);
}

/** One building that an expert labelled: its stratum, what the crowd says, and what is true. */
export type Labelled = { stratum: number; crowd: string; truth: string };

/** A share with the interval in which it lies 95 times in 100; null where nothing can be said. */
export type Estimate = { value: number; low: number; high: number };

export type SampleScores = {
  labelled: number;
  accuracy: Estimate | null;
  classes: {
    code: string;
    /** Labelled buildings of which the crowd says it, and of which it is true. */
    said: number;
    true: number;
    /** Of the buildings of which the crowd says this class, the share of which it is true: user's accuracy. */
    precision: Estimate | null;
    /** Of the buildings of which this class is true, the share of which the crowd says it: producer's accuracy. */
    recall: Estimate | null;
    /** The share of all buildings of which it is true: the class's area-adjusted extent. */
    prevalence: Estimate | null;
  }[];
  /** Labelled buildings by what the crowd says (rows) and what is true, in the order of `classes`. */
  confusion: number[][];
};

const DRAWS = 2_000;
const TAIL = 0.025;

type Sums = { right: number; total: number; said: Float64Array; truth: Float64Array; both: Float64Array };

/**
 * Accuracy of the whole and of each class, weighted by what each stratum stands for, with intervals from a stratified
 * bootstrap. The same input gives the same intervals.
 *
 * @param sizes how many buildings each stratum holds
 */
export function scoreSample(
  labelled: readonly Labelled[],
  sizes: readonly number[],
  codes: readonly string[],
  draws = DRAWS,
): SampleScores {
  const place = new Map(codes.map((code, i) => [code, i]));
  const known = labelled.filter(({ crowd, truth }) => place.has(crowd) && place.has(truth));
  const strata = sizes.map((size, stratum) => {
    const members = known.filter((one) => one.stratum === stratum);
    const weight = size / members.length;
    return members.map(({ crowd, truth }) => ({ said: place.get(crowd)!, is: place.get(truth)!, weight }));
  });
  const point = ratiosOf(sumUp(strata, codes.length, null), codes.length);
  const random = seededRandom(1);
  const groups = collapsed(strata, sizes);
  const drawn = Array.from({ length: known.length === 0 ? 0 : draws }, () =>
    ratiosOf(sumUp(groups, codes.length, random), codes.length),
  );
  const estimate = (at: number): Estimate | null => {
    const value = point[at]!;
    if (Number.isNaN(value)) return null;
    // A resample without any building of the class says nothing of it.
    const values = drawn.map((one) => one[at]!).filter((one) => !Number.isNaN(one));
    values.sort((a, b) => a - b);
    return widened({ value, low: quantile(values, TAIL), high: quantile(values, 1 - TAIL) }, known.length);
  };
  const confusion = codes.map(() => codes.map(() => 0));
  for (const { said, is } of strata.flat()) confusion[said]![is]! += 1;
  return {
    labelled: known.length,
    accuracy: estimate(0),
    classes: codes.map((code, c) => ({
      code,
      said: sum(confusion[c]!),
      true: sum(confusion.map((row) => row[c]!)),
      precision: estimate(1 + c * 3),
      recall: estimate(2 + c * 3),
      prevalence: estimate(3 + c * 3),
    })),
    confusion,
  };
}

/** A labelled building by the places of its two classes, and how many buildings it stands for. */
type Member = { said: number; is: number; weight: number };

/**
 * What is drawn anew together. A stratum of which one building of several is labelled has no variance of its own, and
 * would pass for certain: such strata are taken as one, a lone one with the smallest of the others (Cochran, 5A.12).
 */
function collapsed(strata: readonly (readonly Member[])[], sizes: readonly number[]): (readonly Member[])[] {
  const isLone = (members: readonly Member[], i: number) => members.length === 1 && sizes[i]! > 1;
  const lone = strata.filter(isLone).flat();
  const others = strata.filter((members, i) => members.length > 0 && !isLone(members, i));
  if (lone.length === 0) return others;
  if (lone.length > 1 || others.length === 0) return [...others, lone];
  const least = Math.min(...others.map(({ length }) => length));
  const partner = others.findIndex(({ length }) => length === least);
  return others.map((members, i) => (i === partner ? [...members, ...lone] : members));
}

/** Weighted sums over groups that are drawn anew each for itself; with `random` null, over all members as they are. */
function sumUp(groups: readonly (readonly Member[])[], classes: number, random: Random | null): Sums {
  const sums: Sums = {
    right: 0,
    total: 0,
    said: new Float64Array(classes),
    truth: new Float64Array(classes),
    both: new Float64Array(classes),
  };
  for (const members of groups) {
    const n = members.length;
    // Rao & Wu: n − 1 of n with repetition, weighted by n/(n−1), has the variance that the sample has.
    const picks = random === null || n === 1 ? n : n - 1;
    for (let i = 0; i < picks; i += 1) {
      const { said, is, weight: own } = members[random === null ? i : Math.floor(random() * n)]!;
      const weight = (own * n) / picks;
      sums.total += weight;
      sums.said[said]! += weight;
      sums.truth[is]! += weight;
      if (said !== is) continue;
      sums.right += weight;
      sums.both[said]! += weight;
    }
  }
  return sums;
}

/** Accuracy, then precision, recall and prevalence of each class; NaN where nothing is divided by nothing. */
function ratiosOf({ right, total, said, truth, both }: Sums, classes: number): Float64Array {
  const ratios = new Float64Array(1 + classes * 3);
  ratios[0] = right / total;
  for (let c = 0; c < classes; c += 1) {
    ratios[1 + c * 3] = both[c]! / said[c]!;
    ratios[2 + c * 3] = both[c]! / truth[c]!;
    ratios[3 + c * 3] = truth[c]! / total;
  }
  return ratios;
}

/**
 * A bootstrap of a sample without a single mistake has no width: there the interval reaches as far as the rule of three
 * (Hanley & Lippman-Hand, JAMA 249 (1983) 1743–1745).
 */
function widened({ value, low, high }: Estimate, n: number): Estimate {
  const three = Math.min(1, 3 / n);
  if (value === 1 && low === 1) return { value, low: 1 - three, high: 1 };
  if (value === 0 && high === 0) return { value, low: 0, high: three };
  return { value, low, high };
}

function quantile(sorted: readonly number[], q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = q * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
