import { v7 as uuid } from "uuid";
import { MOST_OPEN_LEASES, type AssignmentsAnswer, type NewLease } from "../../shared/assignments.ts";
import { AppError } from "../../shared/errors.ts";
import type { Account } from "../accounts/accounts.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { CampaignRow } from "../campaigns/campaigns.sql.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import {
  lockGoldTask,
  lockTasks,
  lockTasksPatiently,
  lockVolunteer,
  selectAssignedBuildings,
  selectFreeBuildings,
  selectIsAnyTaskWanted,
  selectOpenAssignments,
  updateSkipped,
  upsertAssignments,
  type GivenTask,
} from "./assignments.sql.ts";
import { findCandidates, findUnseenGold, isGoldDrawn, SPARE } from "./candidates.ts";
import { selectPracticeTasks } from "./practice.sql.ts";
import { toAssignments } from "./told.ts";
import { leaseTogether } from "./turns.ts";

/** Answers on their way may come in just when open leases are told, and leave nothing of them: others are given then. */
const ATTEMPTS = 10;

/** Who wants how many tasks of a campaign, beside which assignments. */
type Wish = { campaign: CampaignRow; volunteerId: string; count: number; besides: ReadonlySet<string> };

/** What an attempt came to. */
type Attempt = {
  /** Assignments to be told, and how many there may be. */
  leased: string[];
  target: number;
  /** Tasks given now, so that gold's own task is not given once more. */
  given: Set<string>;
  /** Tasks that others had locked in that moment. */
  passedOver: string[];
  /** Locked tasks with free buildings in whose place gold was given: for the end, should there be too few others. */
  spared: Offer[];
};

/** A task with those of its buildings that may be given, and the name that its lease would have. */
type Offer = GivenTask;

/**
 * The volunteer's open leases first, topped up to `count`; those named in `besides` are not told again and count for
 * nothing but the most that may be open at once. A building is never held by more volunteers than it wants answers,
 * gold aside, and never shown again to somebody who answered or skipped it.
 */
export async function leaseAssignments(
  ctx: Context,
  actor: Account,
  input: { slug: string } & NewLease,
): Promise<AssignmentsAnswer> {
  const wanted = { volunteerId: actor.id, count: input.count, besides: new Set(input.besides) };
  const granted = input.practice ? null : await leaseTogether(ctx, { slug: input.slug, ...wanted });
  if (granted !== null) return { assignments: granted };
  const campaign = await getCampaignRow(ctx, input.slug);
  if (campaign.status !== "open") return { assignments: [], reason: "paused" };
  const wish = { campaign, ...wanted };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const leased = input.practice ? await leasePractice(ctx, wish) : await leaseWanted(ctx, wish);
    if (leased.length === 0) break;
    const assignments = toAssignments(await selectAssignedBuildings(ctx.db, leased));
    if (assignments.length > 0) return { assignments };
  }
  const isMore = input.practice || (await selectIsAnyTaskWanted(ctx.db, campaign.id)).isWanted;
  return { assignments: [], reason: isMore ? "none-left-for-you" : "done" };
}

/** Gives a task back unanswered; it is not offered to this volunteer again. @throws AppError `not_found` */
export async function skipAssignment(ctx: Context, actor: Account, input: { id: string }): Promise<void> {
  const skipped = await ctx.db.transaction((tx) => updateSkipped(tx, input.id, actor.id));
  if (skipped === null) throw new AppError("not_found", "You hold no such assignment");
}

async function leaseWanted(ctx: Context, wish: Wish): Promise<string[]> {
  const first = await attemptLease(ctx, wish, null);
  if (first.leased.length === first.target || first.passedOver.length === 0) return first.leased;
  // Too few found, but some tasks were locked in that moment, by a recount or because they were being given to others:
  // wait for those rather than send somebody away. In a transaction of its own, since waiting while holding the tasks
  // looked at before would be waiting in a circle.
  return (await attemptLease(ctx, wish, first.passedOver)).leased;
}

/** Gold with an explanation, whether or not it wants answers: so no task is locked, nothing is counted. */
async function leasePractice(ctx: Context, wish: Wish): Promise<string[]> {
  return ctx.db.transaction(async (tx) => {
    const { leased, target } = await begin(tx, wish, true);
    if (leased.length === target) return leased;
    const found = await selectPracticeTasks(tx, wish.campaign.id, wish.volunteerId, target - leased.length);
    const offers = found.map((offer) => ({ ...offer, id: uuid() }));
    const given = await give(tx, wish, offers, true);
    return [...leased, ...given.map(({ id }) => id)];
  });
}

/** @param waitFor the only tasks to look at, waiting for each; null searches the campaign and skips what is locked */
async function attemptLease(ctx: Context, wish: Wish, waitFor: readonly string[] | null): Promise<Attempt> {
  return ctx.db.transaction(async (tx) => {
    const attempt = await begin(tx, wish, false);
    if (attempt.leased.length === attempt.target) return attempt;
    if (waitFor !== null) {
      // At once: later ones would be locked out of order.
      const taskIds = waitFor.slice(0, wish.count + SPARE);
      await leaseSome(ctx, tx, wish, taskIds, lockTasksPatiently, attempt);
      await leaseSpared(tx, wish, attempt);
      return attempt;
    }
    const chunk = wish.count + SPARE;
    for await (const candidates of findCandidates(ctx, tx, wish.campaign, wish.volunteerId, 2 * chunk)) {
      for (let at = 0; at < candidates.length && attempt.leased.length < attempt.target; at += chunk) {
        await leaseSome(ctx, tx, wish, candidates.slice(at, at + chunk), lockTasks, attempt);
      }
      if (attempt.leased.length === attempt.target) break;
    }
    await leaseSpared(tx, wish, attempt);
    return attempt;
  });
}

/** Takes the volunteer's turn, and tells what they hold open already of the kind asked for. */
async function begin(tx: Tx, wish: Wish, isPractice: boolean): Promise<Attempt> {
  await lockVolunteer(tx, wish.volunteerId);
  const open = await selectOpenAssignments(tx, wish.campaign.id, wish.volunteerId);
  const told = open.filter((one) => one.isPractice === isPractice && !wish.besides.has(one.id));
  const leased = told.slice(0, wish.count).map(({ id }) => id);
  const room = Math.max(0, MOST_OPEN_LEASES - open.length);
  return {
    leased,
    target: Math.min(wish.count, leased.length + room),
    given: new Set(),
    passedOver: [],
    spared: [],
  };
}

async function leaseSome(
  ctx: Context,
  tx: Tx,
  wish: Wish,
  taskIds: readonly string[],
  lock: typeof lockTasks,
  attempt: Attempt,
): Promise<void> {
  const locked = (await lock(tx, taskIds)).map(({ id }) => id);
  attempt.passedOver.push(...taskIds.filter((id) => !locked.includes(id)));
  const free = await findFree(tx, wish, locked);
  const chosen: Offer[] = [];
  const before = attempt.leased.length;
  for (const taskId of taskIds) {
    const buildings = free.get(taskId);
    if (buildings === undefined || attempt.leased.length + chosen.length >= attempt.target) continue;
    const id = uuid();
    const isGold = isGoldDrawn(ctx) && (await giveGold(ctx, tx, wish, attempt, id));
    if (isGold) attempt.spared.push({ id: uuid(), taskId, buildings });
    else chosen.push({ id, taskId, buildings });
  }
  await giveOnce(tx, wish, chosen, attempt);
  // In the order of their ids: gold is told where its turn came, and so is no different from the others.
  attempt.leased = [...attempt.leased.slice(0, before), ...attempt.leased.slice(before).sort()];
}

async function leaseSpared(tx: Tx, wish: Wish, attempt: Attempt): Promise<void> {
  const missing = attempt.target - attempt.leased.length;
  await giveOnce(tx, wish, attempt.spared.slice(0, missing), attempt);
}

/** Gives a gold building in place of a task that could be had, with what else is free of its task; false without any. */
async function giveGold(ctx: Context, tx: Tx, wish: Wish, attempt: Attempt, id: string): Promise<boolean> {
  const gold = await findUnseenGold(ctx, tx, wish.campaign.id, wish.volunteerId);
  if (gold === null || (await lockGoldTask(tx, gold.taskId)) === null) return false;
  const free = (await findFree(tx, wish, [gold.taskId])).get(gold.taskId) ?? [];
  const offer = { id, taskId: gold.taskId, buildings: [...new Set([...free, gold.id])] };
  return (await giveOnce(tx, wish, [offer], attempt)) > 0;
}

/** Gives what was not given in this attempt before; says how many it were. */
async function giveOnce(tx: Tx, wish: Wish, offers: readonly Offer[], attempt: Attempt): Promise<number> {
  const given = await give(
    tx,
    wish,
    offers.filter(({ taskId }) => !attempt.given.has(taskId)),
    false,
  );
  for (const { id, taskId } of given) {
    attempt.given.add(taskId);
    attempt.leased.push(id);
  }
  return given.length;
}

/** Buildings that may be given to one more volunteer, by task. The tasks are locked. */
async function findFree(tx: Tx, wish: Wish, taskIds: readonly string[]): Promise<Map<string, string[]>> {
  const { volunteerId, campaign } = wish;
  const free = await selectFreeBuildings(tx, { taskIds, volunteerId, min: campaign.redundancy.min });
  const byTask = new Map<string, string[]>();
  for (const { taskId, id } of free) byTask.set(taskId, [...(byTask.get(taskId) ?? []), id]);
  return byTask;
}

/** Writes the leases, in the order of the offers, without tasks that the volunteer has just skipped. */
async function give(
  tx: Tx,
  { campaign, volunteerId }: Wish,
  offers: readonly Offer[],
  isPractice: boolean,
): Promise<{ id: string; taskId: string }[]> {
  if (offers.length === 0) return [];
  const lease = { campaignId: campaign.id, volunteerId, isPractice, seconds: campaign.leaseSeconds };
  const given = await upsertAssignments(tx, lease, offers);
  const idOf = new Map(given.map(({ id, taskId }) => [taskId, id]));
  return offers.flatMap(({ taskId }) => {
    const id = idOf.get(taskId);
    return id === undefined ? [] : [{ id, taskId }];
  });
}
