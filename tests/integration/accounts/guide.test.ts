import { beforeAll, expect, it } from "vitest";
import { v7 as uuid } from "uuid";
import { sql } from "../../../core/db.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;

beforeAll(async () => {
  world = await aWorld({ withWorkers: false });
});

const anEntry = (changes: Record<string, unknown> = {}) => ({
  kind: "shadow",
  title: { en: "Shadow", ar: "ظل" },
  text: "Shadows of one image all point the same way.",
  ...changes,
});

/** A scene as an import would have stored it, without its picture. */
async function aScene(slug: string): Promise<string> {
  const id = uuid();
  await world.ctx.db.transaction((tx) =>
    tx.run(sql`
      insert into scenes (id, campaign_id, name, acquired_at, acquired_precision, acquired_source, gsd_metres,
                          original_sha256, original_key, original_bytes, cog_sha256, cog_key, cog_bytes, tile_size,
                          minzoom, maxzoom, bounds)
      select ${id}, id, 'a.tif', '2017-06-01', 'day', 'name', 0.5, ${id}, 'o', 1, 'h', 'k', 1, 256, 10, 18,
             array[0, 0, 1, 1]
        from campaigns
       where slug = ${slug}
    `),
  );
  return id;
}

it("is empty at first, is replaced as a whole, and keeps the ids of what stays", async () => {
  const slug = await aCampaign(world);
  const scene = await aScene(slug);
  expect((await world.anyone.get(`/campaigns/${slug}/guide`)).body).toEqual({ entries: [] });
  const pictures = [{ scene, bounds: [0.1, 0.1, 0.2, 0.2], caption: "Low sun" }];
  const first = await world.admin.put(`/campaigns/${slug}/guide`, {
    entries: [anEntry({ pictures }), anEntry({ kind: "haze" })],
  });
  expect(first.status, JSON.stringify(first.body)).toBe(200);
  const [shadow, haze] = first.body.entries;
  expect(shadow).toMatchObject({ kind: "shadow", pictures });

  const entries = [{ ...haze, title: "Haze" }];
  await world.admin.put(`/campaigns/${slug}/guide`, { entries });
  const { body } = await world.anyone.get(`/campaigns/${slug}/guide`);
  expect(body).toEqual({ entries });
});

it("refuses pictures of other campaigns' scenes, boxes turned inside out, and an id used twice, saying where", async () => {
  const slug = await aCampaign(world);
  const foreign = await aScene(await aCampaign(world));
  const put = (...entries: unknown[]) => world.admin.put(`/campaigns/${slug}/guide`, { entries });
  const picture = { scene: foreign, bounds: [0, 0, 1, 1] };
  const reply = await put(anEntry(), anEntry({ pictures: [picture] }));
  expect(reply.status).toBe(400);
  expect(reply.body.errors).toMatchObject([{ path: "entries.1.pictures.0.scene" }]);
  const turned = await put(anEntry({ pictures: [{ ...picture, bounds: [1, 0, 0, 1] }] }));
  expect(turned.body.errors).toMatchObject([{ path: "entries.0.pictures.0.bounds" }]);
  const id = uuid();
  expect((await put(anEntry({ id }), anEntry({ id }))).body.errors).toMatchObject([{ path: "entries.1.id" }]);
  expect((await world.anyone.get(`/campaigns/${slug}/guide`)).body).toEqual({ entries: [] });
});

it("says of a campaign whether its pictures are blurred until asked for, and how many buildings teach", async () => {
  const slug = await aCampaign(world, { blurPictures: true });
  expect((await world.anyone.get(`/campaigns/${slug}`)).body).toMatchObject({
    blurPictures: true,
    practice: 0,
  });
  expect((await world.admin.patch(`/campaigns/${slug}`, { blurPictures: false })).body.blurPictures).toBe(
    false,
  );
  expect((await world.admin.patch(`/campaigns/${slug}`, { title: "Same" })).body.blurPictures).toBe(false);
});
