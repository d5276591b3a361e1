import { beforeAll, expect, it } from "vitest";
import { Campaign } from "../../../shared/campaigns.ts";
import { DAMAGE_SCALES } from "../../../shared/damage-scales.ts";
import { aCampaign, anImport, anOpenCampaign, aFootprintFile, voteThrough } from "../../support/campaigns.ts";
import { aSceneFolder } from "../../support/scene-files.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

const WHOLE = {
  slug: "raqqa-2017",
  title: { en: "Raqqa", ar: "الرقة" },
  text: "What, where and why",
  area: {
    type: "Polygon",
    coordinates: [
      [
        [38, 35],
        [39, 35],
        [39, 36],
        [38, 36],
        [38, 35],
      ],
    ],
  },
  scale: "unosat",
  asks: { class: true, window: true },
  redundancy: { min: 4, cap: 20, certainty: 0.9 },
  leaseSeconds: 600,
  languages: ["en", "ar"],
  contentNotice: { en: "Destroyed homes" },
};

it("is made as stated, as a draft that nobody has published", async () => {
  const { status, body } = await world.admin.post("/campaigns", WHOLE);
  expect(status, JSON.stringify(body)).toBe(201);
  const { scale: _, ...stated } = WHOLE;
  expect(body).toMatchObject({
    ...stated,
    status: "draft",
    published: null,
    scenes: [],
    progress: { buildings: 0, settled: 0, disputed: 0, votes: 0, volunteers: 0 },
  });
  expect(body.scale.classes.map(({ code }: any) => code)).toEqual(DAMAGE_SCALES.unosat.map(([code]) => code));
  expect((await world.anyone.get(`/campaigns/${WHOLE.slug}`)).body).toEqual(body);
});

it("fills in what was not stated", async () => {
  const slug = await aCampaign(world);
  expect((await world.anyone.get(`/campaigns/${slug}`)).body).toMatchObject({
    redundancy: { min: 5, cap: 30, certainty: 0.95 },
    leaseSeconds: 1800,
    languages: ["en"],
    text: null,
    area: null,
    contentNotice: null,
  });
  const partly = await aCampaign(world, { redundancy: { min: 2 } });
  expect((await world.anyone.get(`/campaigns/${partly}`)).body.redundancy).toEqual({
    min: 2,
    cap: 30,
    certainty: 0.95,
  });
});

it.each(["copernicus", "ems98", "xbd"] as const)("knows the scale %s", async (scale) => {
  const slug = await aCampaign(world, { scale });
  const { classes } = (await world.anyone.get(`/campaigns/${slug}`)).body.scale;
  expect(classes.map(({ code }: any) => code)).toEqual(DAMAGE_SCALES[scale].map(([code]) => code));
});

it("can have a scale of its own, in which volunteers then vote", async () => {
  const classes = [
    { code: "flooded", label: { en: "Flooded", fr: "Inondé" }, damaged: true },
    { code: "dry", label: "Dry", damaged: false },
  ];
  const slug = await anOpenCampaign(world, 1, { scale: { name: "flood", classes } });
  expect((await world.anyone.get(`/campaigns/${slug}`)).body.scale).toEqual({ name: "flood", classes });
  expect(await voteThrough(await world.volunteer(), slug, () => ({ class: "flooded" }))).toBe(1);
});

it.each<[string, Record<string, unknown>, string]>([
  ["an unknown scale", { scale: "richter" }, "scale"],
  [
    "a scale without an undamaged class",
    {
      scale: {
        name: "x",
        classes: [
          { code: "a", label: "A", damaged: true },
          { code: "b", label: "B", damaged: true },
        ],
      },
    },
    "scale.classes",
  ],
  ["nothing asked", { asks: { class: false, window: false } }, "asks"],
  ["a cap below min", { redundancy: { min: 9, cap: 3, certainty: 0.9 } }, "redundancy.cap"],
  ["a certainty of one", { redundancy: { certainty: 1 } }, "redundancy.certainty"],
  ["a slug with blanks", { slug: "two words" }, "slug"],
  [
    "an open area",
    {
      area: {
        type: "Polygon",
        coordinates: [
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
          ],
        ],
      },
    },
    "area.coordinates.0",
  ],
  ["an unknown key", { budget: 5 }, ""],
  ["a title of nothing", { title: {} }, "title"],
])("is refused with %s, saying where", async (_what, change, path) => {
  const { status, body } = await world.admin.post("/campaigns", { ...WHOLE, slug: "refused-one", ...change });
  expect(status).toBe(400);
  expect(body.errors.map((error: any) => error.path)).toContain(path);
  expect((await world.anyone.get("/campaigns/refused-one")).status).toBe(404);
});

it("has a slug that no other has", async () => {
  const slug = await aCampaign(world);
  const { status, body } = await world.admin.post("/campaigns", { ...WHOLE, slug });
  expect(status).toBe(409);
  expect(body).toMatchObject({ code: "already_exists", errors: [{ path: "slug" }] });
});

it("changes in what may change, and only in that", async () => {
  const slug = await aCampaign(world, { text: "before", contentNotice: "x" });
  const change = { title: "After", text: null, leaseSeconds: 60, languages: ["fr"], status: "open" };
  const { status, body } = await world.admin.patch(`/campaigns/${slug}`, change);
  expect(status).toBe(200);
  expect(body).toMatchObject({ ...change, contentNotice: "x" });
  for (const fixed of [
    { slug: "another" },
    { scale: "xbd" },
    { asks: { class: true, window: false } },
    { status: "done" },
  ]) {
    expect((await world.admin.patch(`/campaigns/${slug}`, fixed)).status).toBe(400);
  }
  expect((await world.admin.patch(`/campaigns/${slug}`, {})).body).toEqual(body);
});

it("does not become a draft again once it has votes", async () => {
  const slug = await anOpenCampaign(world, 1);
  await voteThrough(await world.volunteer(), slug, () => ({}));
  const { status, body } = await world.admin.patch(`/campaigns/${slug}`, { status: "draft" });
  expect(status).toBe(409);
  expect(body.code).toBe("conflict");
});

it("shows its scenes in the order of time, with tiles that are there", async () => {
  const slug = await aCampaign(world);
  await anImport(world, slug, "scenes", await aSceneFolder(world.importFolder, ["2018-03-01", "2017-01-01"]));
  const campaign = (await world.anyone.get(`/campaigns/${slug}`)).body;
  Campaign.parse(campaign);
  expect(campaign.scenes.map(({ acquiredAt }: any) => acquiredAt)).toEqual([
    "2017-01-01T00:00:00.000Z",
    "2018-03-01T00:00:00.000Z",
  ]);
  for (const { tiles, tileSize, bounds, minzoom, maxzoom, gsdMetres } of campaign.scenes) {
    expect(tiles).toMatch(/^\/tiles\/[0-9a-f-]{36}\/\{z\}\/\{x\}\/\{y\}$/);
    expect([256, 512]).toContain(tileSize);
    expect(minzoom).toBeLessThanOrEqual(maxzoom);
    expect(gsdMetres).toBeGreaterThan(0.5);
    expect(gsdMetres).toBeLessThan(2);
    const [west, south, east, north] = bounds;
    const x = Math.floor((((west + east) / 2 + 180) / 360) * 2 ** maxzoom);
    const latitude = (((south + north) / 2) * Math.PI) / 180;
    const y = Math.floor(((1 - Math.asinh(Math.tan(latitude)) / Math.PI) / 2) * 2 ** maxzoom);
    const address = tiles.replace("{z}", maxzoom).replace("{x}", x).replace("{y}", y);
    const tile = await world.anyone.get(address);
    expect(tile.status).toBe(200);
    expect(tile.headers.get("content-type")).toBe("image/webp");
    expect(tile.headers.get("etag")).toMatch(/^"/);
    expect(tile.headers.get("cache-control")).toContain("immutable");
    expect((await world.anyone.get(address.replace(`/${x}/`, "/0/"))).status).toBe(204);
  }
});

it("comes in pages of a list, newest first", async () => {
  const slugs = [await aCampaign(world), await aCampaign(world), await aCampaign(world)];
  const first = (await world.admin.get("/campaigns?limit=2")).body;
  const second = (await world.admin.get(`/campaigns?limit=2&cursor=${first.next}`)).body;
  expect([...first.items, ...second.items].slice(0, 3).map(({ slug }: any) => slug)).toEqual(
    slugs.toReversed(),
  );
});

it("lists its imports, newest first, in pages", async () => {
  const slug = await aCampaign(world);
  const ids: string[] = [];
  for (let index = 0; index < 3; index += 1) {
    ids.push((await anImport(world, slug, "buildings", await aFootprintFile(world, 1, [10 + index, 10]))).id);
  }
  const first = (await world.admin.get(`/campaigns/${slug}/batches?limit=2`)).body;
  const second = (await world.admin.get(`/campaigns/${slug}/batches?limit=2&cursor=${first.next}`)).body;
  expect([...first.items, ...second.items].map(({ id }: any) => id)).toEqual(ids.toReversed());
  expect(second.next).toBeNull();
});

it("puts each building into one task, those without one at any time later", async () => {
  const slug = await anOpenCampaign(world, 5, {}, 2);
  const build = async (body?: unknown) => (await world.admin.post(`/campaigns/${slug}/tasks`, body)).body;
  expect(await build()).toEqual({ tasks: 3, buildings: 5 });
  const more = [
    {
      type: "Feature",
      properties: { id: "late" },
      geometry: { type: "Point", coordinates: [38.1, 35.1] },
    },
  ];
  const { writeFile } = await import("node:fs/promises");
  const file = `${world.importFolder}/late.geojson`;
  await writeFile(file, JSON.stringify({ type: "FeatureCollection", features: more }));
  await anImport(world, slug, "buildings", file);
  expect(await build({ buildingsPerTask: 20 })).toEqual({ tasks: 4, buildings: 6 });
  for (const buildingsPerTask of [0, 21, "2"]) {
    expect((await world.admin.post(`/campaigns/${slug}/tasks`, { buildingsPerTask })).status).toBe(400);
  }
});
