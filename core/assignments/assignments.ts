import { v7 as uuid } from "uuid";
import {
  MOST_OPEN_LEASES,
  type Assignment,
  type AssignmentsAnswer,
  type NewLease,
  type TaskBuilding,
} from "../../shared/assignments.ts";
import { AppError } from "../../shared/errors.ts";
import type { Account } from "../accounts/accounts.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { CampaignRow } from "../campaigns/campaigns.sql.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import {
  lockTasks,
  lockTasksPatiently,
  lockVolunteer,
  replaceAssignmentBuildings,
  selectAssignedBuildings,
  selectCandidateTasks,
  selectFreeBuildings,
  selectIsAnyTaskWanted,
  selectOpenAssignments,
  updateSkipped,
  upsertAssignment,
  type AssignedBuilding,
} from "./assignments.sql.ts";

/** Tasks among which the most informative are chosen: enough to find good ones, few enough to read in a millisecond. */
const SAMPLE = 200;
/** Tasks locked at once beyond those needed, since some turn out to be taken. */
const SPARE = 4;
/** Share of leases given without regard to what they would teach, so that the sample stays an honest one. */
const RANDOM_SHARE = 0.1;

/**
 * The volunteer's open leases first, topped up to `count`; those named in `besides` are not told again and count for
 * nothing but the most that may be open at once. A building is never held by more volunteers than it wants answers, and
 * never shown again to somebody who answered or skipped it.
 */
export async function leaseAssignments(
  ctx: Context,
  actor: Account,
  input: { slug: string } & NewLease,
): Promise<AssignmentsAnswer> {
  const campaign = await getCampaignRow(ctx, input.slug);
  if (campaign.status !== "open") return { assignments: [], reason: "paused" };
  const wish = { volunteerId: actor.id, count: input.count, besides: new Set(input.besides) };
  const first = await attemptLease(ctx, campaign, wish, null);
  // Too few found, but some tasks were locked in that moment, by a recount or because they were being given to others:
  // wait for those rather than send somebody away. In a transaction of its own, since waiting while holding the tasks
  // looked at before would be waiting in a circle.
  const isWorthWaiting = first.leased.length < first.target && first.passedOver.length > 0;
  const { leased: ids } = isWorthWaiting ? await attemptLease(ctx, campaign, wish, first.passedOver) : first;
  if (ids.length > 0) return { assignments: toAssignments(await selectAssignedBuildings(ctx.db, ids)) };
  const { isWanted } = await selectIsAnyTaskWanted(ctx.db, campaign.id);
  return { assignments: [], reason: isWanted ? "none-left-for-you" : "done" };
}

/** Gives a task back unanswered; it is not offered to this volunteer again. @throws AppError `not_found` */
export async function skipAssignment(ctx: Context, actor: Account, input: { id: string }): Promise<void> {
  const skipped = await ctx.db.transaction((tx) => updateSkipped(tx, input.id, actor.id));
  if (skipped === null) throw new AppError("not_found", "You hold no such assignment");
}

/** Who wants how many tasks, beside which assignments. */
type Wish = { volunteerId: string; count: number; besides: ReadonlySet<string> };

/** What one attempt came to: assignments to be told, how many there may be, and tasks that others had locked then. */
type Attempt = { leased: string[]; target: number; passedOver: string[] };

/** @param waitFor the only tasks to look at, waiting for each; null searches the campaign and skips what is locked */
async function attemptLease(
  ctx: Context,
  campaign: CampaignRow,
  wish: Wish,
  waitFor: readonly string[] | null,
): Promise<Attempt> {
  return ctx.db.transaction(async (tx) => {
    await lockVolunteer(tx, wish.volunteerId);
    const open = (await selectOpenAssignments(tx, campaign.id, wish.volunteerId)).map(({ id }) => id);
    const leased = open.filter((id) => !wish.besides.has(id)).slice(0, wish.count);
    const room = Math.max(0, MOST_OPEN_LEASES - open.length);
    const attempt: Attempt = { leased, target: Math.min(wish.count, leased.length + room), passedOver: [] };
    if (leased.length >= attempt.target) return attempt;
    const candidates = waitFor ?? (await findCandidates(tx, campaign.id, wish.volunteerId));
    const chunk = wish.count + SPARE;
    for (let from = 0; from < candidates.length && leased.length < attempt.target; from += chunk) {
      const lock = waitFor === null ? lockTasks : lockTasksPatiently;
      await leaseSome(tx, campaign, wish.volunteerId, candidates.slice(from, from + chunk), lock, attempt);
      if (waitFor !== null) break; // all later ones would be locked out of order
    }
    return attempt;
  });
}

async function leaseSome(
  tx: Tx,
  campaign: CampaignRow,
  volunteerId: string,
  taskIds: readonly string[],
  lock: typeof lockTasks,
  attempt: Attempt,
): Promise<void> {
  const locked = (await lock(tx, taskIds)).map(({ id }) => id);
  attempt.passedOver.push(...taskIds.filter((id) => !locked.includes(id)));
  const free = await selectFreeBuildings(tx, { taskIds: locked, volunteerId, min: campaign.redundancy.min });
  for (const taskId of taskIds) {
    const buildings = free.filter((building) => building.taskId === taskId).map(({ id }) => id);
    if (buildings.length === 0 || attempt.leased.length === attempt.target) continue;
    const lease = {
      id: uuid(),
      campaignId: campaign.id,
      taskId,
      volunteerId,
      seconds: campaign.leaseSeconds,
    };
    const given = await upsertAssignment(tx, lease);
    if (given === null) continue;
    await replaceAssignmentBuildings(tx, given.id, buildings);
    attempt.leased.push(given.id);
  }
}

/** A random sample of what is eligible, the most informative first. */
async function findCandidates(tx: Tx, campaignId: string, volunteerId: string): Promise<string[]> {
  const start = Math.random();
  const search = { campaignId, volunteerId, limit: SAMPLE };
  const found = await selectCandidateTasks(tx, { ...search, from: start, to: 1 });
  if (found.length < SAMPLE) {
    const limit = SAMPLE - found.length;
    found.push(...(await selectCandidateTasks(tx, { ...search, from: 0, to: start, limit })));
  }
  if (Math.random() >= RANDOM_SHARE) found.sort((a, b) => b.gain - a.gain);
  return found.map(({ id }) => id);
}

function toAssignments(rows: readonly AssignedBuilding[]): Assignment[] {
  const assignments = new Map<string, Assignment>();
  for (const row of rows) {
    const assignment = assignments.get(row.assignmentId) ?? {
      id: row.assignmentId,
      expiresAt: row.expiresAt,
      task: { id: row.taskId, bounds: row.bounds, buildings: [] },
    };
    assignments.set(row.assignmentId, assignment);
    assignment.task.buildings.push(toFeature(row));
  }
  return [...assignments.values()];
}

function toFeature({ id, geometry, externalId, radiusMetres }: AssignedBuilding): TaskBuilding {
  return { type: "Feature", id, geometry, properties: { externalId, radiusMetres } };
}
