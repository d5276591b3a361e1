import { createHash } from "node:crypto";
import type { Ballots, BuildingConsensus, ConsensusQuestion, Gold } from "../../shared/consensus/campaign.ts";
import type { CampaignRow, CampaignScene } from "../campaigns/campaigns.sql.ts";
import type { CountedVote, Result, TimedVote } from "./consensus.sql.ts";

/** A 90 % set this narrow is a known window, days: images of two passes of a satellite in one week. */
const WINDOW_DAYS = 7;

/** What a campaign asks, with the ids behind the indices that the mathematics works on. */
export type Frame = {
  question: ConsensusQuestion;
  /** Scene ids in time order. */
  scenes: readonly string[];
  /** Class codes in the scale's order. */
  classes: readonly string[];
};

export function frameOf(campaign: CampaignRow, scenes: readonly CampaignScene[]): Frame {
  return {
    question: {
      classes: campaign.scale.classes.map(({ code, damaged }) => ({ code, damaged })),
      sceneTimes: scenes.map(({ acquiredAt }) => Date.parse(acquiredAt)),
      asks: campaign.asks,
      redundancy: { ...campaign.redundancy, windowDays: WINDOW_DAYS },
    },
    scenes: scenes.map(({ id }) => id),
    classes: campaign.scale.classes.map(({ code }) => code),
  };
}

/**
 * The votes as typed arrays.
 *
 * @param buildings ids, ascending; each gets its place as index
 * @param votes one per building and volunteer, ordered by building, then volunteer
 */
export function ballotsOf(
  frame: Frame,
  buildings: readonly string[],
  votes: readonly CountedVote[],
): Ballots {
  const buildingIndex = indexOf(buildings);
  const columns = openColumns(frame, votes.length);
  for (const vote of votes) columns.add(placeOf(buildingIndex, vote.building), vote);
  return columns.close(buildings.length);
}

/** Takes votes one by one into typed arrays. @param room for how many, at the most */
export function openColumns(
  frame: Frame,
  room: number,
): { add(building: number, vote: CountedVote): void; close(buildings: number): Ballots } {
  const building = new Int32Array(room);
  const volunteer = new Int32Array(room);
  const damageClass = new Int16Array(room);
  const lastIntact = new Int16Array(room);
  const firstDamaged = new Int16Array(room);
  const cannotTell = new Uint8Array(room);
  const classes = indexOf(frame.classes);
  const scenes = indexOf(frame.scenes);
  /** In the order in which they were met. */
  const volunteers = new Map<string, number>();
  let count = 0;
  return {
    add(place, vote) {
      if (count === room) throw new Error("more votes count than were given");
      if (!volunteers.has(vote.volunteer)) volunteers.set(vote.volunteer, volunteers.size);
      building[count] = place;
      volunteer[count] = placeOf(volunteers, vote.volunteer);
      damageClass[count] = placeOf(classes, vote.class);
      lastIntact[count] = placeOf(scenes, vote.lastIntact);
      firstDamaged[count] = placeOf(scenes, vote.firstDamaged);
      cannotTell[count] = vote.cannotTell ? 1 : 0;
      count += 1;
    },
    close(buildings) {
      const keys = [...volunteers.keys()].sort();
      const sorted = indexOf(keys);
      const met = Int32Array.from(volunteers.keys(), (key) => placeOf(sorted, key));
      return {
        buildings,
        volunteers: keys.length,
        keys,
        building: building.slice(0, count),
        volunteer: volunteer.slice(0, count).map((place) => met[place] ?? -1),
        class: damageClass.slice(0, count),
        lastIntact: lastIntact.slice(0, count),
        firstDamaged: firstDamaged.slice(0, count),
        cannotTell: cannotTell.slice(0, count),
      };
    },
  };
}

/**
 * Marks each building's first answers, which were asked before any told where more are needed. Those that came at the
 * same moment go by id, so that the same votes always give the same.
 *
 * @param votes ordered by building
 * @returns 1 for the first `count` of a building, 0 for later ones
 */
export function earlyAnswers(votes: readonly TimedVote[], count: number): Uint8Array {
  const early = new Uint8Array(votes.length);
  let from = 0;
  while (from < votes.length) {
    let to = from;
    while (votes[to]?.building === votes[from]?.building && to < votes.length) to += 1;
    const own = votes.slice(from, to).map((vote, i) => ({ ...vote, at: from + i }));
    own.sort((a, b) => a.cameAt - b.cameAt || (a.id < b.id ? -1 : 1));
    for (const { at } of own.slice(0, count)) early[at] = 1;
    from = to;
  }
  return early;
}

/** What experts know, on the same indices; buildings that are not judged are left out. */
export function goldOf(
  frame: Frame,
  buildings: readonly string[],
  known: readonly {
    building: string;
    class: string | null;
    lastIntact: string | null;
    firstDamaged: string | null;
  }[],
): Gold {
  const buildingIndex = indexOf(buildings);
  return known.flatMap((gold) => {
    const building = buildingIndex.get(gold.building);
    if (building === undefined) return [];
    const scene = (id: string | null) => (id === null ? -1 : frame.scenes.indexOf(id));
    const damageClass = gold.class === null ? -1 : frame.classes.indexOf(gold.class);
    return [
      {
        building,
        class: damageClass,
        lastIntact: scene(gold.lastIntact),
        firstDamaged: scene(gold.firstDamaged),
      },
    ];
  });
}

/** What is stored of the votes on a building beside what follows from them. */
export type Said = { isVoted: boolean; agreement: number | null; votesDigest: string };

/** @param votes on one building, in the order in which they were counted */
export const saidOf = (frame: Frame, votes: readonly CountedVote[]): Said => ({
  isVoted: votes.length > 0,
  agreement: agreementOf(votes, frame.question.asks.class),
  votesDigest: digestOf(votes.map(({ id }) => id)),
});

/** The votes of each of these buildings. @param votes in any order of buildings */
export function votesByBuilding(
  buildings: readonly string[],
  votes: readonly CountedVote[],
): CountedVote[][] {
  const found = new Map(buildings.map((building) => [building, [] as CountedVote[]]));
  for (const vote of votes) found.get(vote.building)?.push(vote);
  return [...found.values()];
}

/** The judged buildings as they are stored. @param judged and `said`, of each building in turn */
export function resultsOf(
  frame: Frame,
  buildings: readonly { building: string; answers: number }[],
  said: readonly Said[],
  judged: readonly BuildingConsensus[],
): Result[] {
  return buildings.map(({ building, answers }, index) => {
    const consensus = judged[index];
    const { isVoted, agreement, votesDigest } = said[index] ?? {};
    if (consensus === undefined || votesDigest === undefined || agreement === undefined)
      throw new Error("a building was not judged");
    const { window } = consensus;
    return {
      building,
      status: consensus.status,
      class: isVoted ? (frame.classes[consensus.class] ?? null) : null,
      // Where the class is not asked, how sure the answer is means how sure the window is.
      probability: frame.question.asks.class ? consensus.probability : (window?.probability ?? 0),
      probabilities: [...consensus.probabilities],
      intervals: [...consensus.intervals],
      lastIntact: isVoted && window !== null ? (frame.scenes[window.lastIntact] ?? null) : null,
      firstDamaged: isVoted && window !== null ? (frame.scenes[window.firstDamaged] ?? null) : null,
      windowProbability: isVoted && window !== null ? window.probability : null,
      votes: consensus.votes,
      agreement,
      answersSeen: answers,
      wanted: consensus.wanted,
      gain: consensus.gain,
      votesDigest,
    };
  });
}

/**
 * The share (0–1) of those who could tell that say what most of them say: the class where it is asked, else the
 * window. Null for fewer than two, who cannot disagree.
 */
export function agreementOf(votes: readonly CountedVote[], asksClass: boolean): number | null {
  const counts = new Map<string, number>();
  for (const vote of votes) {
    if (vote.cannotTell) continue;
    const answer = asksClass ? (vote.class ?? "") : `${vote.lastIntact}/${vote.firstDamaged}`;
    counts.set(answer, (counts.get(answer) ?? 0) + 1);
  }
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return all < 2 ? null : Math.max(...counts.values()) / all;
}

/** SHA-256 over vote ids, in the order in which they were counted. */
export function digestOf(voteIds: readonly string[]): string {
  const hash = createHash("sha256");
  for (const id of voteIds) hash.update(id);
  return hash.digest("hex");
}

function indexOf(ids: readonly string[]): Map<string, number> {
  return new Map(ids.map((id, index) => [id, index]));
}

/** −1 for none, and for one that is not there. */
function placeOf(index: ReadonlyMap<string, number>, id: string | null): number {
  return id === null ? -1 : (index.get(id) ?? -1);
}
