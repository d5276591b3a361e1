import { beforeAll, describe, expect, it, vi } from "vitest";
import { v7 as uuid } from "uuid";
import { excludeVolunteer } from "../../../core/consensus/exclusions.ts";
import { sql } from "../../../core/db.ts";
import { correctScene } from "../../../core/imagery/imagery.ts";
import { moveScene } from "../../../core/imagery/registration/registration.ts";
import type { ApiName, Endpoint } from "../../../shared/api.ts";
import { anImport, anOpenCampaign, aVote, lease } from "../../support/campaigns.ts";
import { bearer, ENDPOINTS, JSON_TYPE, pathOf, send } from "../../support/requests.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

/** Calls that do their work in the archive too, and why: whoever adds one says so here as well. */
const WORKS: Partial<Record<ApiName, string>> = {
  archiveCampaign: "it brings the campaign back",
  cloneCampaign: "it makes another campaign",
  castVotes: "answers given before count, from a phone that was offline too",
  leaseAssignments: "it gives nothing, and says that the campaign is closed",
  createExport: "what is kept may be taken away",
  retryExport: "it writes such a file after all",
  cancelExport: "it stops a file from being written",
  proposeSceneOffset: "it measures and moves nothing",
};
/** Calls that concern no campaign: sessions, accounts, invitations, and the making of a campaign. */
const OF_NO_CAMPAIGN = ["sessions", "sign-in", "me", "staff", "invitations"];

const WRITES = ENDPOINTS.filter(([, { method }]) => method !== "GET");
const isOfNoCampaign = ({ path }: Endpoint) =>
  path === "/campaigns" || OF_NO_CAMPAIGN.includes(path.split("/")[1] ?? "");
const REFUSED = WRITES.filter(([name, endpoint]) => !(name in WORKS) && !isOfNoCampaign(endpoint));

const WAIT = { timeout: 40_000, interval: 200 };

let world: World;
let slug: string;
let tokens: Record<string, string>;
/** By the first word of an address: something of the archived campaign. */
let ids: Record<string, string>;
let building: string;

beforeAll(async () => {
  world = await aWorld();
  slug = await anOpenCampaign(world, 2);
  const scenes = await anImport(
    world,
    slug,
    "scenes",
    await aSceneFolder(world.importFolder, ["2017-01-01"]),
  );
  const volunteer = await world.volunteer();
  const [assignment] = await lease(volunteer, slug);
  building = assignment.task.buildings[0].id;
  const votes = [aVote(building)];
  await volunteer.put(`/assignments/${assignment.id}/votes`, { votes });
  const asked = { questionId: uuid(), building, scene: null, kind: "question", text: "What is this?" };
  const question = await volunteer.post(`/assignments/${assignment.id}/questions`, asked);
  const draw = () => world.analyst.post(`/campaigns/${slug}/samples`, { size: 1, seed: 1 });
  const drawn = await vi.waitFor(async () => {
    const reply = await draw();
    if (reply.status !== 201) throw new Error(`no sample yet: ${JSON.stringify(reply.body)}`);
    return reply;
  }, WAIT);
  ids = {
    campaigns: slug,
    scenes: scenes.items[0].scene,
    batches: scenes.id,
    assignments: assignment.id,
    questions: question.body.id,
    samples: drawn.body.id ?? "",
    volunteers: volunteer.id,
  };
  tokens = { volunteer: volunteer.token!, analyst: world.analyst.token!, admin: world.admin.token! };
  await archive(true);
});

async function archive(isArchived: boolean): Promise<void> {
  expect((await world.admin.put(`/campaigns/${slug}/archive`, { isArchived })).status).toBe(200);
}

const addressOf = (endpoint: Endpoint) => {
  const [, first = ""] = endpoint.path.split("/");
  const id = first === "campaigns" ? building : (ids[first] ?? "");
  expect(id, `nothing of an archived campaign is known for ${endpoint.path}`).not.toBe("");
  return pathOf(endpoint, { slug, id, building, scene: ids["scenes"]! });
};
const call = (endpoint: Endpoint) =>
  send(world.url, endpoint.method, addressOf(endpoint), {
    headers: { ...bearer(tokens[endpoint.who]!), ...JSON_TYPE },
    body: "{}",
  });

it("knows which calls work in the archive, and no more", () => {
  const works = WRITES.filter(([, { inArchive }]) => inArchive === "works").map(([name]) => name);
  expect(works.toSorted()).toEqual(Object.keys(WORKS).toSorted());
  expect(REFUSED.length).toBeGreaterThan(20);
});

describe.each(REFUSED)("%s", (_name, endpoint) => {
  it("changes nothing in the archive, and says what to do first", async () => {
    const { status, problem } = await call(endpoint);
    expect(status, JSON.stringify(problem)).toBe(409);
    expect(problem).toMatchObject({ code: "conflict", detail: expect.stringContaining(slug) });
    expect(problem.detail).toContain("bring it back first");
  });
});

it("is as closed to the command line, which calls the domain without HTTP", async () => {
  const id = ids["scenes"]!;
  const refusal = { code: "conflict", message: expect.stringContaining("bring it back first") };
  const excluded = { id: ids["volunteers"]!, excluded: true, reason: "A machine." };
  for (const act of [
    () => moveScene(world.ctx, null, { id, eastMetres: 1, northMetres: 1 }),
    () => correctScene(world.ctx, null, { id, sensor: "Another" }),
    () => excludeVolunteer(world.ctx, null, excluded),
  ])
    await expect(act()).rejects.toMatchObject(refusal);
});

it("is refused no more once the campaign is back", async () => {
  await archive(false);
  for (const [name, endpoint] of REFUSED.filter(([, { method }]) => method === "PUT")) {
    const { problem } = await call(endpoint);
    expect(problem?.detail ?? "", name).not.toContain("archive");
  }
});

it("pauses what is being imported, to be gone on with later", async () => {
  await world.stopWorkers();
  const folder = await aSceneFolder(world.importFolder, ["2018-01-01"]);
  const source = { path: folder };
  const { body: batch } = await world.admin.post(`/campaigns/${slug}/batches`, { kind: "scenes", source });
  await archive(true);
  await world.startWorkers();
  expect((await world.admin.get(`/batches/${batch.id}`)).body).toMatchObject({ isPaused: true });
  await archive(false);
  expect((await world.admin.post(`/batches/${batch.id}/actions`, { action: "resume" })).status).toBe(200);
  const status = async () => (await world.admin.get(`/batches/${batch.id}`)).body.status;
  await expect.poll(status, { timeout: 30_000 }).toBe("done");
});

it("excludes whoever answered elsewhere too, and recounts no campaign in the archive", async () => {
  const other = await anOpenCampaign(world, 1);
  const volunteer = await world.volunteer();
  expect((await world.admin.patch(`/campaigns/${slug}`, { status: "open" })).status).toBe(200);
  for (const campaign of [slug, other]) {
    const [{ id, task }] = await lease(volunteer, campaign);
    await volunteer.put(`/assignments/${id}/votes`, { votes: [aVote(task.buildings[0].id)] });
  }
  const requests = async () =>
    (
      await world.ctx.db.many<{ slug: string }>(sql`
        select distinct slug from recount_requests join campaigns on campaigns.id = campaign_id
      `)
    ).map((row) => row.slug);
  await expect.poll(requests, WAIT).toEqual([]);
  await world.stopWorkers();
  await archive(true);
  const decision = { excluded: true, reason: "A machine." };
  expect((await world.admin.put(`/volunteers/${volunteer.id}/exclusion`, decision)).status).toBe(200);
  expect(await requests()).toEqual([other]);
});
