/** Leases of all who ask at the same time, in one transaction: decision 0039. */
import { v7 as uuid } from "uuid";
import { MOST_OPEN_LEASES, type Assignment } from "../../shared/assignments.ts";
import type { Context } from "../context.ts";
import { isDatabaseAway, type Database, type Tx } from "../db.ts";
import { openGroup, type Group } from "../grouping.ts";
import { isAtRandom, isGoldDrawn, SPARE } from "./candidates.ts";
import { lockUnseenGold } from "./practice.sql.ts";
import { toAssignments } from "./told.ts";
import { findTasks, insertLeases, type Allotted, type Found, type ToldBuilding } from "./turns.sql.ts";

/** What somebody asks for: `count` assignments beside those that they have in hand. */
export type Wish = { slug: string; volunteerId: string; count: number; besides: ReadonlySet<string> };

/** How many lease together at most: beyond this a turn takes longer, and nobody is served faster. */
const MOST_TOGETHER = 16;

type Turns = Group<Wish, Assignment[] | null>;

/** One for each database that this process writes to: sharing a transaction needs a common place to wait. */
const turns = new WeakMap<Database, Turns>();

/**
 * Grants a wish in a transaction that it shares with all who come while another one runs. Null where a first look does
 * not find enough, and for campaigns that take no answers: whoever asked goes on alone, and keeps what was given so far.
 */
export function leaseTogether(ctx: Context, wish: Wish): Promise<Assignment[] | null> {
  let group = turns.get(ctx.db);
  if (group === undefined) {
    group = openGroup((wishes) => takeTurn(ctx, wishes), {
      most: MOST_TOGETHER,
      // Each sees what was given to them before.
      keysOf: ({ volunteerId }) => [volunteerId],
    });
    turns.set(ctx.db, group);
  }
  return group(wish);
}

/** Where it fails for a reason of one of them, each goes on alone. */
async function takeTurn(ctx: Context, wishes: readonly Wish[]): Promise<(Assignment[] | null)[]> {
  try {
    return await leaseInOneTransaction(ctx, wishes);
  } catch (error) {
    if (wishes.length === 1 || isDatabaseAway(error)) throw error;
    ctx.log.warn({ error: String(error) }, "leases of a turn were given one by one");
    return wishes.map(() => null);
  }
}

async function leaseInOneTransaction(
  ctx: Context,
  wishes: readonly Wish[],
): Promise<(Assignment[] | null)[]> {
  return ctx.db.transaction(async (tx) => {
    const asked = wishes.map(({ slug, volunteerId, count }) => ({
      slug,
      volunteerId,
      most: count + SPARE,
      start: ctx.random(),
      isAtRandom: isAtRandom(ctx),
    }));
    const found = await findTasks(tx, asked);
    const allotted = found.flatMap((one) => allot(wishes[one.place - 1], one));
    await addGold(ctx, tx, allotted);
    const rows = allotted.length === 0 ? [] : await insertLeases(tx, allotted);
    const results = wishes.map((): Assignment[] | null => null);
    for (const one of allotted) {
      const own = rows.filter(({ place }) => place === one.place);
      results[one.place - 1] = answer(one, own);
    }
    return results;
  });
}

/** What somebody may be given of what was found. */
function allot(wish: Wish | undefined, found: Found): Allotted[] {
  if (wish === undefined) return [];
  const told = split(found.held)
    .filter((id) => !wish.besides.has(id))
    .slice(0, wish.count);
  const count = Math.min(wish.count - told.length, Math.max(0, MOST_OPEN_LEASES - found.open));
  const offers = count === 0 ? [] : split(found.tasks).map((taskId) => ({ id: uuid(), taskId, gold: null }));
  return [{ ...found, volunteerId: wish.volunteerId, count, told, offers }];
}

/** Draws for each lease whether it is to be gold, and puts what is found before the other offers. */
async function addGold(ctx: Context, tx: Tx, allotted: readonly Allotted[]): Promise<void> {
  const takenBy = new Map(allotted.flatMap((one) => one.offers.map(({ taskId }) => [taskId, one] as const)));
  for (const one of allotted) {
    if (!one.hasGold) continue;
    const most = Array.from({ length: one.count }, () => isGoldDrawn(ctx)).filter(Boolean).length;
    if (most === 0) continue;
    const search = { campaignId: one.campaignId, volunteerId: one.volunteerId, start: ctx.random(), most };
    // One after the other: they are in one transaction.
    // oxlint-disable-next-line no-await-in-loop
    for (const { taskId, id } of await lockUnseenGold(tx, search)) {
      const owner = takenBy.get(taskId) ?? one;
      // Leases of a turn do not see each other: of a task that another may be given, this one is given nothing.
      if (owner !== one || one.offers.some((offer) => offer.taskId === taskId && offer.gold !== null))
        continue;
      takenBy.set(taskId, one);
      const others = one.offers.filter((offer) => offer.taskId !== taskId);
      one.offers = [{ id: uuid(), taskId, gold: id }, ...others];
    }
  }
}

const split = (ids: string): string[] => (ids === "" ? [] : ids.split(","));

/** Those held before in their order, then the new ones in the order of their ids; null for fewer than there should be. */
function answer({ told, count }: Allotted, rows: readonly ToldBuilding[]): Assignment[] | null {
  const assignments = new Map(toAssignments(rows).map((one) => [one.id, one]));
  if (assignments.size === 0 || assignments.size < told.length + count) return null;
  const held = told.flatMap((id) => assignments.get(id) ?? []);
  held.forEach(({ id }) => assignments.delete(id));
  const ids = [...assignments.keys()].sort();
  return [...held, ...ids.flatMap((id) => assignments.get(id) ?? [])];
}
