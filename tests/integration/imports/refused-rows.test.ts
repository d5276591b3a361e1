import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { beforeAll, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { openRefusedRows } from "../../../core/imagery/refused-rows.ts";
import { aCampaign, anImport } from "../../support/campaigns.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
  await mkdir(world.importFolder, { recursive: true });
});

const REPEATED = 1_200;
const OFF_THE_GLOBE = 2_500;

/** Two good rows, thousands off the globe, and more than a thousand that bear an id that stands before them. */
async function aFileOfManyFaults(): Promise<string> {
  const feature = (id: string, lon: number, lat: number) =>
    `{"type":"Feature","properties":{"id":${JSON.stringify(id)}},"geometry":{"type":"Point","coordinates":[${lon},${lat}]}}`;
  const rows = [
    feature("good", 10, 10),
    feature("=HYPERLINK(1)", 10, 10.001),
    ...Array.from({ length: OFF_THE_GLOBE }, (_, nth) => feature(`off ${nth}`, 200 + nth, 10)),
    ...Array.from({ length: REPEATED }, () => feature("=HYPERLINK(1)", 10, 10.002)),
  ];
  const file = join(world.importFolder, 'many"faults; x=ق.geojsonl');
  await writeFile(file, rows.join("\n"));
  return file;
}

it("gives every refused row as a table, however many there are, with formulas made harmless", async () => {
  const slug = await aCampaign(world);
  const { id, items } = await anImport(world, slug, "buildings", await aFileOfManyFaults());
  const refused = OFF_THE_GLOBE + REPEATED;
  expect(items).toMatchObject([{ status: "accepted", rows: { accepted: 2, refused } }]);
  expect(items[0].refusedRows).toHaveLength(1_000);
  expect(items[0].refusedRows[0].refusal).toEqual({ code: "row.longitude", values: {}, remedy: null });

  const address = `/batches/${id}/items/0/refused-rows`;
  const reply = await world.admin.get(address);
  expect(reply.status).toBe(200);
  // The name is the file's own, and stays within its quotes whatever it holds.
  expect(reply.headers.get("content-disposition")).toBe(
    'attachment; filename="many\\"faults; x=?.geojsonl.refused.csv"; ' +
      "filename*=UTF-8''many%22faults%3B%20x%3D%D9%82.geojsonl.refused.csv",
  );
  const table: any[] = parse(reply.body, { bom: true, columns: true });
  expect(table).toHaveLength(refused);
  expect(new Set(table.map(({ row }) => row)).size).toBe(refused);
  expect(table[0]).toEqual({ row: "3", externalId: "off 0", reason: expect.stringContaining("longitude") });
  expect(table.at(-1)).toMatchObject({
    externalId: "'=HYPERLINK(1)",
    reason: expect.stringContaining("twice"),
  });

  // Nothing else is given, and to nobody else.
  for (const other of [`/batches/${id}/items/1/refused-rows`, `/batches/${slug}/items/0/refused-rows`])
    expect((await world.admin.get(other)).status).toBe(404);
  expect((await world.analyst.get(address)).status).toBe(403);
  expect((await world.anyone.get(address)).status).toBe(401);
});

it("gives a short list from the import itself, and what is listed where the table is gone", async () => {
  const slug = await aCampaign(world);
  const file = join(world.importFolder, "few.geojson");
  await writeFile(
    file,
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"a"},"geometry":null}]}',
  );
  const { id } = await anImport(world, slug, "buildings", file);
  const { body } = await openRefusedRows(world.ctx, id, 0);
  const chunks = await body.toArray();
  expect(chunks.join("")).toMatch(/^\uFEFFrow,externalId,reason\r\n1,a,.*geometry.*\r\n$/);

  const many = await anImport(world, await aCampaign(world), "buildings", await aFileOfManyFaults());
  const { key } = await world.ctx.db.one<{ key: string }>(sql`
    select refused_key as key
      from batch_items
     where batch_id = ${many.id}
  `);
  expect((await readFile(join(world.ctx.config.dataDir, "objects", key), "utf8")).length).toBeGreaterThan(
    10_000,
  );
  await world.ctx.objects.delete(key);
  const listed = await (await openRefusedRows(world.ctx, many.id, 0)).body.toArray();
  expect(parse(listed.join(""), { bom: true, columns: true })).toHaveLength(1_000);
});
