import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { doubleTag, longTag, shortTag, tiffFile } from "../../../cli/demo/geotiff/tiff-file.ts";
import { aCampaign, anImport } from "../../support/campaigns.ts";
import { aGeoTiff } from "../../support/scene-files.ts";
import { noTestData, testData } from "../../support/test-data.ts";
import { aWorld, type World } from "../../support/world.ts";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});

/** UTM zone 14 N, in which the aerial photographs of North Dakota come. */
const UTM_14 = 32_614;
/** Where the cut-out begins, metres of that zone; any place will do. */
const CORNER = [500_000, 5_200_000] as const;

/** A part of a photograph, laid down as far from the truth as said. One metre a pixel. */
async function aPhotograph(
  name: string,
  from: { left: number; top: number },
  astray: { east: number; north: number },
): Promise<Buffer> {
  const [width, height] = [560, 560];
  const pixels = await sharp(testData("raster-multidate-naip-northdakota", name))
    .extract({ ...from, width, height })
    .removeAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  const rgb = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1)
    for (let band = 0; band < 3; band += 1)
      rgb[at * 3 + band] = pixels.data[at * pixels.info.channels + band] ?? 0;
  const [x, y] = [CORNER[0] + from.left + astray.east, CORNER[1] - from.top + astray.north];
  return tiffFile(
    [
      longTag(256, width),
      longTag(257, height),
      shortTag(258, 8, 8, 8),
      shortTag(259, 1),
      shortTag(262, 2),
      shortTag(277, 3),
      longTag(278, height),
      shortTag(284, 1),
      doubleTag(33550, 1, 1, 0),
      doubleTag(33922, 0, 0, 0, x, y, 0),
      shortTag(34735, 1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, UTM_14),
    ],
    [rgb],
    { offsets: 273, lengths: 279 },
  );
}

async function scenesOf(files: Record<string, Buffer>): Promise<{ id: string; acquiredAt: string }[]> {
  const slug = await aCampaign(world);
  const folder = join(world.importFolder, slug);
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(folder, name), bytes);
  const { items } = await anImport(world, slug, "scenes", folder);
  const scenes = async () => (await world.anyone.get(`/campaigns/${slug}`)).body.scenes;
  await expect
    .poll(async () => (await scenes()).length, { message: JSON.stringify(items) })
    .toBe(Object.keys(files).length);
  return scenes();
}

const proposal = (id: string, reference: string) =>
  world.admin.post(`/scenes/${id}/offset-proposal`, { reference });

describe("a proposal of where a scene lies", () => {
  const NAIP = "m_4709963_se_14_1_";

  it.skipIf(noTestData)(
    `finds a shift between photographs of one day to a third of a pixel, and years apart to one (${noTestData ?? "NAIP"})`,
    async () => {
      const from = { left: 100, top: 60 };
      const scenes = await scenesOf({
        "right-2012-07-31.tif": await aPhotograph(`${NAIP}20120731.tif`, from, { east: 0, north: 0 }),
        "astray-2012-08-01.tif": await aPhotograph(
          `${NAIP}20120731.tif`,
          { left: 120, top: 50 },
          { east: 3.7, north: -2.2 },
        ),
        "later-2014-07-20.tif": await aPhotograph(`${NAIP}20140720.tif`, from, { east: -21.4, north: 12.6 }),
      });
      const [right, astray, later] = scenes.map(({ id }) => id);
      const same = (await proposal(astray!, right!)).body;
      expect(Math.abs(same.eastMetres + 3.7)).toBeLessThan(0.3);
      expect(Math.abs(same.northMetres - 2.2)).toBeLessThan(0.3);
      const years = (await proposal(later!, right!)).body;
      expect(Math.abs(years.eastMetres - 21.4)).toBeLessThan(1);
      expect(Math.abs(years.northMetres + 12.6)).toBeLessThan(1);
      // Where the reference was moved itself, the scene is brought to where the reference is seen.
      await world.admin.put(`/scenes/${right!}/offset`, { eastMetres: 5, northMetres: 0 });
      const moved = (await proposal(astray!, right!)).body;
      expect(Math.abs(moved.eastMetres - 1.3)).toBeLessThan(0.3);
    },
    180_000,
  );

  it("says nothing rather than something wrong: of plain ground, of strangers, of elsewhere, of itself", async () => {
    const noise = (seed: number) => (index: number) => {
      // Finaliser of MurmurHash3: neighbours have nothing to do with each other.
      let hash = Math.imul(Math.floor(index / 3) + seed * 100_003, 0x85ebca6b);
      hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
      return (hash ^ (hash >>> 16)) & 255;
    };
    const scenes = await scenesOf({
      "a-2017-01-01.tif": aGeoTiff([38, 35], 1, null, noise(1)),
      "b-2017-02-01.tif": aGeoTiff([38, 35], 2, null, noise(2)),
      "c-2017-03-01.tif": aGeoTiff([38, 35], 3, null, () => 120),
      "d-2017-04-01.tif": aGeoTiff([39, 36], 4, null, noise(5)),
    });
    const [a, b, c, d] = scenes.map(({ id }) => id);
    const reason = async (id: string, reference: string) => {
      const { status, body } = await proposal(id, reference);
      expect([status, body.eastMetres]).toEqual([200, null]);
      return body.reason;
    };
    expect(await reason(b!, a!)).toBe("no-agreement");
    expect(await reason(c!, a!)).toBe("too-plain");
    expect(await reason(d!, a!)).toBe("no-overlap");
    expect((await proposal(a!, a!)).status).toBe(400);
    expect((await world.analyst.post(`/scenes/${a!}/offset-proposal`, { reference: b })).status).toBe(403);
  }, 60_000);
});
