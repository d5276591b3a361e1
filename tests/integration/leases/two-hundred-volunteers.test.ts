import { beforeAll, expect, it } from "vitest";
import { anOpenCampaign, aVote, lease } from "../../support/campaigns.ts";
import { type Caller, aWorld, type World } from "../../support/world.ts";

const VOLUNTEERS = 200;
const BUILDINGS = 50;
const ROUNDS = 4;
const AT_ONCE = 20;

let world: World;
let slug: string;

beforeAll(async () => {
  world = await aWorld();
  slug = await anOpenCampaign(world, BUILDINGS, { redundancy: { min: 8, cap: 30, certainty: 0.95 } });
});

/** What one volunteer was told of buildings, and what they must never have been. */
type Story = { shown: string[]; leaks: string[]; votes: number };

/** Words that only stand in what others said or what the crowd was made to say. */
const TELLING =
  /"(?:probabilit|consensus|votes|settled|disputed|status|certainty|agreement|gold|wanted|gain)/i;

/** Every call that a volunteer might try to learn what others said of a building they hold. */
async function tryToPeek(volunteer: Caller, building: string): Promise<string[]> {
  const paths = [
    `/campaigns/${slug}/consensus?limit=10000`,
    `/campaigns/${slug}/changes?after=0`,
    `/campaigns/${slug}/buildings/${building}`,
    `/campaigns/${slug}/tiles/14/9919/6500.mvt`,
  ];
  const replies = await Promise.all(paths.map((path) => volunteer.get(path)));
  return replies.flatMap(({ status }, at) =>
    status === 403 || status === 404 ? [] : [`${paths[at]}: ${status}`],
  );
}

/** One volunteer from arriving to leaving: leases, looks, now and then skips, answers, asks for more. */
async function volunteerOnce(place: number): Promise<Story> {
  const volunteer = await world.volunteer();
  const story: Story = { shown: [], leaks: [], votes: 0 };
  const held: string[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const besides = round % 2 === 0 ? [] : held;
    const { status, body } = await volunteer.post(`/campaigns/${slug}/assignments`, { count: 1, besides });
    if (status !== 201) story.leaks.push(`leasing: ${status} ${JSON.stringify(body)}`);
    if (status !== 201) break;
    if (TELLING.test(JSON.stringify(body.assignments))) story.leaks.push(JSON.stringify(body));
    for (const { id, task } of body.assignments) {
      if (!held.includes(id)) story.shown.push(...task.buildings.map((building: any) => building.id));
      held.push(id);
      const [building] = task.buildings;
      if (round === 0) story.leaks.push(...(await tryToPeek(volunteer, building.id)));
      if ((place + round) % 11 === 0) {
        await volunteer.delete(`/assignments/${id}`);
        continue;
      }
      const votes = [aVote(building.id, { class: place % 3 === 0 ? "destroyed" : "severe" })];
      const cast = await volunteer.put(`/assignments/${id}/votes`, { votes });
      if (cast.status !== 200) story.leaks.push(`voting: ${cast.status} ${JSON.stringify(cast.body)}`);
      if (TELLING.test(JSON.stringify(cast.body.votes))) story.leaks.push(JSON.stringify(cast.body));
      story.votes += 1;
    }
  }
  return story;
}

it("never shows one of two hundred volunteers a building twice, nor what others said of one they hold", async () => {
  const stories: Story[] = [];
  for (let from = 0; from < VOLUNTEERS; from += AT_ONCE) {
    const places = Array.from({ length: AT_ONCE }, (_, at) => from + at);
    stories.push(...(await Promise.all(places.map(volunteerOnce))));
  }
  expect(stories.flatMap(({ leaks }) => leaks)).toEqual([]);
  const twice = stories.filter(({ shown }) => new Set(shown).size < shown.length);
  expect(twice).toEqual([]);

  const votes = stories.reduce((sum, story) => sum + story.votes, 0);
  expect(votes).toBeGreaterThan(BUILDINGS * 6);
  expect((await world.anyone.get(`/campaigns/${slug}`)).body.progress.votes).toBe(votes);
  // Somebody with nothing left is told so, not shown an old one again.
  expect(await lease(await world.volunteer(), slug)).toBeInstanceOf(Array);
}, 120_000);
