import { openGroup, type Group } from "../../core/grouping.ts";
import { prepare, type Prepared } from "./prepared.ts";

/** What computes an answer, and who may keep it. */
export type Question = { cacheControl: string; vary?: string; compute: () => Promise<unknown> };

export type HotAnswers = { get(key: string, question: Question): Promise<Prepared> };

type Entry = {
  /** Computes for everybody who asked before it began. */
  group: Group<Question, Prepared>;
  latest: Prepared | null;
  startedAt: number;
  /** Askers of this second and of the one before. */
  second: number;
  askers: number;
  askersBefore: number;
};

/** From so many askers a second on, an answer may be a second old. */
const CROWD_PER_SECOND = 50;
const KEPT_MS = 1_000;
/** Answers are small and slugs few; more than this is somebody trying names. */
const MOST_ENTRIES = 500;
/** Compressing for one second's askers. */
const EFFORT = 4;

/**
 * Answers that many ask for. Whoever asks gets what was true when they asked or later: they share the computation that
 * begins next. Only while a crowd asks, they may get one that is up to a second old.
 */
export function openHotAnswers(): HotAnswers {
  const entries = new Map<string, Entry>();
  return {
    async get(key, question) {
      let entry = entries.get(key);
      if (entry === undefined) {
        if (entries.size >= MOST_ENTRIES) entries.clear();
        entry = openEntry();
        entries.set(key, entry);
      }
      const now = Date.now();
      count(entry, now);
      const isCrowd = Math.max(entry.askers, entry.askersBefore) > CROWD_PER_SECOND;
      if (isCrowd && entry.latest !== null && now - entry.startedAt < KEPT_MS) return entry.latest;
      return entry.group(question);
    },
  };
}

function openEntry(): Entry {
  const compute = async (questions: readonly Question[]): Promise<Prepared[]> => {
    const [question] = questions;
    if (question === undefined) return [];
    const startedAt = Date.now();
    const { cacheControl, vary } = question;
    const body = Buffer.from(JSON.stringify(await question.compute()));
    const answer = {
      type: "application/json; charset=utf-8",
      cacheControl,
      ...(vary === undefined ? {} : { vary }),
    };
    const prepared = prepare(body, answer, EFFORT);
    entry.latest = prepared;
    entry.startedAt = startedAt;
    return questions.map(() => prepared);
  };
  const entry: Entry = {
    group: openGroup(compute, { most: Number.MAX_SAFE_INTEGER }),
    latest: null,
    startedAt: 0,
    second: 0,
    askers: 0,
    askersBefore: 0,
  };
  return entry;
}

function count(entry: Entry, now: number): void {
  const second = Math.floor(now / 1_000);
  if (second !== entry.second) {
    entry.askersBefore = second === entry.second + 1 ? entry.askers : 0;
    entry.askers = 0;
    entry.second = second;
  }
  entry.askers += 1;
}
