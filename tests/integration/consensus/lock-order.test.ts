import { EventEmitter, once } from "node:events";
import { beforeAll, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { updateWantedTasks } from "../../../core/tasks/tasks.sql.ts";
import {
  deleteRecountRequests,
  selectRecountRequests,
  upsertRecountRequests,
} from "../../../core/consensus/recount-requests.sql.ts";
import { anOpenCampaign } from "../../support/campaigns.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let campaignId: string;
let buildings: string[];
let tasks: string[];
beforeAll(async () => {
  world = await aWorld();
  const slug = await anOpenCampaign(world, 6);
  await world.stopWorkers();
  const { db } = world.ctx;
  ({ id: campaignId } = await db.one<{ id: string }>(sql`select id from campaigns where slug = ${slug}`));
  const found = await db.many<{ building: string; task: string }>(
    sql`select id as building, task_id as task from buildings where campaign_id = ${campaignId} order by task_id`,
  );
  buildings = found.map(({ building }) => building);
  tasks = found.map(({ task }) => task);
});

it("a recount waits for a task without holding a later one, as leases do: nobody waits in a circle", async () => {
  const { db } = world.ctx;
  // What is stored of the tasks is not what the buildings say: all are to be written.
  await db.transaction((tx) =>
    tx.run(sql`update tasks set is_wanted = false where campaign_id = ${campaignId}`),
  );
  const told = new EventEmitter();
  const holds = once(told, "holds");
  const mayGoOn = once(told, "go on");
  const [first = "", ...later] = tasks;
  const leasing = db.transaction(async (tx) => {
    await tx.one(sql`select id from tasks where id = ${first} for no key update`);
    told.emit("holds");
    await mayGoOn;
    // What a lease of many tasks does next: it must get them although a recount of all waits for the first.
    return tx.many(
      sql`select id from tasks where id = any(${later}::uuid[]) order by id for no key update nowait`,
    );
  });
  await holds;
  const recounting = db.transaction((tx) => updateWantedTasks(tx, [...buildings].reverse()));
  await expect
    .poll(async () => {
      const { waiting } = await db.one<{ waiting: number }>(
        sql`select count(*) as waiting from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      );
      return waiting;
    })
    .toBe(1);
  told.emit("go on");
  expect(await leasing).toHaveLength(later.length);
  expect(await recounting).toBe(tasks.length);
});

it("a recount does not wait for a task to write nothing but another value of its next answer", async () => {
  const { db } = world.ctx;
  await db.transaction((tx) => tx.run(sql`update tasks set gain = -1 where campaign_id = ${campaignId}`));
  const [first = "", ...later] = tasks;
  const written = await db.transaction(async (tx) => {
    await tx.one(sql`select id from tasks where id = ${first} for no key update`);
    return db.transaction((other) => updateWantedTasks(other, buildings));
  });
  expect(written).toBe(later.length);
});

it("a request that was answered and made anew meanwhile is not taken for the one that was read", async () => {
  const { db } = world.ctx;
  const building = buildings.slice(0, 1);
  const ask = () => db.transaction((tx) => upsertRecountRequests(tx, campaignId, building));
  await ask();
  const read = await selectRecountRequests(db, campaignId, 10);
  expect(read).toMatchObject([{ buildingId: building[0], requests: 1 }]);
  await db.transaction((tx) => tx.run(sql`delete from recount_requests where campaign_id = ${campaignId}`));
  await ask();
  expect(await db.transaction((tx) => deleteRecountRequests(tx, read))).toEqual([]);
  const anew = await selectRecountRequests(db, campaignId, 10);
  expect(await db.transaction((tx) => deleteRecountRequests(tx, anew))).toEqual([
    { buildingId: building[0] },
  ]);
});
