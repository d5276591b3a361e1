import { randomUUID } from "node:crypto";
import type { Assignment } from "../../shared/assignments.ts";
import type { VoteInput } from "../../shared/votes.ts";
import { answerFor } from "./crowd/answer.ts";
import { type VolunteerClient, getCampaign, startVolunteer } from "./crowd/client.ts";
import { type SimulatedVolunteer, gatherVolunteers } from "./crowd/volunteer.ts";
import { matchScenes } from "./match-scenes.ts";
import type { Truth } from "./truth.ts";

/** What a simulated crowd did. */
export interface CrowdReport {
  volunteers: number;
  votes: number;
  cannotTell: number;
  seconds: number;
}

/** Volunteers at work at the same moment. */
const AT_ONCE = 16;

/** Tasks a volunteer holds at a time. */
const TASKS_AHEAD = 5;

/**
 * Lets a crowd of different skill vote through the public API until it has done its share of the work.
 *
 * The server chooses who sees what, so a run is not repeatable to the byte; but what a volunteer says of a
 * building depends on the seed alone. Vote ids are fresh in every run, as they name an answer for ever.
 *
 * @param options.votes how many answers the crowd gives in all, about
 * @param options.share part of the buildings they look at, from the north down, 0–1; they skip the others.
 *   Without it they take whatever they are given
 * @throws Error when the server refuses a call or does not hold the scenes of `truth`
 */
export async function simulateCrowd(options: {
  url: string;
  campaign: string;
  truth: Truth;
  volunteers: number;
  seed: number;
  votes: number;
  share?: number;
  log: (line: string) => void;
}): Promise<CrowdReport> {
  const started = performance.now();
  const { url, truth, log } = options;
  const campaign = await getCampaign(url, options.campaign);
  const work: Work = {
    campaign: options.campaign,
    truth,
    sceneIds: matchScenes(campaign, truth),
    // Ids count in reading order, so the first ones are the north of the town.
    buildings: new Map(
      truth.buildings
        .slice(0, Math.ceil((options.share ?? 1) * truth.buildings.length))
        .map((building) => [building.id, building]),
    ),
    report: { volunteers: 0, votes: 0, cannotTell: 0, seconds: 0 },
  };
  const crowd = gatherVolunteers(options.volunteers, String(options.seed));
  const diligence = crowd.reduce((sum, volunteer) => sum + volunteer.diligence, 0);
  const waiting = [...crowd];
  const takeTurns = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const client = await startVolunteer(url);
      await volunteerFor(work, client, next, Math.ceil((options.votes * next.diligence) / diligence));
      work.report.volunteers += 1;
      if (work.report.volunteers % 10 === 0)
        log(`${String(work.report.volunteers)} volunteers, ${String(work.report.votes)} votes`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, crowd.length) }, takeTurns));
  work.report.seconds = (performance.now() - started) / 1000;
  return work.report;
}

interface Work {
  campaign: string;
  truth: Truth;
  /** Scene ids of the server, in the order of `truth.scenes`. */
  sceneIds: string[];
  /** What the crowd looks at, by id of the footprint. */
  buildings: Map<string, Truth["buildings"][number]>;
  report: CrowdReport;
}

/** Works through tasks until the quota is reached or the server has nothing left for this volunteer. */
async function volunteerFor(
  work: Work,
  client: VolunteerClient,
  volunteer: SimulatedVolunteer,
  quota: number,
): Promise<void> {
  let done = 0;
  while (done < quota) {
    const count = Math.min(TASKS_AHEAD, quota - done);
    const { assignments } = await client.leaseAssignments(work.campaign, count);
    if (assignments.length === 0) return;
    for (const assignment of assignments) {
      const votes = votesOn(work, assignment, volunteer);
      if (votes.length === 0) {
        await client.skip(assignment.id);
        continue;
      }
      done += (await client.castVotes(assignment.id, votes)).length;
      work.report.votes += votes.length;
      work.report.cannotTell += votes.filter(({ cannotTell }) => cannotTell !== null).length;
    }
  }
}

function votesOn(work: Work, assignment: Assignment, volunteer: SimulatedVolunteer): VoteInput[] {
  const sceneId = (index: number | null): string | null =>
    index === null ? null : (work.sceneIds[index] ?? null);
  return assignment.task.buildings.flatMap((feature) => {
    const building = work.buildings.get(feature.properties.externalId ?? "");
    if (building === undefined) return [];
    const answer = answerFor(work.truth, building, volunteer);
    return [
      {
        id: randomUUID(),
        building: feature.id,
        class: answer.class,
        lastIntact: sceneId(answer.lastIntact),
        firstDamaged: sceneId(answer.firstDamaged),
        cannotTell: answer.cannotTell,
        elapsedMs: answer.elapsedMs,
        comment: answer.comment,
        scenesSeen: [],
      },
    ];
  });
}
