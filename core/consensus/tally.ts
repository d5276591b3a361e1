/**
 * All counted votes of a campaign, in columns. Read as rows they are held at once, and ten million of those took more than
 * four gigabytes, which ended the worker.
 */
import { createHash } from "node:crypto";
import type { Ballots } from "../../shared/consensus/campaign.ts";
import type { Db } from "../db.ts";
import { pagesOf } from "../pages.ts";
import { earlyAnswers, openColumns, saidOf, type Frame, type Said } from "./ballots.ts";
import { declareCountedVotes, fetchCountedVotes, type TimedVote } from "./consensus.sql.ts";

/** What a full fit reads. `said` is of each building in turn. */
export type Tally = { ballots: Ballots; said: Said[]; answers: number; votesDigest: string };

/**
 * Reads them in pages; `db` is a snapshot.
 *
 * @param judged buildings by id, ascending; each gets its place as index. `answers` are those of excluded volunteers too
 */
export async function readTally(
  db: Db,
  campaignId: string,
  frame: Frame,
  judged: readonly { building: string; answers: number }[],
): Promise<Tally> {
  const tally = openTally(frame, judged);
  await declareCountedVotes(db, campaignId);
  for await (const page of pagesOf(() => fetchCountedVotes(db))) for (const vote of page) tally.add(vote);
  return tally.close();
}

/** Takes votes in the order of buildings, of each in the order of volunteers. */
export function openTally(
  frame: Frame,
  judged: readonly { building: string; answers: number }[],
): { add(vote: TimedVote): void; close(): Tally } {
  const room = judged.reduce((sum, { answers }) => sum + answers, 0);
  const columns = openColumns(frame, room);
  const early = new Uint8Array(room);
  const said: Said[] = [];
  const digest = createHash("sha256");
  let answers = 0;
  let own: TimedVote[] = [];

  /** Everything of one building is there. */
  const endBuilding = () => {
    early.set(earlyAnswers(own, frame.question.redundancy.min), answers - own.length);
    said.push(saidOf(frame, own));
    own = [];
  };

  return {
    add(vote) {
      while (judged[said.length]?.building !== vote.building) {
        if (said.length === judged.length) throw new Error(`${vote.building} comes out of turn`);
        endBuilding();
      }
      columns.add(said.length, vote);
      digest.update(vote.id);
      own.push(vote);
      answers += 1;
    },
    close() {
      while (said.length < judged.length) endBuilding();
      const ballots = { ...columns.close(judged.length), early: early.slice(0, answers) };
      return { ballots, said, answers, votesDigest: digest.digest("hex") };
    },
  };
}
