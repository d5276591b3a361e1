/**
 * The engine's nouns: what a campaign asks, the ballots, and what comes out. Scenes and classes are indices here;
 * `core/consensus` translates to and from ids.
 */
import type { CredibleSet } from "./credible.ts";
import type { DawidSkeneShared } from "./dawid-skene.ts";
import type { DisplacementShared } from "./displacement.ts";
import type { Redundancy, SettleStatus } from "./settle.ts";

/** What a campaign asks and allows. */
export type ConsensusQuestion = {
  classes: readonly { code: string; damaged: boolean }[];
  /** Acquisition times of the scenes, ms UTC, ascending. */
  sceneTimes: readonly number[];
  asks: { class: boolean; window: boolean };
  redundancy: Redundancy;
};

/**
 * Newest counted answer per (building, volunteer), one row each, sorted by (building, volunteer). Both are dense
 * indices in stable id order.
 */
export type Ballots = {
  buildings: number;
  volunteers: number;
  /** The volunteers' keys (ids) by index, ascending: how a recount finds their tables. */
  keys: readonly string[];
  building: Int32Array;
  volunteer: Int32Array;
  /** Class index, or −1: not asked, or cannot tell. */
  class: Int16Array;
  /** Scene indices, or −1 for none. Both −1: no claim about the window. */
  lastIntact: Int16Array;
  firstDamaged: Int16Array;
  /** 1 where the volunteer could not tell. */
  cannotTell: Uint8Array;
  /**
   * 1 where the answer is among its building's first `redundancy.min`, which every building gets; later ones were asked
   * because of what these say. Absent: all. See `dependence.ts`.
   */
  early?: Uint8Array | undefined;
  /** Accounts that count together as one voter, by volunteer index: a cluster's number, or −1. Absent: none. */
  cluster?: Int32Array | undefined;
};

/** What an admin has decided that changes a fit. */
export type FitDecisions = {
  /** Keys of volunteers cleared of copying: they always count as themselves. */
  cleared: ReadonlySet<string>;
};

/** An expert's answer, on the same indices. Class −1 or both scenes −1: that part is not known. */
export type Gold = readonly { building: number; class: number; lastIntact: number; firstDamaged: number }[];

/** One building's consensus. Every probability in it is calibrated, and class and window agree on P(damaged). */
export type BuildingConsensus = {
  status: SettleStatus;
  /** Most probable class, and its probability; −1 and 0 where the class is not asked. */
  class: number;
  probability: number;
  /** Per class, sum 1; empty where the class is not asked. */
  probabilities: Float64Array;
  /** Most probable interval: scene indices, −1 for none (before the first, after the last). Null where not asked. */
  window: { lastIntact: number; firstDamaged: number; probability: number } | null;
  /** Per interval 0 … M, sum 1: 0 = before the first scene, M = still intact in the last. Empty where not asked. */
  intervals: Float64Array;
  /** Smallest set of intervals that holds 90 %. */
  credible90: CredibleSet | null;
  /** Distinct volunteers, "can't tell" included. */
  votes: number;
  wanted: number;
  /** Expected information of one more answer, nats. */
  gain: number;
};

/** What a volunteer's votes have taught. Null where that part was never answered. */
export type VolunteerModel = {
  key: string;
  /** Class confusion C[l|k] at l·K + k; the last label is "can't tell". */
  table: number[] | null;
  /** How many answers, the crowd's included, each column of the table rests on: its Dirichlet total, length K. */
  support: number[] | null;
  /** Window displacements −3 … 3, and the chance that a vote is meant. */
  kernel: number[] | null;
  theta: number | null;
  votes: number;
  /** Number of the cluster of copies that he counts as one voter with; −1 for none. */
  cluster: number;
};

/** Two accounts that agree more than their skill explains: an alarm, never a ban by itself. See `collusion.ts`. */
export type CopyingAlarm = {
  first: string;
  second: string;
  common: number;
  agreed: number;
  expected: number;
  z: number;
};

/** A fit's memory: JSON-serialisable without loss. `volunteers` may be cut down to those of a recount's ballots. */
export type FittedModel = {
  method: { name: string; version: string };
  /** How many votes a vote on a gold building counted for: more while an alarm of copying is on. */
  goldWeight: number;
  /** `average` is P(l|k) of the next answer, at l·K + k. */
  class: (DawidSkeneShared & { rho: number; average: number[] }) | null;
  window: ({ rho: number } & DisplacementShared) | null;
  volunteers: VolunteerModel[];
  copying: CopyingAlarm[];
};

export type CampaignFit = {
  buildings: BuildingConsensus[];
  model: FittedModel;
  iterations: number;
  logLikelihood: number;
};
