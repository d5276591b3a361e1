import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { hasGdal } from "../../../core/imagery/raster/gdal.ts";
import { sql } from "../../../core/db.ts";
import { aVotedCampaign, allFindings } from "../../support/crowds.ts";
import { untilFitted } from "../../support/quiet.ts";
import { bearer, send } from "../../support/requests.ts";
import { aWorld, type World } from "../../support/world.ts";

const run = promisify(execFile);
const BUILDINGS = 24;

let world: World;
let slug: string;
beforeAll(async () => {
  world = await aWorld();
  ({ slug } = await aVotedCampaign(
    world,
    BUILDINGS,
    3,
    (id) => ({ class: Number(id.slice(1)) % 2 === 0 ? "destroyed" : "no_visible_damage" }),
    { redundancy: { min: 3, cap: 6, certainty: 0.9 } },
  ));
  await untilFitted(world);
});

const get = (path: string, headers: Record<string, string> = bearer(world.analyst.token)) =>
  send(
    world.url,
    "GET",
    path.startsWith("http") ? new URL(path).pathname + new URL(path).search : `/ogc${path}`,
    { headers },
  );
const json = async (path: string) => JSON.parse((await get(path)).text);
const linkTo = (document: any, rel: string): string | undefined =>
  document.links.find((one: { rel: string }) => one.rel === rel)?.href;

// The requirements of conformance class Core that can be tried here, by their names in OGC 17-069r4 annex A.
describe("OGC API – Features, Core", () => {
  it("A.2.2.1 the landing page leads to everything else", async () => {
    const page = await json("/");
    for (const rel of ["service-desc", "conformance", "data"]) {
      expect((await get(linkTo(page, rel)!)).status, rel).toBe(200);
    }
  });

  it("A.2.3 the definition is OpenAPI 3.0 and knows every path", async () => {
    const { text, headers } = await get("/api");
    expect(headers.get("content-type")).toContain("application/vnd.oai.openapi+json;version=3.0");
    expect(Object.keys(JSON.parse(text).paths)).toContain("/collections/{collectionId}/items/{featureId}");
  });

  it("A.2.4 conformance names Core, GeoJSON and OpenAPI 3.0", async () => {
    const { conformsTo } = await json("/conformance");
    expect(conformsTo.map((one: string) => one.split("/").at(-1))).toEqual(["core", "oas30", "geojson"]);
  });

  it("A.2.5 collections have extents and lead to their items", async () => {
    const { collections } = await json("/collections");
    const one = collections.find(({ id }: { id: string }) => id === slug);
    expect(one).toMatchObject({
      itemType: "feature",
      extent: { temporal: { interval: [expect.any(Array)] } },
    });
    expect(await json(`/collections/${slug}`)).toEqual(one);
    expect((await get(linkTo(one, "items")!)).status).toBe(200);
  });

  it("A.2.6 every building comes once, page by page, with the attributes of exports", async () => {
    const seen: any[] = [];
    let next: string | undefined = `/collections/${slug}/items?limit=7`;
    while (next !== undefined) {
      const page = await json(next);
      expect(page.numberReturned).toBe(page.features.length);
      expect(page.numberMatched).toBe(BUILDINGS);
      seen.push(...page.features);
      next = linkTo(page, "next");
    }
    const known = await allFindings(world, slug);
    expect(seen.map(({ id }) => id)).toEqual(known.map(({ id }) => id));
    expect(seen[0].geometry).toEqual(known[0].geometry);
    expect(seen[0].properties).toMatchObject({
      class: known[0].properties.class,
      probability: known[0].properties.probability,
    });
  });

  it("A.2.7 one building alone, with a link back", async () => {
    const [{ id }] = await allFindings(world, slug);
    const feature = await json(`/collections/${slug}/items/${id}`);
    expect(feature).toMatchObject({ type: "Feature", id, links: expect.any(Array) });
    expect((await get(`/collections/${slug}/items/${crypto.randomUUID()}`)).status).toBe(404);
    expect((await get(`/collections/${slug}/items/nothing`)).status).toBe(404);
  });

  it("bbox, with heights too, and filters by attribute let through what they say", async () => {
    const [{ id, geometry }] = await allFindings(world, slug);
    const [west, south] = geometry.coordinates[0][0];
    const corner = [west - 1e-5, south - 1e-5, west + 1.1e-4, south + 1.1e-4];
    const flat = await json(`/collections/${slug}/items?bbox=${corner.join()}`);
    expect(flat.features.map((one: { id: string }) => one.id)).toEqual([id]);
    const high = await json(
      `/collections/${slug}/items?bbox=${corner[0]},${corner[1]},0,${corner[2]},${corner[3]},99`,
    );
    expect(high.features).toEqual(flat.features);
    const destroyed = await json(`/collections/${slug}/items?class=destroyed`);
    expect(destroyed.features).toHaveLength(BUILDINGS / 2);
    expect((await json(`/collections/${slug}/items?class=destroyed&status=disputed`)).features).toEqual([]);
  });

  it("a limit beyond the largest page gives the largest, none gives a page", async () => {
    expect((await json(`/collections/${slug}/items?limit=1000000`)).features).toHaveLength(BUILDINGS);
    expect((await json(`/collections/${slug}/items`)).features).toHaveLength(BUILDINGS);
  });

  it.each([
    "limit=0",
    "limit=x",
    "bbox=1,2,3",
    "bbox=0,9,1,8",
    "datetime=soon",
    "datetime=0000-01-01",
    "datetime=2020-01-02/2020-01-01",
    "datetime=../..",
    "status=lost",
    "class=unheard",
    "cursor=zzz",
    "colour=red",
  ])("refuses %s", async (query) => {
    expect((await get(`/collections/${slug}/items?${query}`)).status).toBe(400);
  });
});

describe("by time", () => {
  it("finds the buildings whose first damage may lie in it, and those that have no window", async () => {
    const dated = await aVotedCampaign(world, 4, 3, () => ({ class: "destroyed" }), {
      redundancy: { min: 3, cap: 6, certainty: 0.9 },
    });
    await untilFitted(world);
    const { items } = await world.ctx.db.one<{ items: number }>(sql`
      select count(*) as items from consensus join campaigns on campaigns.id = campaign_id where slug = ${dated.slug}`);
    expect(items).toBe(4);
    for (const datetime of [
      "1990-01-01/..",
      "../2030-01-01",
      "2017-06-03T00:00:00Z",
      "2017-01-01/2017-12-31",
    ]) {
      const page = await json(`/collections/${dated.slug}/items?datetime=${datetime}`);
      expect(page.features, datetime).toHaveLength(4); // asked for no window: no temporal property, so let through
    }
  });
});

describe("who may read", () => {
  it("nobody without a token, volunteers neither; an analyst by bearer or as the password of Basic", async () => {
    const volunteer = await world.volunteer();
    const path = `/collections/${slug}/items`;
    expect((await get(path, {})).status).toBe(401);
    expect((await get(path, bearer(volunteer.token))).status).toBe(403);
    expect((await get("/collections/unheard-of/items", {})).status).toBe(401);
    const basic = (token: string | null) => ({
      authorization: `Basic ${Buffer.from(`qgis:${token}`).toString("base64")}`,
    });
    expect((await get(path, basic(world.analyst.token))).status).toBe(200);
    expect((await get(path, basic("wrong"))).status).toBe(401);
    expect(JSON.parse((await get("/collections", {})).text).collections).toEqual([]);
  });

  it("anyone, once it is published", async () => {
    const open = await aVotedCampaign(world, 2, 3, () => ({ class: "destroyed" }));
    await world.ctx.db.transaction((tx) =>
      tx.run(sql`update campaigns set published_at = now() where slug = ${open.slug}`),
    );
    expect((await get(`/collections/${open.slug}/items`, {})).status).toBe(200);
    const { collections } = JSON.parse((await get("/collections", {})).text);
    expect(collections.map(({ id }: { id: string }) => id)).toEqual([open.slug]);
  });
});

it.skipIf(!(await hasGdal()))(
  "GDAL reads every building through it, page by page, and by box",
  { timeout: 60_000 },
  async () => {
    const options = ["--config", "GDAL_HTTP_HEADERS", `Authorization: Bearer ${world.analyst.token}`];
    const source = `OAPIF:${world.url}/ogc`;
    const { stdout } = await run("ogrinfo", [...options, "-oo", "PAGE_SIZE=5", "-so", source, slug]);
    expect(stdout).toContain(`Feature Count: ${BUILDINGS}`);
    const [{ geometry }] = await allFindings(world, slug);
    const [west, south] = geometry.coordinates[0][0];
    const box = [west - 1e-5, south - 1e-5, west + 1.1e-4, south + 1.1e-4].map(String);
    const part = await run("ogrinfo", [...options, "-al", "-q", "-spat", ...box, source, slug]);
    expect(part.stdout.match(/OGRFeature/g)).toHaveLength(1);
  },
);
