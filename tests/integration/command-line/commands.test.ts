import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { aFootprintFile, openCampaign, voteThrough } from "../../support/campaigns.ts";
import { untilFitted } from "../../support/quiet.ts";
import { runAftermap } from "../../support/processes.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let outside: string;
beforeAll(async () => {
  world = await aWorld();
  outside = join(world.ctx.config.dataDir, "outside");
  await mkdir(outside);
});

/** Runs a command with `--json` and reads the one document that it prints. */
async function command(...args: string[]): Promise<{ code: number | null; document: any; output: string }> {
  const { code, stdout, output } = await runAftermap([...args, "--json"], {
    DATABASE_URL: world.ctx.databaseUrl,
    DATA_DIR: world.ctx.config.dataDir,
    PORT: "0",
    NODE_ENV: undefined,
  });
  expect(stdout.trim().split("\n"), output).toHaveLength(1);
  return { code, document: JSON.parse(stdout), output };
}

async function aDocument(name: string, content: unknown): Promise<string> {
  const file = join(outside, name);
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

const CAMPAIGN = { slug: "by-hand", title: "By hand", scale: "unosat", asks: { class: true, window: true } };

describe("the command line", () => {
  it("walks from a file to an export, one JSON document a command", async () => {
    const created = await command("campaign", "create", await aDocument("campaign.json", CAMPAIGN));
    expect(created).toMatchObject({
      code: 0,
      document: { slug: "by-hand", status: "draft", published: null },
    });

    const scenes = await command(
      "import",
      "scenes",
      "by-hand",
      await aSceneFolder(outside, ["2017-01-01", "2017-02-01"]),
    );
    expect(scenes.code, scenes.output).toBe(0);
    expect(scenes.document.batches).toMatchObject([{ status: "done", progress: 1, kind: "scenes" }]);
    expect(scenes.document.batches[0].items.map(({ status }: any) => status)).toEqual([
      "accepted",
      "accepted",
    ]);
    expect(scenes.output).toContain("accepted scene-2017-01-01.tif");

    const footprints = await aFootprintFile(world, 4);
    const buildings = await command("import", "buildings", "by-hand", footprints);
    expect(buildings.code, buildings.output).toBe(0);
    expect(buildings.document.batches[0].items).toMatchObject([{ rows: { accepted: 4, refused: 0 } }]);

    const tasks = await command("tasks", "build", "by-hand", "--buildings-per-task", "3");
    expect(tasks).toMatchObject({ code: 0, document: { tasks: 2, buildings: 4 } });

    await openCampaign(world, "by-hand");
    const [first, second] = (await world.anyone.get("/campaigns/by-hand")).body.scenes;
    const answer = { lastIntact: first.id, firstDamaged: second.id };
    for (let voter = 0; voter < 5; voter += 1) {
      await voteThrough(await world.volunteer(), "by-hand", () => answer);
    }
    await untilFitted(world);
    const out = join(outside, "out.geojson");
    const exported = await command("export", "by-hand", "--format", "geojson", "--out", out);
    const text = await readFile(out, "utf8");
    expect(exported.code, exported.output).toBe(0);
    expect(exported.document).toMatchObject({
      file: out,
      bytes: Buffer.byteLength(text),
      sha256: createHash("sha256").update(text).digest("hex"),
    });
    const { features } = JSON.parse(text);
    expect(features).toHaveLength(4);
    expect(features[0].properties.window).toMatchObject(answer);
  }, 180_000);

  it("adds staff whose token works at once, and whose link works once", async () => {
    const { code, document } = await command("user", "add", "--role", "analyst", "--name", "Ana");
    expect(code).toBe(0);
    expect(document).toMatchObject({ role: "analyst", name: "Ana" });
    const me = await fetch(`${world.url}/api/v1/me`, {
      headers: { authorization: `Bearer ${document.token}` },
    });
    expect(await me.json()).toMatchObject({ role: "analyst", id: document.id });
    const link = new URL(document.signInUrl);
    const open = () => fetch(`${world.url}${link.pathname}`, { redirect: "manual" });
    const [signedIn, again] = [await open(), await open()];
    expect(signedIn.status).toBe(303);
    expect(signedIn.headers.get("set-cookie")).toContain("HttpOnly");
    expect(again.headers.get("set-cookie")).toBeNull();
    expect(again.headers.get("location")).toBe("/sign-in-failed");
  });

  it.each<[string, () => Promise<string[]> | string[], RegExp]>([
    [
      "a campaign that exists",
      async () => ["campaign", "create", await aDocument("again.json", { ...CAMPAIGN, slug: "twice" })],
      /exists/,
    ],
    [
      "a campaign without classes",
      async () => ["campaign", "create", await aDocument("bad.json", { slug: "x" })],
      /cannot be taken as it is/,
    ],
    [
      "a file that is no JSON",
      async () => ["campaign", "create", await aDocument("no.json", "{")],
      /not valid JSON/,
    ],
    [
      "a file that is not there",
      () => ["campaign", "create", join(outside, "missing.json")],
      /cannot be read/,
    ],
    ["a campaign that is not there", () => ["tasks", "build", "no-such-campaign"], /no campaign/],
    ["an import into none", () => ["import", "buildings", "no-such-campaign", outside], /no campaign/],
    [
      "an import of nothing",
      () => ["import", "scenes", "twice", join(outside, "missing")],
      /no file or folder/,
    ],
    [
      "an export of none",
      () => ["export", "no-such-campaign", "--format", "csv", "--out", join(outside, "x")],
      /no campaign/,
    ],
    [
      "bands that are no numbers",
      () => ["import", "scenes", "twice", outside, "--bands", "red"],
      /not valid/,
    ],
  ])("ends with 1 and a reason for %s", async (_what, args, reason) => {
    await world.admin.post("/campaigns", { ...CAMPAIGN, slug: "twice" });
    const { code, document, output } = await command(...(await args()));
    expect(code).toBe(1);
    expect(document.error).toMatchObject({ code: expect.any(String), detail: expect.stringMatching(reason) });
    expect(output).not.toContain("    at ");
  });

  it("ends with 1 when a file is refused, with the batch on stdout", async () => {
    await world.admin.post("/campaigns", { ...CAMPAIGN, slug: "refusing" });
    const file = await aDocument("empty.geojson", { type: "FeatureCollection", features: [] });
    const { code, document } = await command("import", "buildings", "refusing", file);
    expect(code).toBe(1);
    expect(document.batches[0].items).toMatchObject([{ status: "refused", reason: expect.any(String) }]);
  });

  it.each([
    [["no-such-command"]],
    [[]],
    [["campaign"]],
    [["campaign", "create"]],
    [["import", "pictures", "x", "y"]],
    [["import", "scenes", "x"]],
    [["tasks", "build", "x", "--buildings-per-task", "21"]],
    [["export", "x", "--format", "docx", "--out", "y"]],
    [["export", "x", "--format", "csv"]],
    [["user", "add", "--role", "king", "--name", "x"]],
    [["user", "add", "--role", "admin"]],
    [["serve", "--fast"]],
  ])("ends with 2 for wrong usage: %j", async (args) => {
    const { code, output } = await runAftermap(args);
    expect(code, output).toBe(2);
    expect(output.trim()).not.toBe("");
  });

  it.each([
    "serve",
    "worker",
    "migrate",
    "doctor",
    "user add",
    "campaign create",
    "import scenes",
    "import buildings",
    "tasks build",
    "consensus labels",
    "consensus windows",
    "export",
  ])("explains %s with --help, without settings or a database", async (name) => {
    const { code, stdout } = await runAftermap([...name.split(" "), "--help"], { PORT: "nonsense" });
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: aftermap");
  });
});
