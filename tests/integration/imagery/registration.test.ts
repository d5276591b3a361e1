import { beforeAll, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { aCampaign, aFootprintFile, anImport, aVote, lease, openCampaign } from "../../support/campaigns.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
let scene: string;
beforeAll(async () => {
  world = await aWorld();
  slug = await aCampaign(world, { asks: { class: true, window: false } });
  await anImport(world, slug, "scenes", await aSceneFolder(world.importFolder, ["2017-01-01"]));
  await anImport(world, slug, "buildings", await aFootprintFile(world, 2));
  await openCampaign(world, slug);
  scene = (await sceneOf()).id;
});

const sceneOf = async () => (await world.anyone.get(`/campaigns/${slug}`)).body.scenes[0];

it("moves a scene for everybody, keeps every decision, and leaves its tiles where they are", async () => {
  const before = await sceneOf();
  expect(before.offset).toEqual({ eastMetres: 0, northMetres: 0 });
  for (const northMetres of [-2.5, -3.1])
    expect((await world.admin.put(`/scenes/${scene}/offset`, { eastMetres: 4.2, northMetres })).status).toBe(
      200,
    );
  expect(await sceneOf()).toEqual({ ...before, offset: { eastMetres: 4.2, northMetres: -3.1 } });
  const { items } = (await world.analyst.get(`/scenes/${scene}/offsets`)).body;
  expect(items.map(({ northMetres }: any) => northMetres)).toEqual([-3.1, -2.5]);
  expect(items[0].decidedBy).toBe("a test's admin");
});

it("remembers with each vote where the pictures lay then", async () => {
  const registrations = async () =>
    world.ctx.db.many<{ registration: number }>(sql`select registration from votes order by created_at`);
  const volunteer = await world.volunteer();
  const [first, second] = await lease(volunteer, slug, 2);
  const answer = ({ id, task }: any) =>
    volunteer.put(`/assignments/${id}/votes`, { votes: [aVote(task.buildings[0].id)] });
  await answer(first);
  await world.admin.put(`/scenes/${scene}/offset`, { eastMetres: 0, northMetres: 0 });
  await answer(second);
  const [before, after] = await registrations();
  expect(after!.registration).toBeGreaterThan(before!.registration);
});

it("refuses journeys, other roles and unknown scenes", async () => {
  const put = (caller: typeof world.admin, id: string, eastMetres: number) =>
    caller.put(`/scenes/${id}/offset`, { eastMetres, northMetres: 0 });
  expect((await put(world.admin, scene, 501)).status).toBe(400);
  expect((await put(world.analyst, scene, 1)).status).toBe(403);
  expect((await put(world.admin, "00000000-0000-4000-8000-000000000000", 1)).status).toBe(404);
});
