import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { aCampaign, anImport, aVote, lease, openCampaign } from "../../support/campaigns.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
  await mkdir(world.importFolder, { recursive: true });
});

let written = 0;
async function aFile(features: readonly unknown[]): Promise<string> {
  const file = join(world.importFolder, `again-${(written += 1)}.geojson`);
  await writeFile(file, JSON.stringify({ type: "FeatureCollection", features }));
  return file;
}

function house(id: string, lon: number, properties: object = {}, size = 0.0001): unknown {
  const ring = [
    [lon, 35],
    [lon + size, 35],
    [lon + size, 35 + size],
    [lon, 35 + size],
    [lon, 35],
  ];
  return {
    type: "Feature",
    properties: { id, ...properties },
    geometry: { type: "Polygon", coordinates: [ring] },
  };
}

async function importInto(slug: string, features: readonly unknown[], options = {}): Promise<any> {
  const { items } = await anImport(world, slug, "buildings", await aFile(features), options);
  return items[0];
}

describe("a file of footprints that comes again", () => {
  it("updates buildings by their id, keeps their votes and tasks, and keeps what it replaced", async () => {
    const slug = await aCampaign(world, { asks: { class: true, window: false } });
    await importInto(slug, [house("a", 38), house("b", 38.001), house("c", 38.002)]);
    await openCampaign(world, slug);
    const volunteer = await world.volunteer();
    const [assignment] = await lease(volunteer, slug, 1);
    const [building] = assignment.task.buildings;
    const voted = await volunteer.put(`/assignments/${assignment.id}/votes`, { votes: [aVote(building.id)] });
    expect(voted.status, JSON.stringify(voted.body)).toBe(200);

    const id = building.properties.externalId ?? "a";
    const others = ["a", "b", "c"].filter((name) => name !== id);
    const lon = (name: string) => 38 + ["a", "b", "c"].indexOf(name) / 1000;
    const item = await importInto(
      slug,
      [
        house(id, lon(id), { storeys: 3 }, 0.00012),
        house(others[0] ?? "", lon(others[0] ?? "")),
        house("d", 38.003),
      ],
      { reportMissing: true },
    );
    expect(item).toMatchObject({
      status: "accepted",
      rows: { accepted: 3, refused: 0, added: 1, updated: 1, unchanged: 1, missing: 1 },
    });
    const detail = (await world.analyst.get(`/campaigns/${slug}/buildings/${building.id}`)).body;
    expect(detail.votesList).toHaveLength(1);
    const [kept] = await world.ctx.db.many<{
      revision: number;
      properties: object;
      taskId: string | null;
    }>(sql`
      select kept.revision, kept.properties, task_id as "taskId"
        from building_revisions kept
        join buildings on buildings.id = building_id
       where building_id = ${building.id}
    `);
    expect(kept).toEqual({ revision: 1, properties: { id }, taskId: assignment.task.id });
  });

  it("does not move a building's votes to another one far away that has its id", async () => {
    const slug = await aCampaign(world);
    await importInto(slug, [house("1", 38)]);
    const item = await importInto(slug, [house("1", 39), house("2", 39.001)]);
    expect(item).toMatchObject({
      status: "accepted",
      rows: { accepted: 1, refused: 1, added: 1, updated: 0 },
    });
    expect(item.refusedRows[0].reason).toContain("at another place");
  });

  it("tells in a dry run what it would do, and stores nothing", async () => {
    const slug = await aCampaign(world);
    await importInto(slug, [house("a", 38), house("b", 38.001)]);
    const dry = await importInto(
      slug,
      [house("a", 38, { storeys: 2 }), house("b", 38.001), house("c", 38.002)],
      {
        dryRun: true,
      },
    );
    expect(dry).toMatchObject({ status: "accepted", rows: { added: 1, updated: 1, unchanged: 1 } });
    expect(dry.did.join(" ")).toContain("nothing was stored");
    expect((await world.anyone.get(`/campaigns/${slug}`)).body.progress.buildings).toBe(2);
    const { left } = await world.ctx.db.one<{ left: number }>(
      sql`select count(*) as left from staged_buildings`,
    );
    expect(left).toBe(0);
  });
});

describe("a source whose values are not all certain", () => {
  const site = (lon: number, first: string, second: string) => ({
    type: "Feature",
    properties: { SensorDate: "2014-05-23", Main_Damag: first, SensorDa_1: "2013-10-22", Main_Dam_1: second },
    geometry: { type: "Point", coordinates: [lon, 35] },
  });

  it("is asked about, goes in with the answer, and is not asked about again in its campaign", async () => {
    const slug = await aCampaign(world);
    const sites = [site(38, "1", "Possible Damage"), site(38.001, "6", "5")];
    const asked = await importInto(slug, sites, { profile: "unosat" });
    expect(asked).toMatchObject({ status: "refused", rows: null });
    expect(asked.reason).toMatch(/"6" \(1\).*"5" \(1\).*options\.mapping/);
    expect(asked.question.unknown.map(({ key }: any) => key)).toEqual(["value:6", "value:5"]);
    expect(asked.question.choices.map(({ code }: any) => code)).toContain("no_visible_damage");

    const mapping = { "value:6": "no_visible_damage", "value:5": "none" };
    const answered = await importInto(slug, sites, { profile: "unosat", mapping });
    expect(answered).toMatchObject({ status: "accepted", rows: { accepted: 2, added: 2 } });
    const rows = await world.ctx.db.many<{ assessments: Record<string, any> }>(sql`
      select assessments
        from buildings
        join campaigns on campaigns.id = campaign_id
       where slug = ${slug}
       order by (bounds[0])[0]
    `);
    expect(rows[0]?.assessments["unosat 2013-10-22"]).toMatchObject({
      raw: "Possible Damage",
      class: "possible",
    });
    expect(rows[0]?.assessments["unosat 2014-05-23"]).toMatchObject({
      raw: "1",
      class: "destroyed",
      damaged: true,
    });
    expect(rows[1]?.assessments["unosat 2013-10-22"]).toMatchObject({ raw: "5", class: null });

    const { features } = (await world.analyst.get(`/campaigns/${slug}/consensus`)).body;
    const west = features.find(({ geometry }: any) => geometry.coordinates[0] === 38);
    const detail = (await world.analyst.get(`/campaigns/${slug}/buildings/${west.properties.building}`)).body;
    expect(detail.assessments.map(({ at }: any) => at)).toEqual(["2013-10-22", "2014-05-23"]);
    expect(detail.firstAssessedDamage).toBe("2013-10-22");
    expect(detail.attributes).toMatchObject({ Main_Damag: "1" });

    const later = await importInto(slug, [site(38.002, "6", "Destroyed")], { profile: "unosat" });
    expect(later).toMatchObject({ status: "accepted" });
  });

  it("is refused when an answer names a class that its scale does not have", async () => {
    const slug = await aCampaign(world);
    const item = await importInto(slug, [site(38, "6", "1")], {
      profile: "unosat",
      mapping: { "value:6": "fine" },
    });
    expect(item.reason).toMatch(/fine.*destroyed, severe/);
  });
});

it("latitude and longitude that changed places are noticed by the campaign's images, and put right when told", async () => {
  const slug = await aCampaign(world);
  await world.ctx.db.transaction((tx) =>
    tx.run(sql`
      insert into scenes (id, campaign_id, name, acquired_at, acquired_precision, acquired_source, gsd_metres,
                          original_sha256, original_key, original_bytes, cog_sha256, cog_key, cog_bytes, tile_size,
                          minzoom, maxzoom, bounds)
      select gen_random_uuid(), id, 'a', now(), 'day', 'name', 0.5, 'x', 'x', 1, 'x', 'x', 1, 256, 10, 18,
             array[37.9, 34.9, 38.1, 35.1]
        from campaigns
       where slug = ${slug}
    `),
  );
  const swapped = [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [35, 38] } }];
  expect((await importInto(slug, swapped)).reason).toContain('axisOrder "yx"');
  expect(await importInto(slug, swapped, { axisOrder: "yx" })).toMatchObject({ status: "accepted" });
});
