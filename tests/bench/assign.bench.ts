/** See `promises.md`, `assign`: what it costs to lease five tasks, however many there are and however many lie behind. */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { makeCampaign, makeVolunteers, makeVotes, type Volunteer } from "./crowd.ts";
import { CORES, processorSeconds, report } from "./peers.ts";
import { openRawCalls, type RawCalls } from "./raw-calls.ts";
import { loadNow, numberOption, openStand, type Process, type Stand } from "./stand.ts";

export const work = "lease 5 tasks of 10⁴, 10⁵, 10⁶, 300 calls a second at random, beside itself at 10⁴";

const SIZES = [10_000, 100_000, 1_000_000];
const COUNT = 5;
const PER_SECOND = 300;
/**
 * Volunteers new to the campaign, and as many with this many tasks behind them: so many that nobody comes to hold more
 * than a device that fetches ahead does, some forty. (300 calls a second are the work of thousands.)
 */
const VOLUNTEERS = 300;
const BEHIND = 2_000;
/** More than those have answered of each building, so that everything wants answers to the end. */
const WANTED = 100;

type Figures = {
  p50: number;
  p95: number;
  p99: number;
  calls: number;
  failed: number;
  micros: number;
  serverMicros: number;
  /** Of the driver, which shares a core with PostgreSQL where there are two: no part of what a call costs. */
  driverMicros: number;
};

/**
 * `--seconds=N` a size, `--rate=N` calls a second, `--tasks=N` the largest campaign, `--any-core` for all processes on all
 * cores as in life (else ours has one, PostgreSQL and the driver share the other). Arrivals do not wait for answers.
 */
export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  const seconds = numberOption(options, "seconds", 15);
  const rate = numberOption(options, "rate", PER_SECOND);
  const largest = numberOption(options, "tasks", Math.max(...SIZES));
  const isPinned = !options.includes("--any-core");
  const stand = await openStand("assign", { isPinned });
  try {
    const server = await stand.start("serve", isPinned ? CORES.subject : null);
    const figures: Record<string, unknown> = {};
    const measured: Figures[] = [];
    let over = 0;
    for (const tasks of SIZES.filter((size) => size <= largest)) {
      log(`making ${tasks} tasks`);
      const slug = `assign-${tasks}`;
      const campaign = await makeCampaign(stand.pool, slug, { buildings: tasks });
      await stand.pool.query("update campaigns set redundancy_min = $1, redundancy_cap = $1 where id = $2", [
        WANTED,
        campaign,
      ]);
      const fresh = await makeVolunteers(stand.pool, `new to ${tasks}`, VOLUNTEERS);
      const seasoned = await makeVolunteers(stand.pool, `at home in ${tasks}`, VOLUNTEERS);
      await makeVotes(stand.pool, campaign, seasoned, VOLUNTEERS * BEHIND);
      await drive(stand, server, { slug, campaign, fresh, seasoned, seconds: 3, rate });
      const one = await drive(stand, server, { slug, campaign, fresh, seasoned, seconds, rate });
      over += await countOver(stand.pool, campaign);
      log(`${tasks}: ${JSON.stringify(one)}`);
      figures[`${tasks} tasks: ms p50, p95, p99`] = [one.p50, one.p95, one.p99];
      figures[`${tasks} tasks: processor µs a call: API, PostgreSQL, the driver beside it`] = [
        one.serverMicros,
        one.micros - one.serverMicros,
        one.driverMicros,
      ];
      measured.push(one);
    }
    const [first, last] = [measured[0], measured.at(-1)];
    if (first === undefined || last === undefined) throw new Error("nothing was measured");
    const failed = measured.reduce((sum, one) => sum + one.failed, 0);
    const growth = last.micros / first.micros;
    const p99 = Math.max(...measured.map((one) => one.p99));
    figures["calls that failed"] = failed;
    figures["ours on one core, PostgreSQL and the driver on the other"] = isPinned;
    figures["load average"] = loadNow();
    report(options.includes("--json"), figures, [
      { promise: "p99, worst size", goal: "≤ 25 ms", measured: `${p99} ms`, holds: p99 <= 25 },
      {
        promise: "cost at the largest beside 10⁴",
        goal: "≤ 1.5×",
        measured: `${growth.toFixed(2)}×`,
        holds: growth <= 1.5,
      },
      { promise: "buildings over target", goal: "0", measured: String(over), holds: over === 0 },
      { promise: "calls that failed", goal: "0", measured: String(failed), holds: failed === 0 },
    ]);
  } finally {
    await stand.close();
  }
}

type Load = {
  slug: string;
  campaign: string;
  fresh: readonly Volunteer[];
  seasoned: readonly Volunteer[];
  seconds: number;
  rate: number;
};

/** Calls at random moments, half by each kind of volunteer, each for five tasks beside those they hold. */
async function drive(stand: Stand, server: Process, load: Load): Promise<Figures> {
  const { slug, campaign, fresh, seasoned, seconds, rate } = load;
  await stand.pool.query(
    "update assignments set status = 'done' where campaign_id = $1 and status = 'open'",
    [campaign],
  );
  await stand.pool.query("vacuum analyze assignments");
  const raw = openRawCalls(server.url);
  const held = new Map<string, string[]>();
  const took: number[] = [];
  let failed = 0;
  const call = async (volunteer: Volunteer, due: number) => {
    const besides = held.get(volunteer.id) ?? [];
    const answer = await lease(raw, slug, volunteer.token, besides).catch(() => null);
    took.push(performance.now() - due);
    if (answer?.length === COUNT) held.set(volunteer.id, [...besides, ...answer].slice(-195));
    else failed += 1;
  };
  const [serverBefore, postgresBefore] = [await processorSeconds(server.pid), await stand.postgresSeconds()];
  const driverBefore = process.cpuUsage();
  const calls: Promise<void>[] = [];
  const start = performance.now();
  let due = start;
  for (let turn = 0; due < start + seconds * 1_000; turn += 1) {
    due += (-Math.log(1 - Math.random()) * 1_000) / rate;
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    const group = turn % 2 === 0 ? fresh : seasoned;
    const volunteer = group[Math.floor(turn / 2) % group.length];
    // From the moment it was due: a driver that comes late must not make the server look fast.
    if (volunteer !== undefined) calls.push(call(volunteer, due));
  }
  await Promise.all(calls);
  raw.close();
  const { user, system } = process.cpuUsage(driverBefore);
  const serverUsed = (await processorSeconds(server.pid)) - serverBefore;
  const used = serverUsed + (await stand.postgresSeconds()) - postgresBefore;
  took.sort((a, b) => a - b);
  const at = (share: number) => Math.round((took[Math.floor(took.length * share)] ?? Number.NaN) * 10) / 10;
  return {
    p50: at(0.5),
    p95: at(0.95),
    p99: at(0.99),
    calls: calls.length,
    failed,
    micros: Math.round((used * 1e6) / calls.length),
    serverMicros: Math.round((serverUsed * 1e6) / calls.length),
    driverMicros: Math.round((user + system) / calls.length),
  };
}

/** Asks for five tasks and gives the ids of the assignments, which are not parsed: that would cost as much as the call. */
async function lease(
  calls: RawCalls,
  slug: string,
  token: string,
  besides: readonly string[],
): Promise<string[]> {
  const body = JSON.stringify({ count: COUNT, besides });
  const answer = await calls.post(`/campaigns/${slug}/assignments`, token, body);
  if (answer.status !== 201) throw new Error(`${answer.status}: ${answer.body}`);
  return [...answer.body.matchAll(/"id":"([0-9a-f-]{36})","expiresAt"/g)].map(([, id = ""]) => id);
}

/** Buildings that more hold or have answered than want an answer of. */
async function countOver(pool: pg.Pool, campaign: string): Promise<number> {
  const { rows } = await pool.query(
    `select count(*)::integer as over
       from (select building_id
               from (select building_id from votes where campaign_id = $1 and revision = 1
                      union all
                     select building_id
                       from assignments
                       join assignment_buildings on assignment_id = assignments.id
                      where campaign_id = $1 and status = 'open' and not is_answered and not is_withdrawn) as held
              group by building_id
             having count(*) > $2) as over`,
    [campaign, WANTED],
  );
  return rows[0].over;
}
