import { beforeAll, describe, expect, it, vi } from "vitest";
import { createFindingShelf, type FindingShelf } from "../../../core/consensus/finding-shelf.ts";
import { listConsensus } from "../../../core/consensus/findings.ts";
import { createMapTiles } from "../../../core/consensus/map-tiles.ts";
import { getSummary } from "../../../core/consensus/summary.ts";
import { sql } from "../../../core/db.ts";
import { ConsensusStatus, type ConsensusPage } from "../../../shared/consensus.ts";
import { seededRandom } from "../../../shared/consensus/random.ts";
import { filterParameters, FindingFilter, WITHOUT_CLASS } from "../../../shared/finding-filter.ts";
import { voteThrough } from "../../support/campaigns.ts";
import { aDisputedStreet, HOUSES } from "../../support/disputed-street.ts";
import { untilFitted } from "../../support/quiet.ts";
import { aWorld, type World } from "../../support/world.ts";
import { sorted } from "../../support/sorted.ts";

/** The database alone. */
const nothing: FindingShelf = { get: () => Promise.resolve(null) };

let world: World;
let slug: string;
let id: string;
let shelf: FindingShelf;
let meaning: { classes: string[]; scenes: string[]; times: number[] };

beforeAll(async () => {
  world = await aWorld();
  ({ slug } = await aDisputedStreet(world, await world.volunteer()));
  const { body } = await world.analyst.get(`/campaigns/${slug}`);
  const found = await world.ctx.db.one<{ id: string; scenes: string[]; times: Date[] }>(sql`
    select campaigns.id, array_agg(scenes.id order by acquired_at, scenes.id) as scenes,
           array_agg(acquired_at order by acquired_at, scenes.id) as times
      from campaigns
      join scenes on scenes.campaign_id = campaigns.id
     where slug = ${slug}
     group by 1
  `);
  id = found.id;
  meaning = {
    classes: body.scale.classes.map(({ code }: { code: string }) => code),
    scenes: found.scenes,
    times: found.times.map((time) => new Date(time).getTime()),
  };
  shelf = createFindingShelf(world.ctx, { fromBuildings: 1 });
  await vi.waitUntil(async () => (await shelf.get({ id, ...meaning })) !== null, { timeout: 20_000 });
});

async function ofBoth(filter: FindingFilter) {
  const [memory, database] = await Promise.all([
    getSummary({ ...world.ctx, findings: shelf }, { slug, ...filter }),
    getSummary({ ...world.ctx, findings: nothing }, { slug, ...filter }),
  ]);
  return { memory: rounded(memory), database: rounded(database) };
}

/** Chances are kept as four-byte numbers, and places to the centimetre. */
function rounded({ perInterval, bounds, ...figures }: Awaited<ReturnType<typeof getSummary>>) {
  const short = (value: number) => Math.round(value * 1e4);
  return {
    ...figures,
    bounds: bounds?.map((degrees) => degrees.toFixed(7)),
    perInterval: perInterval.map(({ expected, low, high }) => [expected, low, high].map(short)),
  };
}

const FILTERS: Record<string, FindingFilter> = {
  nothing: {},
  status: { status: ["open", "disputed"] },
  "the votes' class": { class: ["severe"] },
  "the class that stands": { finalClass: ["destroyed", "~none"] },
  certainty: { minProbability: 0.3, maxProbability: 0.9 },
  votes: { minVotes: 4, maxVotes: 4 },
  "no votes": { maxVotes: 0 },
  "the first damaged scene": { damagedFrom: "2017-05-02", damagedTo: "2017-06-05" },
  "all of them": { status: ["settled", "open"], finalClass: ["destroyed"], minVotes: 1, minProbability: 0.1 },
};

describe("findings in memory", () => {
  it.each(Object.entries(FILTERS))("say what the database says, filtered by %s", async (_by, filter) => {
    const { memory, database } = await ofBoth(filter);
    expect(memory).toEqual(database);
    expect(memory.buildings).toBe(HOUSES);
  });

  it("know every part of the filter that is not a place", () => {
    const known = new Set(Object.values(FILTERS).flatMap((filter) => Object.keys(filter)));
    expect(sorted([...known, "bbox", "area"])).toEqual(sorted(Object.keys(filterParameters)));
  });

  it("know of a vote as soon as the database does", async () => {
    const before = await ofBoth({});
    await world.admin.patch(`/campaigns/${slug}`, { redundancy: { min: 5, cap: 5, certainty: 0.9 } });
    await untilFitted(world);
    await voteThrough(await world.volunteer(), slug, () => ({
      class: "severe",
      lastIntact: meaning.scenes[1],
    }));
    await untilFitted(world);
    const after = await ofBoth({});
    expect(after.memory).toEqual(after.database);
    expect(after.memory.seq).toBeGreaterThan(before.memory.seq);
    expect((await ofBoth({ minVotes: 5 })).memory.matching).toBeGreaterThan(0);
    // From memory, not because the database was asked instead.
    expect(await shelf.get({ id, ...meaning })).not.toBeNull();
  });

  it("leave small campaigns to the database", async () => {
    const large = createFindingShelf(world.ctx);
    expect(await large.get({ id, ...meaning })).toBeNull();
  });
});

/** Rectangles of 5 to 150 metres and points round the street, three in four looked at, of any status, class and date. */
const addTown = (buildings: number) =>
  world.ctx.db.transaction(async (tx) => {
    await tx.run(sql`select setseed(0.5)`);
    await tx.run(sql`
      insert into buildings (id, campaign_id, external_id, geometry, bounds, radius_metres)
      select gen_random_uuid(), ${id}, 'town-' || n,
             case when n % 10 = 0 then jsonb_build_object('type', 'Point', 'coordinates', jsonb_build_array(x + w / 2, y + h / 2))
                  else jsonb_build_object('type', 'Polygon', 'coordinates', jsonb_build_array(jsonb_build_array(
                    jsonb_build_array(x, y), jsonb_build_array(x + w, y), jsonb_build_array(x + w, y + h),
                    jsonb_build_array(x, y + h), jsonb_build_array(x, y)))) end,
             box(point(x, y), point(x + w, y + h)), case when n % 10 = 0 then 10 end
        from generate_series(1, ${buildings}::int) as n,
             lateral (select (38e7 + n % 2 + floor(random() * 1e6)) / 1e7 as x, (35e7 + floor(random() * 1e6)) / 1e7 as y,
                             (500 + floor(random() ^ 4 * 16000)) / 1e7 as w, (500 + floor(random() ^ 4 * 16000)) / 1e7 as h) as made
    `);
    await tx.run(sql`
      insert into consensus (building_id, campaign_id, seq, status, class, probability, probabilities, intervals, last_intact,
                             first_damaged, window_probability, votes, answers_seen, wanted, gain, model_version, votes_digest, agreement)
      select buildings.id, ${id}, (select consensus_seq from campaigns where id = ${id}),
             (array['open', 'settled', 'disputed'])[1 + floor(random() * 3)::int],
             (${meaning.classes}::text[])[1 + floor(random() * ${meaning.classes.length}::int)::int], random(),
             array_fill(0.2::float8, array[${meaning.classes.length}::int]), array[0.25, 0.25, 0.25, 0.25]::float8[],
             (${meaning.scenes}::uuid[])[k], (${meaning.scenes}::uuid[])[k + 1], 0.8, floor(random() * 7)::int, 5, 0, 0,
             (select max(version) from consensus_models where campaign_id = ${id}), '', nullif(round(random()::numeric, 1), 0)
        from buildings,
             lateral (select floor(random() * 4)::int as k where buildings.id is not null) as chosen
       where external_id like 'town-%' and random() < 0.75
    `);
  });

const BUILDINGS = 400;
const DAYS = ["2017-04-20", "2017-05-01", "2017-05-20", "2017-06-05T12:00:00Z", "2017-07-10", "2017-08-01"];
/** The town, its middle and its corner. */
const TILES = [
  { z: 9, x: 310, y: 202 },
  { z: 12, x: 2_480, y: 1_621 },
  { z: 13, x: 4_961, y: 3_242 },
  { z: 13, x: 4_961, y: 3_243 },
];

/** Any parts of a filter together, with any values. */
function someFilters(count: number): FindingFilter[] {
  const random = seededRandom(7);
  const isIn = () => random() < 0.35;
  const some = <Item>(items: readonly Item[]) => items.filter(() => random() < 0.5);
  const two = <Item>(items: readonly Item[]) =>
    [0, 0]
      .map(() => Math.floor(random() * items.length))
      .sort((a, b) => a - b)
      .map((at) => items[at]);
  const shares = Array.from({ length: 21 }, (_, at) => at / 20);
  const ends = (items: readonly (number | string)[], names: readonly [string, string]) => {
    const [low, high] = two(items);
    return Object.fromEntries(
      [
        [names[0], low],
        [names[1], high],
      ].filter(isIn),
    );
  };
  return Array.from({ length: count }, () => {
    const lists = {
      status: some(ConsensusStatus.options),
      class: some(meaning.classes),
      finalClass: some([...meaning.classes, WITHOUT_CLASS]),
    };
    return FindingFilter.parse({
      ...Object.fromEntries(Object.entries(lists).filter(([, items]) => items.length > 0 && isIn())),
      ...ends(shares, ["minProbability", "maxProbability"]),
      ...ends([0, 1, 2, 3, 4, 5, 6], ["minVotes", "maxVotes"]),
      ...ends(DAYS, ["damagedFrom", "damagedTo"]),
    });
  });
}

describe("findings of a town", () => {
  const filters = () => [...Object.values(FILTERS), ...someFilters(20)];

  beforeAll(async () => {
    // The fit after the last votes would take all of it for never voted on.
    await world.stopWorkers();
    await addTown(BUILDINGS);
    shelf = createFindingShelf(world.ctx, { fromBuildings: BUILDINGS });
    await vi.waitUntil(async () => (await shelf.get({ id, ...meaning })) !== null, { timeout: 20_000 });
  });

  it("are the same figures from memory as from the database under any filter", async () => {
    const counts = new Set<number>();
    for (const filter of filters()) {
      const { memory, database } = await ofBoth(filter);
      expect(memory, JSON.stringify(filter)).toEqual(database);
      counts.add(memory.matching);
    }
    expect(counts.size).toBeGreaterThan(10);
  });

  it.each([
    ["one by one", BUILDINGS * 2],
    ["counted in cells", 30],
  ])("are the same tiles to the byte, %s", async (_how, maxBuildings) => {
    const [memory, database] = [shelf, nothing].map((findings) =>
      createMapTiles({ ...world.ctx, findings }, { maxBuildings }),
    );
    const tags = new Set<string | undefined>();
    for (const filter of filters()) {
      for (const place of TILES) {
        const asked = { slug, filter, ...place };
        const [here, there] = await Promise.all([memory?.get(asked), database?.get(asked)]);
        expect(here?.etag, JSON.stringify({ filter, place })).toBe(there?.etag);
        tags.add(here?.etag);
      }
    }
    expect(tags.size).toBeGreaterThan(30);
  });

  it("are the same list in short pages as in long ones", async () => {
    for (const filter of filters().slice(0, 15)) {
      const pages: ConsensusPage["features"] = [];
      let cursor: string | undefined;
      do {
        const page = await listConsensus(world.ctx, { slug, limit: 100, cursor, ...filter });
        pages.push(...page.features);
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      const { features } = await listConsensus(world.ctx, { slug, limit: 1_000, ...filter });
      expect(pages, JSON.stringify(filter)).toEqual(features);
    }
  });
});
