/** The city of the `map` benchmark: buildings with findings beside the houses of the town, and votes on those. */
import { v7 as uuid } from "uuid";
import { recountCampaign } from "../../core/consensus/recount.ts";
import { sql } from "../../core/db.ts";
import { SLUG, type Town } from "./client-town.ts";

const CLASSES = ["destroyed", "severe", "moderate", "possible", "no_visible_damage"];

/**
 * Rectangles of 8 to 20 metres in rows over all of the town's pictures, three in four looked at, made in the database:
 * through imports and votes it would take hours.
 */
export async function fillCity({ ctx, bounds }: Town, buildings: number): Promise<void> {
  const [west, south, east, north] = bounds;
  const side = Math.ceil(Math.sqrt(buildings));
  await ctx.db.transaction(async (tx) => {
    await tx.run(sql`select setseed(0.5)`);
    await tx.run(sql`
      insert into buildings (id, campaign_id, external_id, geometry, bounds)
      select gen_random_uuid(), campaigns.id, 'city-' || n,
             jsonb_build_object('type', 'Polygon', 'coordinates', jsonb_build_array(jsonb_build_array(
               jsonb_build_array(x, y), jsonb_build_array(x + w, y), jsonb_build_array(x + w, y + h),
               jsonb_build_array(x, y + h), jsonb_build_array(x, y)))),
             box(point(x, y), point(x + w, y + h))
        from campaigns,
             lateral (select n, round((${west}::float8 + ${east - west}::float8 * ((n % ${side}::int) + random() * 0.3) / ${side}::int)::numeric, 7)::float8 as x,
                             round((${south}::float8 + ${north - south}::float8 * ((n / ${side}::int) + random() * 0.3) / ${side}::int)::numeric, 7)::float8 as y,
                             round((0.00007 + random() * 0.00011)::numeric, 7)::float8 as w,
                             round((0.00007 + random() * 0.00011)::numeric, 7)::float8 as h
                        from generate_series(0, ${buildings - 1}::int) as n) as made
       where campaigns.slug = ${SLUG}
    `);
    await tx.run(sql`
      insert into consensus (building_id, campaign_id, seq, status, class, probability, probabilities, intervals, last_intact,
                             first_damaged, window_probability, votes, answers_seen, wanted, gain, model_version, votes_digest)
      select buildings.id, buildings.campaign_id, 1, (array['open', 'settled', 'settled', 'disputed'])[1 + floor(random() * 4)::int],
             (${CLASSES}::text[])[1 + floor(random() * 5)::int], round((0.4 + random() * 0.6)::numeric, 9)::float8,
             array[0.2, 0.2, 0.2, 0.2, 0.2], array_fill(1 / 15.0::float8, array[15]),
             times[k], times[k + 1], 0.8, 5, 5, 0, 0, (select max(version) from consensus_models), ''
        from buildings, (select array_agg(id order by acquired_at) as times from scenes) as scene,
             lateral (select 1 + floor(random() * 14)::int as k where buildings.id is not null) as chosen
       where external_id like 'city-%' and random() < 0.75
    `);
    await tx.run(sql`analyze`);
  });
}

/**
 * A volunteer answers a house of the town; the answer is counted as a worker does it, without the full fit after it.
 * The returned function tells when the answer was stored, milliseconds since 1970.
 */
export async function openVoter({ ctx, url }: Town): Promise<() => Promise<number>> {
  const answer = await fetch(`${url}/api/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ transport: "bearer" }),
  });
  const { token } = await answer.json();
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const { id: campaign } = await ctx.db.one<{ id: string }>(
    sql`select id from campaigns where slug = ${SLUG}`,
  );
  const scenes: { id: string }[] = await ctx.db.many(sql`select id from scenes order by acquired_at`);
  return async () => {
    const leased = await fetch(`${url}/api/v1/campaigns/${SLUG}/assignments`, {
      method: "POST",
      headers,
      body: JSON.stringify({ count: 1 }),
    });
    const [{ id, task }] = (await leased.json()).assignments;
    const votes = task.buildings.map((building: { id: string }) => ({
      id: uuid(),
      building: building.id,
      class: "destroyed",
      lastIntact: scenes[3]?.id,
      firstDamaged: scenes[4]?.id,
      cannotTell: null,
      elapsedMs: 1_000,
      comment: null,
    }));
    await fetch(`${url}/api/v1/assignments/${id}/votes`, {
      method: "PUT",
      headers,
      body: JSON.stringify({ votes }),
    });
    const storedAt = Date.now();
    await recountCampaign(ctx, campaign);
    return storedAt;
  };
}
