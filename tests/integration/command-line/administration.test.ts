import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { anImport, anOpenCampaign } from "../../support/campaigns.ts";
import { runAftermap } from "../../support/processes.ts";
import { aGeoTiff } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
let folder: string;
beforeAll(async () => {
  world = await aWorld();
  slug = await anOpenCampaign(world, 3);
  folder = join(world.importFolder, "incoming");
  await mkdir(folder, { recursive: true });
});

/** Runs a command with `--json` and reads the one document that it prints. */
async function command(...args: string[]): Promise<{ code: number | null; document: any }> {
  const { code, stdout, output } = await runAftermap([...args, "--json"], {
    DATABASE_URL: world.ctx.databaseUrl,
    DATA_DIR: world.ctx.config.dataDir,
    IMPORT_ROOTS: world.importFolder,
    PUBLIC_URL: world.url,
    PORT: "0",
    NODE_ENV: undefined,
  });
  expect(stdout.trim().split("\n"), output).toHaveLength(1);
  return { code, document: JSON.parse(stdout) };
}

it("clones a campaign, puts it away and brings it back", async () => {
  const cloned = await command("campaign", "clone", slug, "by-pattern", "--title", "By pattern");
  expect(cloned).toMatchObject({ code: 0, document: { slug: "by-pattern", status: "draft" } });
  const archived = await command("campaign", "archive", "by-pattern");
  expect(archived.document.archivedAt).not.toBeNull();
  const back = await command("campaign", "archive", "by-pattern", "--undo");
  expect(back.document.archivedAt).toBeNull();
});

it("invites somebody whose link the server accepts", async () => {
  const { code, document } = await command("user", "invite", "--role", "analyst", "--expires-in-hours", "1");
  expect(code).toBe(0);
  const secret = new URL(document.url).hash.slice(1);
  expect((await world.anyone.post("/invitations/accept", { secret })).status).toBe(201);
  expect((await command("user", "invitations")).document.items).toMatchObject([{ state: "used" }]);
});

it("draws priority areas from GeoJSON, and says what a file is that holds none", async () => {
  const ring = [37.9, 34.9, 38.00015, 35.1];
  const [west, south, east, north] = ring as [number, number, number, number];
  const coordinates = [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ];
  const file = join(folder, "areas.json");
  await writeFile(file, JSON.stringify({ type: "Polygon", coordinates }));
  expect(await command("campaign", "areas", slug, file)).toMatchObject({
    code: 0,
    document: { buildings: 1 },
  });
  await writeFile(file, JSON.stringify({ type: "Point", coordinates: [1, 2] }));
  expect(await command("campaign", "areas", slug, file)).toMatchObject({
    code: 1,
    document: { error: { code: "invalid_input" } },
  });
});

it("imports gold with a row for each fault, and watches a folder", async () => {
  const file = join(folder, "gold.csv");
  await writeFile(file, "externalId,class,explanation\nb1,destroyed,Gone\nb9,destroyed,\n");
  const gold = await command("gold", "import", slug, file);
  expect(gold).toMatchObject({
    code: 1,
    document: { accepted: 1, refusedRows: [{ row: 2, building: "b9" }] },
  });
  const watch = await command("watch", slug, folder, "--kind", "scenes");
  expect(watch).toMatchObject({ code: 0, document: { folder: { path: folder, kind: "scenes" } } });
  expect((await command("watch", slug, "/etc")).document.error.code).toBe("forbidden");
  expect((await command("watch", slug, "--stop")).document).toEqual({ folder: null });
});

it("has a doctor that ends with 0 when all is well and with 1 when work waits for nobody", async () => {
  const well = await command("doctor");
  expect(well, JSON.stringify(well.document.findings)).toMatchObject({ code: 0, document: { ok: true } });
  expect(well.document.health.workers).toMatchObject([{ isAlive: true }]);
  await world.ctx.db.transaction((tx) =>
    tx.run(sql`
      insert into job_requests (id, name, payload, finished_at, error)
      values (gen_random_uuid(), 'write-export', '{}', now(), 'no room')`),
  );
  const ill = await command("doctor");
  expect(ill).toMatchObject({ code: 1, document: { ok: false, health: { troubles: ["jobs_failed"] } } });
});

it("corrects and moves an image, and leaves somebody's answers out, as the admin's pages do", async () => {
  await writeFile(join(world.importFolder, "scene-2017-02-01.tif"), aGeoTiff([38, 35], 7));
  await anImport(world, slug, "scenes", join(world.importFolder, "scene-2017-02-01.tif"));
  const { document: scenes } = await command("scenes", "list", slug);
  const scene = scenes.items[0].id;
  const corrected = await command("scenes", "correct", scene, "--sensor", "WorldView-2");
  expect(corrected).toMatchObject({ code: 0, document: { id: scene, sensor: "WorldView-2" } });
  expect(await command("scenes", "move", scene, "--east", "3.5", "--north", "-2")).toMatchObject({ code: 0 });
  const shown = (await world.anyone.get(`/campaigns/${slug}`)).body.scenes[0];
  expect(shown.offset).toEqual({ eastMetres: 3.5, northMetres: -2 });
  expect(await command("scenes", "move", scene, "--east", "far", "--north", "0")).toMatchObject({
    code: 1,
    document: { error: { code: "invalid_input" } },
  });

  const { id } = await world.volunteer();
  const excluded = await command("volunteers", "exclude", id, "--reason", "answers without looking");
  expect(excluded).toMatchObject({ code: 0, document: { id, excluded: true } });
  expect((await command("volunteers", "list", slug)).document).toEqual({ items: [] });
  const included = await command("volunteers", "include", id, "--reason", "it was a mistake");
  expect(included.document).toEqual({ id, excluded: false });
});
