import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fromFile } from "geotiff";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type DemoCity, generateDemoCity } from "../../../cli/demo/city.ts";
import { toLocal } from "../../../cli/demo/place.ts";
import { SCENE_RECIPES } from "../../../cli/demo/scenes.ts";
import { Truth } from "../../../cli/demo/truth.ts";
import { NewCampaign } from "../../../shared/campaigns.ts";

/** A sixth of the resolution: the same town and files in a thirty-sixth of the pixels. */
const COARSENESS = 6;

let folder: string;
let city: DemoCity;

const generate = (name: string, seed: number): Promise<DemoCity> =>
  generateDemoCity({ directory: join(folder, name), seed, log: () => undefined, coarseness: COARSENESS });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "demo-city-"));
  city = await generate("first", 7);
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

async function fingerprint(made: DemoCity): Promise<string[]> {
  const files = [...made.sceneFiles, made.buildingsFile, made.truthFile, made.campaignFile];
  return Promise.all(
    files.map(
      async (file) =>
        `${basename(file)} ${createHash("sha256")
          .update(await readFile(file))
          .digest("hex")}`,
    ),
  );
}

describe("the demo city", () => {
  it("is the same to the byte for the same seed", async () => {
    expect(await fingerprint(await generate("second", 7))).toEqual(await fingerprint(city));
  }, 60_000);

  it("writes what it says: buildings, truth and a campaign that the API takes", async () => {
    const buildings = z
      .object({ features: z.array(z.object({ properties: z.object({ id: z.string() }) })) })
      .parse(JSON.parse(await readFile(city.buildingsFile, "utf8")));
    const truth = Truth.parse(JSON.parse(await readFile(city.truthFile, "utf8")));
    const campaign = NewCampaign.parse(JSON.parse(await readFile(city.campaignFile, "utf8")));

    expect(buildings.features.map(({ properties }) => properties.id)).toEqual(
      truth.buildings.map(({ id }) => id),
    );
    expect(campaign.asks).toEqual({ class: true, window: true });
    expect(campaign.area?.coordinates[0]).toHaveLength(5);
  });

  it("holds files of the kinds that admins have", () => {
    const kinds = SCENE_RECIPES.map(({ layout, compression }) => `${layout} ${compression}`);
    expect(SCENE_RECIPES.length).toBeGreaterThanOrEqual(10);
    expect(kinds).toEqual(
      expect.arrayContaining(["tiles deflate", "tiles lzw", "strips deflate", "strips lzw", "strips none"]),
    );
    expect(new Set(SCENE_RECIPES.map(({ crs }) => crs))).toEqual(
      new Set(["EPSG:32637", "EPSG:3857", "EPSG:4326"]),
    );
    expect(city.truth.scenes.filter(({ outside }) => outside === "alpha")).toHaveLength(1);
    expect(city.truth.scenes.filter(({ outside }) => outside === "zero")).toHaveLength(1);
    expect(city.truth.scenes.filter(({ clouds }) => clouds > 0.2)).toHaveLength(1);
    expect(city.truth.scenes.filter(({ misplacedMetres: [e, n] }) => Math.hypot(e, n) > 3)).toHaveLength(1);
  });
});

describe.each(SCENE_RECIPES)("scene $file", (recipe) => {
  const path = (): string => join(city.scenesDirectory, recipe.file);

  it("lies where it says, in its reference system", async () => {
    const image = await (await fromFile(path())).getImage();
    const keys = image.getGeoKeys();
    const code = recipe.crs === "EPSG:4326" ? keys?.GeographicTypeGeoKey : keys?.ProjectedCSTypeGeoKey;
    expect(`EPSG:${String(code)}`).toBe(recipe.crs);
    const [west = 0, south = 0, east = 0, north = 0] = image.getBoundingBox();
    const [left, top] = toLocal(recipe.crs, [west, north]);
    const [right, bottom] = toLocal(recipe.crs, [east, south]);
    // 796 m square, 42 m inside the modelled ground; other grids are turned by half a degree at most.
    const [shiftEast, shiftNorth] = recipe.misplacedMetres;
    const slack = recipe.crs === "EPSG:32637" ? 2 : 9;
    for (const [found, wanted] of [
      [left - shiftEast, 42],
      [top + shiftNorth, 42],
      [right - shiftEast, 838],
      [bottom + shiftNorth, 838],
    ] as const) {
      expect(Math.abs(found - wanted)).toBeLessThan(slack);
    }
  });

  it("tells its time in the tag or in its name", async () => {
    const image = await (await fromFile(path())).getImage();
    const tag: unknown = image.fileDirectory.hasTag("DateTime")
      ? await image.fileDirectory.loadValue("DateTime")
      : null;
    const [day = "", time = ""] = recipe.acquiredAt.slice(0, 19).split("T");
    const compact = `${day.replaceAll("-", "")}_${time.slice(0, 5).replace(":", "")}`;
    const told =
      tag === null ? /_(\d{8}_\d{4})\.tif$/.exec(recipe.file)?.[1] : z.string().parse(tag).replace("\0", "");
    const wanted = recipe.timeFrom === "name" ? compact : `${day.replaceAll("-", ":")} ${time}`;
    expect(told).toBe(wanted);
  });

  it("reads the same through geotiff and sharp, and is not flat", async () => {
    const image = await (await fromFile(path())).getImage();
    const ours = await image.readRasters({ interleave: true });
    const { data, info } = await sharp(path()).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(
      recipe.coverage.kind === "swath" && recipe.coverage.outside === "alpha" ? 4 : 3,
    );
    expect(Buffer.from(Uint8Array.from(ours)).equals(data)).toBe(true);
    const { channels } = await sharp(path()).stats();
    expect(channels[1]?.stdev).toBeGreaterThan(12);
  });
});
