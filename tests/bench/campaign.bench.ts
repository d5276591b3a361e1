/** See `promises.md`, `campaign`: all of Strike Tracker through HTTP, beside fixed redundancy with majority. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { seededRandom } from "../../shared/consensus/random.ts";
import { simulateCrowd, type SimulatedCrowd } from "../../shared/consensus/simulate.ts";
import { openCalls } from "./calls.ts";
import { CLASSES, makeCampaign, makeScenes, makeVolunteers } from "./crowd.ts";
import { CORES, processorSeconds, report } from "./peers.ts";
import { loadNow, numberOption, openStand } from "./stand.ts";

export const work =
  "Strike Tracker replayed through HTTP until all is settled or disputed, beside fixed redundancy";

const BUILDINGS = 11_218;
const SCENES = 14;
const VOLUNTEERS = 3_000;
const PER_TASK = 5;
const DAY_MS = 86_400_000;
const SLUG = "strike-tracker";
/** Volunteers at work at the same time, and tasks that each takes at once. */
const AT_ONCE = 64;
const TASKS_AT_ONCE = 4;
/** Somebody who was told that there is nothing for them comes back after this: recounts may ask for more. */
const PAUSE_MS = 250;
const MOST_REDUNDANCY = 30;

const Assignments = z.object({
  assignments: z.array(
    z.object({
      id: z.string(),
      task: z.object({
        buildings: z.array(z.object({ id: z.string(), properties: z.object({ externalId: z.string() }) })),
      }),
    }),
  ),
});

/** `--buildings=N` for a short form, `--volunteers=N`, `--seed=N`, `--minutes=N` after which it is given up. */
export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  const buildings = numberOption(options, "buildings", BUILDINGS);
  const people = numberOption(
    options,
    "volunteers",
    Math.min(VOLUNTEERS, Math.max(60, Math.ceil(buildings / 4))),
  );
  const seed = numberOption(options, "seed", 1);
  const minutes = numberOption(options, "minutes", 30);
  const question = {
    classes: CLASSES.map((code, rank) => ({ code, damaged: rank < 4 })),
    sceneTimes: Array.from({ length: SCENES }, (_, scene) => scene * 20 * DAY_MS),
    asks: { class: true, window: true },
    redundancy: { min: 5, cap: 30, certainty: 0.95, windowDays: 0 },
  };
  const crowdOptions = {
    seed,
    buildings,
    volunteers: people,
    votesPerBuilding: 0,
    hardShare: 0.25,
    cloudShare: 0.15,
  };
  const crowd = simulateCrowd(question, crowdOptions);
  const stand = await openStand("campaign");
  try {
    const campaign = await makeCampaign(stand.pool, SLUG, { buildings, perTask: PER_TASK });
    await makeScenes(stand.pool, campaign, SCENES);
    const volunteers = await makeVolunteers(stand.pool, "crowd", people);
    const found = await stand.pool.query(
      "select id from scenes where campaign_id = $1 order by acquired_at",
      [campaign],
    );
    const scenes: string[] = found.rows.map(({ id }) => id);
    const server = await stand.start("serve", CORES.subject);
    const worker = await stand.start("worker", CORES.driver);
    const calls = openCalls(server.url, AT_ONCE);
    const random = seededRandom(seed);
    const start = performance.now();
    const deadline = start + minutes * 60_000;
    let sent = 0;
    let refused = 0;
    let isOver = false;
    const goesOn = () => !isOver;

    const answerOf = (building: number, volunteer: number, id: string) => {
      const { class: said, lastIntact, firstDamaged, cannotTell } = crowd.answer(building, volunteer);
      if (cannotTell === 1) return { id: randomUUID(), building: id, cannotTell: "blurred" };
      return {
        id: randomUUID(),
        building: id,
        class: CLASSES[said],
        lastIntact: scenes[lastIntact] ?? null,
        firstDamaged: scenes[firstDamaged] ?? null,
        elapsedMs: 9_000,
      };
    };
    const visit = async (volunteer: number): Promise<boolean> => {
      const token = volunteers[volunteer]?.token ?? "";
      const asked = await calls.call("POST", `/campaigns/${SLUG}/assignments`, token, {
        count: TASKS_AT_ONCE,
      });
      if (asked.status !== 201) {
        refused += 1;
        return false;
      }
      const { assignments } = Assignments.parse(JSON.parse(asked.body));
      for (const { id, task } of assignments) {
        const votes = task.buildings.map((one) =>
          answerOf(Number(one.properties.externalId.slice(1)), volunteer, one.id),
        );
        const { status } = await calls.call("PUT", `/assignments/${id}/votes`, token, { votes });
        if (status === 200) sent += votes.length;
        else refused += 1;
      }
      return assignments.length > 0;
    };
    const busy = new Set<number>();
    const actor = async (): Promise<void> => {
      while (goesOn()) {
        const volunteer = Math.floor(random() * people);
        if (busy.has(volunteer)) continue;
        busy.add(volunteer);
        const gotSome = await visit(volunteer);
        busy.delete(volunteer);
        if (!gotSome) await sleep(PAUSE_MS);
      }
    };
    const actors = Array.from({ length: Math.min(AT_ONCE, Math.ceil(people / 2)) }, actor);
    let counts = { settled: 0, disputed: 0 };
    while (!isOver) {
      await sleep(1_000);
      const { rows } = await stand.pool.query(
        `select count(*) filter (where status = 'settled')::integer as settled,
                count(*) filter (where status = 'disputed')::integer as disputed
           from consensus
          where campaign_id = $1`,
        [campaign],
      );
      counts = rows[0];
      const isDecided = counts.settled + counts.disputed === buildings;
      isOver = isDecided || performance.now() > deadline;
      if (Math.round((performance.now() - start) / 1_000) % 15 === 0)
        log(`${sent} votes, ${counts.settled} settled, ${counts.disputed} disputed of ${buildings}`);
    }
    const seconds = (performance.now() - start) / 1_000;
    await Promise.all(actors);
    calls.close();

    const { rows } = await stand.pool.query(
      `select external_id as name, class
         from consensus
         join buildings on buildings.id = building_id
        where consensus.campaign_id = $1`,
      [campaign],
    );
    const right = rows.filter(
      ({ name, class: said }) => said === CLASSES[crowd.classes[Number(name.slice(1))] ?? -1],
    );
    const accuracy = right.length / buildings;
    const { rows: stored } = await stand.pool.query("select count(*)::integer as votes from votes");
    const fixed = fixedRedundancy(crowd, buildings, accuracy);
    const share = stored[0].votes / (fixed.redundancy * buildings);
    const decided = counts.settled + counts.disputed;
    const cost = (spent: number) => Math.round((spent * 1e6) / sent);
    report(
      options.includes("--json"),
      {
        buildings,
        volunteers: people,
        seconds: Math.round(seconds),
        "votes, a building": [stored[0].votes, Math.round((stored[0].votes / buildings) * 10) / 10],
        "votes/s": Math.round(sent / seconds),
        "settled, disputed": [counts.settled, counts.disputed],
        accuracy: Math.round(accuracy * 1_000) / 1_000,
        "majority: votes a building for that, its accuracy": [
          fixed.redundancy,
          Math.round(fixed.accuracy * 1_000) / 1_000,
        ],
        "processor µs a vote: API, worker, PostgreSQL": [
          cost(await processorSeconds(server.pid)),
          cost(await processorSeconds(worker.pid)),
          cost(await stand.postgresSeconds()),
        ],
        "calls refused": refused,
        "load average": loadNow(),
      },
      [
        {
          promise: "all settled or disputed",
          goal: "100 %",
          measured: `${decided} of ${buildings}`,
          holds: decided === buildings,
        },
        { promise: "time", goal: "≤ 10 min", measured: `${Math.round(seconds)} s`, holds: seconds <= 600 },
        {
          promise: "votes beside fixed redundancy",
          goal: "≤ 60 %",
          measured: `${Math.round(share * 100)} %`,
          holds: share <= 0.6,
        },
        { promise: "calls refused", goal: "0", measured: String(refused), holds: refused === 0 },
        {
          promise: "votes stored are votes acknowledged",
          goal: "equal",
          measured: `${stored[0].votes} of ${sent}`,
          holds: stored[0].votes === sent,
        },
      ],
    );
  } finally {
    await stand.close();
  }
}

/** The least number of votes on every building with which their majority is as right; at most what a campaign allows. */
function fixedRedundancy(
  crowd: SimulatedCrowd,
  buildings: number,
  accuracy: number,
): { redundancy: number; accuracy: number } {
  const counts = Array.from({ length: buildings }, () => CLASSES.map(() => 0));
  const voters = Array.from({ length: buildings }, () => crowd.drawVolunteers(MOST_REDUNDANCY));
  let reached = 0;
  for (let redundancy = 1; redundancy <= MOST_REDUNDANCY; redundancy += 1) {
    let right = 0;
    for (const [building, count] of counts.entries()) {
      const { class: said } = crowd.answer(building, voters[building]?.[redundancy - 1] ?? 0);
      if (said >= 0) count[said] = (count[said] ?? 0) + 1;
      if (count.indexOf(Math.max(...count)) === crowd.classes[building]) right += 1;
    }
    reached = right / buildings;
    if (reached >= accuracy) return { redundancy, accuracy: reached };
  }
  return { redundancy: MOST_REDUNDANCY, accuracy: reached };
}
