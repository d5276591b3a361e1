/** See `promises.md`, `campaign`: all of Strike Tracker through HTTP, beside fixed redundancy with majority. */
import { simulateCrowd, type SimulatedCrowd } from "../../shared/consensus/simulate.ts";
import { startCrowd } from "./campaign-crowd.ts";
import { followToTheEnd } from "./campaign-progress.ts";
import { CLASSES, makeCampaign, makeScenes, makeVolunteers } from "./crowd.ts";
import { processorSeconds, report } from "./peers.ts";
import { loadNow, numberOption, openStand } from "./stand.ts";

export const work =
  "Strike Tracker replayed through HTTP until all is settled or disputed, beside fixed redundancy";

const BUILDINGS = 11_218;
const SCENES = 14;
const VOLUNTEERS = 3_000;
const PER_TASK = 5;
const DAY_MS = 86_400_000;
const SLUG = "strike-tracker";
const REDUNDANCY = { min: 5, cap: 30, certainty: 0.95 };
const GOAL_SECONDS = 600;
/** Beyond this many votes a building a majority is not asked to become as right. */
const MOST_REDUNDANCY = 60;

/**
 * `--buildings=N` for a short form, `--volunteers=N`, `--seed=N`, `--minutes=N` after which it is given up. All
 * processes may use all cores: the goal is of the whole machine.
 */
export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  const buildings = numberOption(options, "buildings", BUILDINGS);
  const people = numberOption(
    options,
    "volunteers",
    Math.min(VOLUNTEERS, Math.max(60, Math.ceil(buildings / 4))),
  );
  const seed = numberOption(options, "seed", 1);
  const minutes = numberOption(options, "minutes", 15);
  const crowd = crowdOf(buildings, people, seed);
  const stand = await openStand("campaign", { isPinned: false });
  try {
    const campaign = await makeCampaign(stand.pool, SLUG, { buildings, perTask: PER_TASK });
    await makeScenes(stand.pool, campaign, SCENES);
    const volunteers = await makeVolunteers(stand.pool, "crowd", people);
    const found = await stand.pool.query(
      "select id from scenes where campaign_id = $1 order by acquired_at",
      [campaign],
    );
    const server = await stand.start("serve", null);
    const worker = await stand.start("worker", null);
    const spent = async () => ({
      api: await processorSeconds(server.pid),
      worker: await processorSeconds(worker.pid),
      postgres: await stand.postgresSeconds(),
      driver: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
    });
    const before = await spent();
    const atWork = startCrowd({
      url: server.url,
      slug: SLUG,
      crowd,
      volunteers,
      scenes: found.rows.map(({ id }) => id),
      seed,
    });
    const { sent } = atWork;
    const limits = { buildings, cap: REDUNDANCY.cap, minutes };
    const course = await followToTheEnd(stand.pool, campaign, limits, sent, log);
    const after = await spent();
    await atWork.stop();

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
    const told = await stand.pool.query(
      `select (select count(*) from votes)::integer as votes,
              (select count(*) from job_requests where name = 'fit-campaign')::integer as fits`,
    );
    const stored: number = told.rows[0].votes;
    const fixed = fixedRedundancy(crowd, buildings, accuracy);
    const share = stored / (fixed.redundancy * buildings);
    const used = {
      api: after.api - before.api,
      worker: after.worker - before.worker,
      postgres: after.postgres - before.postgres,
      driver: after.driver - before.driver,
    };
    const micros = (seconds: number) => Math.round((seconds * 1e6) / stored);
    const { settled, disputed, seconds } = course;
    report(
      options.includes("--json"),
      {
        buildings,
        volunteers: people,
        ended: course.ended,
        "seconds until all was decided": seconds === null ? "never" : Math.round(seconds),
        "votes, a building, a call": [stored, stored / buildings, sent.votes / sent.calls].map(tenths),
        "settled, disputed, open again after the last fit": [
          settled,
          disputed,
          buildings - settled - disputed,
        ],
        "the last fit knew every answer": course.isFinal,
        accuracy: thousandths(accuracy),
        "majority: votes a building for that, its accuracy": [fixed.redundancy, thousandths(fixed.accuracy)],
        "processor µs a vote: API, worker, PostgreSQL, driver": Object.values(used).map(micros),
        "processor seconds in all": Math.round(Object.values(used).reduce((sum, one) => sum + one, 0)),
        "full fits asked for": told.rows[0].fits,
        "calls refused": sent.refused,
        "load average": loadNow(),
      },
      [
        {
          promise: "all settled or disputed",
          goal: "100 %",
          measured: seconds === null ? `${settled + disputed} of ${buildings}` : "all",
          holds: seconds !== null,
        },
        {
          promise: "time",
          goal: "≤ 10 min",
          measured: seconds === null ? `not in ${minutes} min` : `${Math.round(seconds)} s`,
          holds: seconds !== null && seconds <= GOAL_SECONDS,
        },
        {
          promise: "votes beside fixed redundancy",
          goal: "≤ 60 %",
          measured: `${Math.round(share * 100)} %`,
          holds: share <= 0.6,
        },
        {
          promise: "calls refused",
          goal: "0",
          measured: String(sent.refused),
          holds: sent.refused === 0,
        },
        {
          promise: "votes stored are votes acknowledged",
          goal: "equal",
          measured: `${stored} of ${sent.votes}`,
          holds: stored === sent.votes,
        },
      ],
    );
  } finally {
    await stand.close();
  }
}

const tenths = (value: number): number => Math.round(value * 10) / 10;
const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;

function crowdOf(buildings: number, volunteers: number, seed: number): SimulatedCrowd {
  const question = {
    classes: CLASSES.map((code, rank) => ({ code, damaged: rank < 4 })),
    sceneTimes: Array.from({ length: SCENES }, (_, scene) => scene * 20 * DAY_MS),
    asks: { class: true, window: true },
    redundancy: { ...REDUNDANCY, windowDays: 0 },
  };
  const shares = { hardShare: 0.25, cloudShare: 0.15 };
  return simulateCrowd(question, { seed, buildings, volunteers, votesPerBuilding: 0, ...shares });
}

/** The least number of votes on every building with which their majority is as right. */
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
