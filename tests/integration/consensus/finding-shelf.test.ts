import { beforeAll, describe, expect, it, vi } from "vitest";
import { centresOf, chooserOf } from "../../../core/consensus/finding-counts.ts";
import { createFindingShelf, type FindingShelf } from "../../../core/consensus/finding-shelf.ts";
import { selectCentres } from "../../../core/consensus/map-tiles.sql.ts";
import { getSummary } from "../../../core/consensus/summary.ts";
import { frameOfTile } from "../../../core/consensus/tile-frame.ts";
import { sql } from "../../../core/db.ts";
import { filterParameters, type FindingFilter } from "../../../shared/finding-filter.ts";
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

/** Chances are kept as four-byte numbers. */
function rounded({ perInterval, ...figures }: Awaited<ReturnType<typeof getSummary>>) {
  const short = (value: number) => Math.round(value * 1e4);
  return {
    ...figures,
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

  it("give the same centres for counting in cells", async () => {
    const columns = await shelf.get({ id, ...meaning });
    if (columns === null) throw new Error("they were at hand before");
    const frame = frameOfTile({ z: 2, x: 2, y: 1 });
    for (const filter of Object.values(FILTERS)) {
      const here = centresOf(columns, frame, chooserOf(columns, meaning, filter));
      const { packed } = await selectCentres(
        world.ctx.db,
        { campaignId: id, filter, reach: frame.bounds },
        meaning,
      );
      expect(rowsOf(here)).toEqual(rowsOf(packed ?? Buffer.alloc(0)));
    }
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

const rowsOf = (packed: Buffer): string[] =>
  sorted(
    Array.from({ length: packed.length / 14 }, (_, row) => packed.toString("hex", row * 14, (row + 1) * 14)),
  );
