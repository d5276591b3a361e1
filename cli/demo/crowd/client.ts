import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { SessionStarted } from "../../../shared/accounts.ts";
import { AssignmentsAnswer } from "../../../shared/assignments.ts";
import { Campaign } from "../../../shared/campaigns.ts";
import { type VoteInput, VoteReceipt } from "../../../shared/votes.ts";

/** How often a call is tried before it is given up: a busy or restarting server is no reason to stop. */
const TRIES = 6;

/** The few calls a volunteer makes, over HTTP as anybody's program would make them. */
export interface VolunteerClient {
  leaseAssignments(campaign: string, count: number): Promise<AssignmentsAnswer>;
  skip(assignment: string): Promise<void>;
  castVotes(assignment: string, votes: readonly VoteInput[]): Promise<VoteReceipt[]>;
}

/** @param url address of the server, without path */
export async function getCampaign(url: string, slug: string): Promise<Campaign> {
  return Campaign.parse(await call(url, "GET", `/campaigns/${slug}`, null, null));
}

/** Begins a pseudonymous session of its own. */
export async function startVolunteer(url: string): Promise<VolunteerClient> {
  const { token } = SessionStarted.parse(await call(url, "POST", "/sessions", { transport: "bearer" }, null));
  if (token === undefined) throw new Error("The server began a session without giving its token");
  return {
    leaseAssignments: async (campaign, count) =>
      AssignmentsAnswer.parse(
        await call(url, "POST", `/campaigns/${campaign}/assignments`, { count }, token),
      ),
    skip: async (assignment) => {
      await call(url, "DELETE", `/assignments/${assignment}`, null, token);
    },
    castVotes: async (assignment, votes) => {
      const answer = await call(url, "PUT", `/assignments/${assignment}/votes`, { votes }, token);
      return z.object({ votes: z.array(VoteReceipt) }).parse(answer).votes;
    },
  };
}

/** Safe to repeat: leases are topped up, and a vote's id makes it count once. */
async function call(
  url: string,
  method: string,
  path: string,
  body: object | null,
  token: string | null,
): Promise<unknown> {
  for (let tried = 1; ; tried++) {
    const response = await fetch(new URL(`/api/v1${path}`, url), {
      method,
      headers: {
        ...(body === null ? {} : { "content-type": "application/json" }),
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
    });
    if (response.status === 204) return null;
    if (response.ok) return response.json();
    const isPassing = response.status === 429 || response.status >= 500;
    const problem = await response.text();
    if (!isPassing || tried === TRIES)
      throw new Error(`${method} ${path}: ${String(response.status)} ${problem}`);
    await pause(1000 * Math.min(10, Number(response.headers.get("retry-after") ?? 0.3 * tried)));
  }
}
