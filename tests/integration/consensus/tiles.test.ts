import { MVT } from "ol/format.js";
import { beforeAll, describe, expect, it } from "vitest";
import { sql } from "../../../core/db.ts";
import { aCampaign } from "../../support/campaigns.ts";
import { allFindings, aVotedCampaign } from "../../support/crowds.ts";
import { untilFitted } from "../../support/quiet.ts";
import { aWorld, type World } from "../../support/world.ts";
import { sorted } from "../../support/sorted.ts";

let world: World;
let slug: string;
let token: string;

/** The footprints of the tests lie in a row from 38° E, 35° N. */
const BUILDINGS = 12;
const HOME = tileAt(38.0005, 35.00005, 14);

beforeAll(async () => {
  world = await aWorld();
  ({ slug } = await aVotedCampaign(
    world,
    BUILDINGS,
    3,
    (id) => ({ class: Number(id.slice(1)) <= 6 ? "destroyed" : "no_visible_damage" }),
    { redundancy: { min: 3, cap: 9, certainty: 0.8 } },
  ));
  await untilFitted(world);
  token = world.analyst.token ?? "";
});

function tileAt(lon: number, lat: number, z: number): string {
  const x = Math.floor(((lon + 180) / 360) * 2 ** z);
  const row = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
  return `${z}/${x}/${Math.floor(row * 2 ** z)}`;
}

const ask = (path: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }) =>
  fetch(`${world.url}/api/v1/campaigns/${slug}/tiles/${path}`, { headers });

/** Read by the map engine's own reader, which did not write it. */
async function featuresOf(reply: Response) {
  const features = new MVT().readFeatures(await reply.arrayBuffer(), { extent: [0, 0, 4096, 4096] });
  return features.map(
    (feature) =>
      ({ type: feature.getGeometry()?.getType(), ...feature.getProperties() }) as Record<string, any>,
  );
}

async function inTile(filter: string): Promise<string[]> {
  const reply = await ask(`${HOME}.mvt?${filter}`);
  return reply.status === 204 ? [] : (await featuresOf(reply)).map(({ id }) => id);
}

describe("vector tiles", () => {
  it("hold every building with what stands of it", async () => {
    const reply = await ask(`${HOME}.mvt`);
    expect(reply.status).toBe(200);
    expect(reply.headers.get("content-type")).toBe("application/vnd.mapbox-vector-tile");
    const features = await featuresOf(reply);
    const findings = await allFindings(world, slug);
    expect(sorted(features.map(({ id }) => id))).toEqual(sorted(findings.map(({ id }) => id)));
    for (const { id, properties } of findings) {
      const feature = features.find((one) => one["id"] === id);
      expect(feature).toMatchObject({
        layer: "buildings",
        class: properties.class,
        status: properties.status,
        votes: properties.votes,
      });
      expect(feature?.["probability"]).toBeCloseTo(properties.probability, 3);
    }
  });

  it("draw footprints as outlines near by and as points from afar", async () => {
    const typeAt = async (z: number) =>
      (await featuresOf(await ask(`${tileAt(38.0001, 35.00005, z)}.mvt`)))[0]?.["type"];
    expect([await typeAt(18), await typeAt(10)]).toEqual(["Polygon", "Point"]);
  });

  it("say nothing where no building is, and refuse tiles that cannot be", async () => {
    expect((await ask("14/0/0.mvt")).status).toBe(204);
    for (const path of ["2/4/0.mvt", "2/0/4.mvt", "23/0/0.mvt", "a/0/0.mvt", "1/-1/0.mvt", "1/0.5/0.mvt"]) {
      expect((await ask(path)).status, path).toBe(400);
    }
    expect((await ask(`${HOME}.mvt?minProbability=2`)).status).toBe(400);
    expect((await ask(`${HOME}.mvt?finalClass=nonsense`)).status).toBe(400);
  });

  it("are for analysts until the campaign is published, whatever is asked", async () => {
    expect((await ask("99/99/99.mvt", {})).status).toBe(401);
    const volunteer = await world.volunteer();
    expect((await ask("99/99/99.mvt", { authorization: `Bearer ${volunteer.token}` })).status).toBe(403);
  });

  it("follow the same filter as the list", async () => {
    for (const filter of [
      "finalClass=destroyed",
      "minProbability=0.9",
      "status=settled,reviewed",
      "maxVotes=2",
    ]) {
      const listed = (await allFindings(world, slug, `limit=100&${filter}`)).map(({ id }) => id);
      expect(sorted(await inTile(filter)), filter).toEqual(sorted(listed));
    }
  });

  it("are not sent again while nothing changes in them, and at once when a vote does", async () => {
    const first = await ask(`${HOME}.mvt`);
    const etag = first.headers.get("etag") ?? "";
    const again = () => ask(`${HOME}.mvt`, { authorization: `Bearer ${token}`, "if-none-match": etag });
    expect((await again()).status).toBe(304);
    const [finding] = await allFindings(world, slug);
    const review = { class: "severe", reason: "seen from the ground" };
    expect(
      (await world.analyst.put(`/campaigns/${slug}/buildings/${finding.id}/review`, review)).status,
    ).toBe(200);
    const changed = await again();
    expect(changed.status).toBe(200);
    const feature = (await featuresOf(changed)).find(({ id }) => id === finding.id);
    expect(feature).toMatchObject({ status: "reviewed", class: "severe", certainty: 1 });
  });

  it("show a decision no longer once it is taken back, under any filter", async () => {
    const before = (await allFindings(world, slug)).find(({ properties }) => properties.externalId === "b2");
    const review = { class: "severe", reason: "seen from the ground" };
    const path = `/campaigns/${slug}/buildings/${before.id}/review`;
    expect((await world.analyst.put(path, review)).status).toBe(200);
    expect(await inTile("finalClass=severe")).toContain(before.id);
    expect((await world.analyst.delete(path, { reason: "the wrong building" })).status).toBe(200);
    expect(await inTile("finalClass=severe")).not.toContain(before.id);
    expect(
      await inTile(`finalClass=${before.properties.class}&status=${before.properties.status}`),
    ).toContain(before.id);
    const listed = await allFindings(world, slug, "limit=100&finalClass=severe");
    expect(listed.map(({ id }) => id)).not.toContain(before.id);
  });

  it("are right at once from a server that did not make the change", async () => {
    const other = await world.anotherServer();
    const fromOther = () =>
      fetch(`${other}/api/v1/campaigns/${slug}/tiles/${HOME}.mvt`, {
        headers: { authorization: `Bearer ${token}` },
      });
    const before = (await fromOther()).headers.get("etag");
    const [, , third] = await allFindings(world, slug);
    const review = { class: "moderate", reason: "seen from the ground" };
    expect((await world.analyst.put(`/campaigns/${slug}/buildings/${third.id}/review`, review)).status).toBe(
      200,
    );
    const after = await fromOther();
    expect(after.headers.get("etag")).not.toBe(before);
    const feature = (await featuresOf(after)).find(({ id }) => id === third.id);
    expect(feature).toMatchObject({ status: "reviewed", class: "moderate" });
  });

  it("rest on rows that say what buildings, consensus and reviews say", async () => {
    const moved = sql`
      update buildings
         set geometry = '{"type": "Point", "coordinates": [38.1, 35.1]}', radius_metres = 5,
             bounds = box(point(38.09, 35.09), point(38.11, 35.11))
       where external_id = 'b12'`;
    expect(await world.ctx.db.transaction((tx) => tx.run(moved))).toBe(1);
    const compared = await world.ctx.db.one<{ rows: number; differing: number }>(sql`
      select count(*) as rows,
             count(*) filter (where (map.bounds::text, map.x, map.y, map.outline, map.status, map.class, map.crowd_class,
                                     map.probability, map.certainty, map.last_intact, map.first_damaged, map.votes,
                                     map.agreement)
                                    is distinct from
                                    (buildings.bounds::text, buildings.x, buildings.y, buildings.outline,
                                     coalesce(findings.status, 'open'), findings.class, findings.crowd_class,
                                     findings.probability, coalesce(findings.certainty, 0), findings.last_intact,
                                     findings.first_damaged, coalesce(findings.votes, 0), findings.agreement)) as differing
        from map_findings as map
        full join buildings_for_map as buildings on buildings.building_id = map.building_id
        left join findings_for_map as findings on findings.building_id = buildings.building_id`);
    expect(compared).toEqual({ rows: BUILDINGS, differing: 0 });
    const [x, y] = [
      (38.1 / 360) * 2 ** 32,
      (-Math.asinh(Math.tan((35.1 * Math.PI) / 180)) / Math.PI) * 2 ** 31,
    ];
    expect(
      await world.ctx.db.one(sql`select x, y, outline from map_findings
        where building_id = (select id from buildings where external_id = 'b12')`),
    ).toEqual({ x: Math.round(x), y: Math.round(y), outline: null });
  });

  it("know no campaign that is not there", async () => {
    await aCampaign(world);
    const reply = await fetch(`${world.url}/api/v1/campaigns/none-such/tiles/1/0/0.mvt`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(reply.status).toBe(404);
  });
});
