/**
 * A crowd that can be replayed: volunteers of different skill who grade and date buildings whose truth is known.
 *
 * Careful, late, early and careless volunteers, buildings hard enough that most drift the same way, clouds that
 * widen brackets, very unequal activity. It is a simulation: it shows that the code does what it should, not how
 * good real volunteers are.
 */
import type { Ballots, ConsensusQuestion } from "./campaign.ts";
import { drawIndex, drawNormal, seededRandom, type Random } from "./random.ts";

export type CrowdOptions = {
  seed: number;
  buildings: number;
  volunteers: number;
  votesPerBuilding: number;
  /** Share of buildings on which errors are shared. */
  hardShare: number;
  /** Share of (building, scene) pairs under cloud. */
  cloudShare: number;
};

type Temper = "careful" | "late" | "early" | "careless";
const TEMPERS: readonly Temper[] = ["careful", "late", "early", "careless"];
const TEMPER_SHARES = [0.62, 0.13, 0.1, 0.15];
/** Chance of each shift, in scenes, of a date that is not exact. */
const SHIFTS: Record<Exclude<Temper, "careless">, { by: number[]; chance: number[] }> = {
  careful: { by: [-2, -1, 0, 1, 2], chance: [0.03, 0.08, 0.75, 0.1, 0.04] },
  late: { by: [-1, 0, 1, 2, 3], chance: [0.03, 0.35, 0.32, 0.2, 0.1] },
  early: { by: [-3, -2, -1, 0, 1], chance: [0.06, 0.14, 0.3, 0.45, 0.05] },
};
const CLASS_SKILL: Record<Temper, number> = { careful: 0.85, late: 0.72, early: 0.72, careless: 0.25 };

export type SimulatedAnswer = { class: number; lastIntact: number; firstDamaged: number; cannotTell: number };

/** One simulated campaign: the truth, the people, and `answer`, which asks one volunteer about one building. */
export type SimulatedCrowd = {
  /** True class, and true interval 0 … M, of each building. */
  classes: Int16Array;
  intervals: Int16Array;
  tempers: readonly Temper[];
  answer: (building: number, volunteer: number) => SimulatedAnswer;
  /** As many distinct volunteers as asked, active ones more often. */
  drawVolunteers: (count: number) => number[];
};

/** Makes the truth and the people. A building's class is intact exactly when its interval is M. */
export function simulateCrowd(question: ConsensusQuestion, options: CrowdOptions): SimulatedCrowd {
  const random = seededRandom(options.seed);
  const M = question.sceneTimes.length;
  const K = question.classes.length;
  const damaged = question.classes.flatMap((one, k) => (one.damaged ? [k] : []));
  const intact = question.classes.flatMap((one, k) => (one.damaged ? [] : [k]));
  const burst = Array.from({ length: Math.max(0, M - 1) }, () => -Math.log(1 - random()));
  const burstTotal = burst.reduce((sum, x) => sum + x, 0);
  const chances = [0.03, ...burst.map((x) => (x / burstTotal) * 0.82), 0.15].slice(0, M + 1);
  const intervals = new Int16Array(options.buildings);
  const classes = new Int16Array(options.buildings);
  const hard = new Uint8Array(options.buildings);
  const drift = new Int8Array(options.buildings);
  const cloudy = new Uint8Array(options.buildings * M);
  for (let b = 0; b < options.buildings; b++) {
    intervals[b] = drawIndex(random, chances);
    const side = intervals[b] === M ? intact : damaged;
    classes[b] = side[Math.floor(random() * side.length)] ?? 0;
    hard[b] = random() < options.hardShare ? 1 : 0;
    drift[b] = [-1, 1, 2][Math.floor(random() * 3)]!;
    for (let s = 0; s < M; s++) cloudy[b * M + s] = random() < options.cloudShare ? 1 : 0;
  }
  const tempers = Array.from(
    { length: options.volunteers },
    () => TEMPERS[drawIndex(random, TEMPER_SHARES)]!,
  );
  const activity = tempers.map(() => Math.exp(drawNormal(random)));
  const skills = tempers.map((one) => Math.min(0.98, CLASS_SKILL[one] + 0.08 * drawNormal(random)));

  const gradeOf = (b: number, side: readonly number[], skill: number): number => {
    const truth = side.includes(classes[b]!) ? classes[b]! : side[Math.floor(random() * side.length)]!;
    const chance = hard[b] === 1 ? skill * 0.7 : skill;
    if (random() < chance) return truth;
    const near = side.filter((k) => Math.abs(k - truth) === 1);
    const others = near.length > 0 && random() < 0.7 ? near : side;
    return others[Math.floor(random() * others.length)]!;
  };

  const answer = (b: number, w: number): SimulatedAnswer => {
    if (random() < 0.03) return { class: -1, lastIntact: -1, firstDamaged: -1, cannotTell: 1 };
    const temper = tempers[w]!;
    let low = intervals[b]!;
    let high = low;
    if (temper === "careless") {
      const mood = random();
      low = mood < 0.4 ? 0 : mood < 0.6 ? M : Math.floor(random() * (M + 1));
      high = low;
    } else {
      let shift = SHIFTS[temper].by[drawIndex(random, SHIFTS[temper].chance)]!;
      if (hard[b] === 1 && low !== 0 && low !== M && random() < 0.55) shift += drift[b]!;
      if (!(low === M && random() < 0.9)) low = Math.max(0, Math.min(M, low + shift));
      high = low;
      while (low > 0 && cloudy[b * M + low - 1] === 1 && random() < 0.8) low--;
      while (high < M && cloudy[b * M + high] === 1 && random() < 0.8) high++;
    }
    // Without any mark there is no bracket: who saw nothing but cloud cannot tell.
    if (low === 0 && high === M) return { class: -1, lastIntact: -1, firstDamaged: -1, cannotTell: 1 };
    const side = high === M ? (intact.length > 0 ? intact : damaged) : damaged.length > 0 ? damaged : intact;
    return {
      class: K === 0 ? -1 : gradeOf(b, side, skills[w]!),
      lastIntact: low - 1,
      firstDamaged: high === M ? -1 : high,
      cannotTell: 0,
    };
  };

  const drawVolunteers = (count: number): number[] => {
    const drawn = new Set<number>();
    while (drawn.size < Math.min(count, options.volunteers)) drawn.add(pick(random, cumulative));
    return [...drawn];
  };
  const cumulative = new Float64Array(activity.length);
  let total = 0;
  for (let w = 0; w < activity.length; w++) cumulative[w] = total += activity[w]!;
  return { classes, intervals, tempers, answer, drawVolunteers };
}

/** Lets the crowd answer every building and returns the ballots as the engine wants them. */
export function simulateBallots(crowd: SimulatedCrowd, options: CrowdOptions): Ballots {
  const rows: { b: number; w: number; answer: SimulatedAnswer }[] = [];
  for (let b = 0; b < options.buildings; b++) {
    const voters = crowd.drawVolunteers(options.votesPerBuilding).sort((x, y) => x - y);
    for (const w of voters) rows.push({ b, w, answer: crowd.answer(b, w) });
  }
  return {
    buildings: options.buildings,
    volunteers: options.volunteers,
    keys: Array.from({ length: options.volunteers }, (_, w) => `volunteer-${String(w).padStart(7, "0")}`),
    building: Int32Array.from(rows, (row) => row.b),
    volunteer: Int32Array.from(rows, (row) => row.w),
    class: Int16Array.from(rows, (row) => row.answer.class),
    lastIntact: Int16Array.from(rows, (row) => row.answer.lastIntact),
    firstDamaged: Int16Array.from(rows, (row) => row.answer.firstDamaged),
    cannotTell: Uint8Array.from(rows, (row) => row.answer.cannotTell),
  };
}

/** First index whose cumulative weight passes a random share: binary search. */
function pick(random: Random, cumulative: Float64Array): number {
  const target = random() * cumulative[cumulative.length - 1]!;
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cumulative[middle]! > target) high = middle;
    else low = middle + 1;
  }
  return low;
}
