import { beforeAll, expect, it } from "vitest";
import { aCampaign, aFootprintFile, anImport } from "../../support/campaigns.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
let slug: string;
const ids = new Map<string, string>();
beforeAll(async () => {
  world = await aWorld();
  slug = await aCampaign(world);
  await anImport(world, slug, "scenes", await aSceneFolder(world.importFolder, ["2017-01-01", "2017-02-01"]));
  await anImport(world, slug, "buildings", await aFootprintFile(world, 6));
  for (const { id, properties } of (await world.analyst.get(`/campaigns/${slug}/consensus`)).body.features)
    ids.set(properties.externalId, id);
});

const importGold = (text: string, format = "csv") =>
  world.admin.post(`/campaigns/${slug}/gold`, { format, text });
const goldOf = async (name: string) =>
  (await world.analyst.get(`/campaigns/${slug}/buildings/${ids.get(name)}`)).body.gold;

it("takes the rows that are right, with explanations in several languages, and says of each other one why not", async () => {
  const { scenes } = (await world.anyone.get(`/campaigns/${slug}`)).body;
  const table = [
    "externalId;class;lastIntact;firstDamaged;explanation;explanation:ar",
    `b1;destroyed;2017-01-01;2017-02-01;"The roof; gone";انهار السقف`,
    `${ids.get("b2")};severe;;${scenes[1].id};;`,
    "b99;destroyed;;;;",
    "b3;broken;;;;",
    "b4;destroyed;2017-03-01;;;",
    "b5;destroyed;2017-02-01;2017-01-01;;",
    "b6;;;;;",
    "b1;moderate;;;;",
    ";destroyed;;;;",
  ].join("\r\n");
  const { status, body } = await importGold(`\uFEFF${table}`);
  expect(status, JSON.stringify(body)).toBe(200);
  expect(body).toMatchObject({ accepted: 2, refused: 7 });
  expect(body.refusedRows.map(({ row, reason }: any) => [row, reason])).toEqual([
    [3, expect.stringContaining("b99")],
    [4, expect.stringContaining("none of this campaign's")],
    [5, expect.stringContaining("no scene of 2017-03-01")],
    [6, expect.stringContaining("must be later")],
    [7, expect.stringContaining("says nothing")],
    [8, expect.stringContaining("earlier row")],
    [9, expect.stringContaining("names no building")],
  ]);
  expect(await goldOf("b1")).toMatchObject({
    class: "destroyed",
    lastIntact: scenes[0].id,
    firstDamaged: scenes[1].id,
    explanation: { en: "The roof; gone", ar: "انهار السقف" },
  });
  expect(await goldOf("b2")).toMatchObject({ class: "severe", firstDamaged: scenes[1].id });
});

it("takes GeoJSON with the same properties, and corrects what was known", async () => {
  const features = [
    {
      type: "Feature",
      geometry: null,
      properties: { externalId: "b1", class: "moderate", explanation: "Less." },
    },
  ];
  const { body } = await importGold(JSON.stringify({ type: "FeatureCollection", features }), "geojson");
  expect(body).toEqual({ accepted: 1, refused: 0, refusedRows: [] });
  expect(await goldOf("b1")).toMatchObject({ class: "moderate", explanation: "Less." });
});

it("refuses a file as a whole that is none, and changes nothing", async () => {
  for (const [text, format] of [
    ["a,b\n1,2", "csv"],
    ["externalId,class\n", "csv"],
    ['externalId,class\n"b1,destroyed', "csv"],
    ["[1, 2", "geojson"],
    ["{}", "geojson"],
  ] as const) {
    const { status, body } = await importGold(text, format);
    expect(status, text).toBe(400);
    expect(body.errors[0].message).toContain("externalId");
  }
});
