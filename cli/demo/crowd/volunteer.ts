import { type Random, createRandom } from "../random.ts";

/** What kind of volunteer somebody is: how often right about the class and the dates, and how fast. */
export interface Skill {
  name: "good" | "average" | "sloppy" | "clicker" | "biased";
  /** Chance of naming the class of an ordinary building, 0–1. */
  classAccuracy: number;
  /** Chance of marking both scenes exactly, 0–1. */
  windowAccuracy: number;
  /** Chance of saying "cannot tell" about an ordinary building, 0–1. */
  givesUp: number;
  /** Usual time for a building, milliseconds. */
  elapsedMs: number;
}

/** One simulated person: what they can, and how large a part of the work they take on. */
export interface SimulatedVolunteer {
  number: number;
  skill: Skill;
  /** Relative amount of work: most do a little, a few do very much, as in every crowd. */
  diligence: number;
}

const GOOD: Skill = {
  name: "good",
  classAccuracy: 0.93,
  windowAccuracy: 0.9,
  givesUp: 0.01,
  elapsedMs: 21_000,
};
const AVERAGE: Skill = {
  name: "average",
  classAccuracy: 0.8,
  windowAccuracy: 0.76,
  givesUp: 0.025,
  elapsedMs: 15_000,
};
const SLOPPY: Skill = {
  name: "sloppy",
  classAccuracy: 0.58,
  windowAccuracy: 0.5,
  givesUp: 0.05,
  elapsedMs: 7_000,
};
const CLICKER: Skill = {
  name: "clicker",
  classAccuracy: 0,
  windowAccuracy: 0,
  givesUp: 0.02,
  elapsedMs: 1_900,
};
/** Careful, but sees damage everywhere and everything one step worse than it is. */
const BIASED: Skill = {
  name: "biased",
  classAccuracy: 0.85,
  windowAccuracy: 0.7,
  givesUp: 0,
  elapsedMs: 17_000,
};

/** Gathers the crowd for a seed: one biased, two or three clickers, the rest from good to sloppy. */
export function gatherVolunteers(count: number, seed: string): SimulatedVolunteer[] {
  const random = createRandom(`${seed}:crowd`);
  const clickers = Math.max(1, Math.round(count * 0.06));
  return Array.from({ length: count }, (_, number) => ({
    number,
    skill: number === 0 ? BIASED : number <= clickers ? CLICKER : chooseSkill(random),
    diligence: Math.exp(0.7 * random.normal()),
  }));
}

function chooseSkill(random: Random): Skill {
  const roll = random.next();
  return roll < 0.36 ? GOOD : roll < 0.82 ? AVERAGE : SLOPPY;
}
