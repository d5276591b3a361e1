import { beforeAll, expect, it } from "vitest";
import { anImport, aFootprintFile, anOpenCampaign, aVote, lease } from "../../support/campaigns.ts";
import { untilQuiet } from "../../support/quiet.ts";
import { aRedis, describeOnEachQueue } from "../../support/redis.ts";
import { JSON_TYPE, send } from "../../support/requests.ts";
import { aWatcher, type Watcher } from "../../support/sockets.ts";
import { aWorld, type World } from "../../support/world.ts";

const names = ({ heard }: Watcher) => new Set(heard.map(({ name }) => name));
const numbers = ({ heard }: Watcher, name: string) =>
  heard.filter((one) => one.name === name).map(({ event }) => event.seq);

describeOnEachQueue("watching a campaign", ({ redisUrl }) => {
  let world: World;
  beforeAll(async () => {
    if (redisUrl !== undefined) await aRedis();
    world = await aWorld({ redisUrl });
  });

  /** One more volunteer answers all there is. */
  async function voteOnce(slug: string): Promise<void> {
    const volunteer = await world.volunteer();
    for (const { id, task } of await lease(volunteer, slug, 20)) {
      const votes = task.buildings.map((building: any) => aVote(building.id));
      expect((await volunteer.put(`/assignments/${id}/votes`, { votes })).status).toBe(200);
    }
  }

  it("tells everybody of progress, and only readers that consensus changed, with a rising number", async () => {
    const slug = await anOpenCampaign(world, 3);
    const stranger = await aWatcher(world.url);
    const volunteer = await aWatcher(world.url, { token: (await world.volunteer()).token });
    const analyst = await aWatcher(world.url, { token: world.analyst.token });
    for (const watcher of [stranger, volunteer, analyst])
      expect(await watcher.watch(slug)).toEqual({ ok: true });

    const fetched: any[] = [];
    let after = 0;
    for (let voter = 0; voter < 4; voter += 1) {
      const before = analyst.heard.length;
      await voteOnce(slug);
      await untilQuiet(world);
      await expect
        .poll(() => analyst.heard.slice(before).some(({ name }) => name === "consensus"))
        .toBe(true);
      const { body } = await world.analyst.get(`/campaigns/${slug}/changes?after=${after}`);
      fetched.push(...body.items);
      after = body.seq;
    }
    const { seq } = (await world.analyst.get(`/campaigns/${slug}/changes`)).body;
    await expect.poll(() => numbers(analyst, "consensus").at(-1)).toBe(seq);
    const told = numbers(analyst, "consensus");
    expect(told).toEqual([...new Set(told)].sort((a, b) => a - b));
    expect(new Set(fetched.map(({ building }) => building)).size).toBe(3);

    await expect.poll(() => numbers(stranger, "progress").at(-1)).toBe(seq);
    for (const watcher of [stranger, volunteer]) expect([...names(watcher)]).toEqual(["progress"]);
    const last = stranger.heard.findLast(({ name }) => name === "progress")?.event;
    expect(last).toMatchObject({ campaign: slug, progress: { buildings: 3, votes: 12, volunteers: 4 } });
    expect(JSON.stringify(stranger.heard)).not.toContain("destroyed");
  });

  it("tells a handful of times however many votes come at once", async () => {
    const slug = await anOpenCampaign(world, 10);
    const analyst = await aWatcher(world.url, { token: world.analyst.token });
    await analyst.watch(slug);
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: 5 }, () => voteOnce(slug)));
    await untilQuiet(world);
    const seconds = (performance.now() - startedAt) / 1000;
    expect(numbers(analyst, "progress").length).toBeLessThanOrEqual(Math.ceil(seconds * 5) + 1);
  });

  it("knows a browser by its cookie", async () => {
    const slug = await anOpenCampaign(world, 1);
    const started = await send(world.url, "POST", "/api/v1/sessions", { headers: JSON_TYPE, body: "{}" });
    const cookie = started.headers.get("set-cookie")?.split(";")[0] ?? "";
    const watcher = await aWatcher(world.url, { headers: { cookie, origin: world.url } });
    expect(await watcher.watch(slug)).toEqual({ ok: true });
    await voteOnce(slug);
    await expect.poll(() => names(watcher).has("progress")).toBe(true);
  });

  it("lets staff who signed in by a link hear of consensus, and admins of imports", async () => {
    const slug = await anOpenCampaign(world, 1);
    const { addStaff } = await import("../../../core/accounts/accounts.ts");
    const { linkSecret } = await addStaff(world.ctx, { role: "admin", name: "by link", linkUses: 1 });
    const signedIn = await send(world.url, "GET", `/sign-in/${linkSecret}`);
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const admin = await aWatcher(world.url, { headers: { cookie } });
    const analyst = await aWatcher(world.url, { token: world.analyst.token });
    for (const watcher of [admin, analyst]) await watcher.watch(slug);
    await anImport(world, slug, "buildings", await aFootprintFile(world, 2, [20, 20]));
    await voteOnce(slug);
    await expect.poll(() => names(admin).has("batch") && names(admin).has("consensus")).toBe(true);
    expect(names(analyst).has("batch")).toBe(false);
  });

  it("is refused to pages of another site, and to nobody else", async () => {
    await expect(aWatcher(world.url, { headers: { origin: "https://evil.example" } })).rejects.toThrow(
      /websocket error|xhr/,
    );
    await expect(aWatcher(world.url, { headers: { origin: world.url } })).resolves.toBeDefined();
  });

  it("answers nonsense and unknown campaigns without ending the connection", async () => {
    const watcher = await aWatcher(world.url, { token: "a-wrong-token" });
    expect(await watcher.watch("no-such-campaign")).toMatchObject({ ok: false });
    for (const nonsense of [null, 7, {}, { campaign: 7 }, { campaign: "x".repeat(1_000) }, [], "text"]) {
      expect(await watcher.socket.timeout(5_000).emitWithAck("watch", nonsense)).toMatchObject({ ok: false });
    }
    watcher.socket.emit("watch");
    watcher.socket.emit("vote", { class: "destroyed" });
    // In the callback's place, which was called: whoever sent this ended the process, and nobody was asked who they are.
    for (const callback of [5, "text", {}, null]) {
      watcher.socket.emit("watch", { campaign: "no-such-campaign" }, callback);
      watcher.socket.emit("watch", null, callback);
    }
    expect(await watcher.watch(await anOpenCampaign(world, 1))).toEqual({ ok: true });
  });

  it("asks the database for nobody who asks a thousand times in one breath", async () => {
    const slug = await anOpenCampaign(world, 1);
    const watcher = await aWatcher(world.url);
    const answers = await Promise.all(Array.from({ length: 1_000 }, () => watcher.watch(slug)));
    expect(answers.filter(({ ok }) => !ok).length).toBeGreaterThan(900);
    await expect.poll(() => watcher.watch(slug)).toEqual({ ok: true });
  });
});
