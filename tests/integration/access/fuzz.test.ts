import { beforeAll, expect, it } from "vitest";
import { aCampaign, anImport, aVote, aFootprintFile, lease, openCampaign } from "../../support/campaigns.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";
import { fuzz } from "../../fuzz/run.ts";
import type { CallerName } from "../../fuzz/requests.ts";

let world: World;
let slug: string;
let ids: string[];
let volunteer: string | null;
beforeAll(async () => {
  world = await aWorld();
  slug = await aCampaign(world, { asks: { class: true, window: false } });
  const batch = await anImport(world, slug, "buildings", await aFootprintFile(world, 6));
  const scenes = await aSceneFolder(world.importFolder, ["2017-01-01", "2017-02-01"]);
  const images = await anImport(world, slug, "scenes", scenes);
  await openCampaign(world, slug);
  const who = await world.volunteer();
  const [first, second] = await lease(who, slug, 2);
  const building = first.task.buildings[0].id;
  await who.put(`/assignments/${first.id}/votes`, { votes: [aVote(building)] });
  const question = await who.post(`/assignments/${second.id}/questions`, {
    building: second.task.buildings[0].id,
    scene: null,
    kind: "question",
    text: "What is this?",
  });
  const exported = await world.analyst.post(`/campaigns/${slug}/exports`, { format: "csv" });
  const scene = images.items[0].scene;
  ids = [building, first.id, second.id, batch.id, scene, who.id, question.body.id, exported.body.id];
  volunteer = who.token;
});

it("is answered, whoever sends it and whatever it is, never with an error on our side", async () => {
  const tokens: Record<CallerName, () => string | null> = {
    nobody: () => null,
    stranger: () => "x".repeat(43),
    volunteer: () => volunteer,
    analyst: () => world.analyst.token,
    admin: () => world.admin.token,
  };
  const report = await fuzz({
    url: world.url,
    names: { slug, ids },
    token: (caller) => tokens[caller](),
    requests: 1_500,
    seed: 20_261_121,
    restore: async () => {
      await world.admin.put(`/campaigns/${slug}/archive`, { isArchived: false });
      await world.admin.patch(`/campaigns/${slug}`, { status: "open" });
      const me = await fetch(`${world.url}/api/v1/me`, { headers: { authorization: `Bearer ${volunteer}` } });
      if (me.status === 401) volunteer = (await world.volunteer()).token;
    },
  });
  expect(report.failures).toEqual([]);
  expect(report.heldBack).toEqual({});
  expect(report.requests).toBe(1_500);
  // It is no fuzzing of a locked door: much of it is let in and does something.
  expect(report.answers["2xx"]).toBeGreaterThan(200);
  expect(report.reached).toBeGreaterThan(40);
}, 120_000);
