/** See `promises.md`, `votes`: durable answers through HTTP, beside pgbench that inserts an equal row per transaction. */
import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type pg from "pg";
import { CLASSES, makeCampaign, makeVolunteers, uuidOf, type Volunteer } from "./crowd.ts";
import { median, needPrograms, processorSeconds, report, timed } from "./peers.ts";
import { loadNow, numberOption, openStand, type Process, type Stand } from "./stand.ts";

export const work =
  "durable votes through HTTP by 8, 64, 256 volunteers, beside pgbench inserting one row each";

const CROWDS = [8, 64, 256];
/** Where the promise is held against pgbench. */
const COMPARED = 64;
/** A prime, so that nobody meets a building twice before all others. */
const BUILDINGS = 10_007;
/** Answers ready for a round: more than a round can take. */
const READY_PER_SECOND = 9_000;
/** PostgreSQL's own limit leaves no room for more. */
const MOST_SESSIONS = 128;

export type Round = {
  perSecond: number;
  p99: number;
  errors: number;
  serverMicros: number;
  workerMicros: number;
  postgresMicros: number;
};
export type Subject = { server: Process; worker: Process | null };

/**
 * `--seconds=N` a round, `--rounds=N`, `--volunteers=N` for one crowd alone, `--no-worker` for storing alone: else a
 * worker recounts and fits meanwhile, as it does in life. All have all cores, pgbench too.
 */
export async function run(options: readonly string[]): Promise<void> {
  const log = (line: string) => console.error(line);
  const seconds = numberOption(options, "seconds", 5);
  const rounds = numberOption(options, "rounds", 3);
  needPrograms(["wrk", "pgbench", "taskset"], log);
  const stand = await openStand("votes", { isPinned: false });
  try {
    const server = await stand.start("serve", null);
    const worker = options.includes("--no-worker") ? null : await stand.start("worker", null);
    const figures: Record<string, unknown> = {};
    const verdicts = [];
    let peers = 0;
    const only = numberOption(options, "volunteers", 0);
    for (const crowd of CROWDS.filter((one) => only === 0 || one === only)) {
      const campaign = await makeCampaign(stand.pool, `votes-${crowd}`, { buildings: BUILDINGS });
      const volunteers = await makeVolunteers(stand.pool, `crowd of ${crowd}`, crowd);
      await preparePeer(stand);
      const [ours, peer]: [Round[], Round[]] = [[], []];
      for (let round = 0; round <= rounds; round += 1) {
        const ready = await leaseForRound(stand.pool, { id: campaign, buildings: BUILDINGS }, volunteers, {
          number: round,
          // Nobody answers for a building twice, in no round.
          answers: Math.min(seconds * READY_PER_SECOND, Math.floor((BUILDINGS * crowd) / (rounds + 1))),
        });
        const one = await drive(stand, { server, worker }, ready, crowd, seconds);
        const other = await pgbench(stand, campaign, Math.min(crowd, MOST_SESSIONS), seconds);
        log(`${crowd} volunteers, round ${round}: ${describe(one)}; pgbench ${describe(other)}`);
        if (round === 0) continue; // warms both
        ours.push(one);
        peer.push(other);
      }
      const of = (list: readonly Round[], name: keyof Round) => median(list.map((one) => one[name]));
      const ratio = median(ours.map((one, at) => one.perSecond / (peer[at]?.perSecond ?? Number.NaN)));
      figures[`${crowd} volunteers: votes/s, pgbench rows/s, ratio`] = [
        Math.round(of(ours, "perSecond")),
        Math.round(of(peer, "perSecond")),
        Math.round(ratio * 100) / 100,
      ];
      figures[`${crowd} volunteers: p99 ms`] = of(ours, "p99");
      figures[`${crowd} volunteers: processor µs a vote, API, worker, PostgreSQL, pgbench's PostgreSQL`] = [
        of(ours, "serverMicros"),
        of(ours, "workerMicros"),
        of(ours, "postgresMicros"),
        of(peer, "postgresMicros"),
      ].map(Math.round);
      peers += ours.reduce((sum, one) => sum + one.errors, 0);
      const p99 = of(ours, "p99");
      verdicts.push(
        verdict(`votes/s, ${crowd} volunteers`, "≥ 1,000", Math.round(of(ours, "perSecond")), 1_000),
        {
          promise: `p99, ${crowd} volunteers`,
          goal: "≤ 100 ms",
          measured: `${p99} ms`,
          holds: p99 <= 100,
        },
      );
      if (crowd === COMPARED)
        verdicts.push({
          promise: "beside pgbench, 64 clients",
          goal: "≥ 0.5×, aim > 1",
          measured: `${ratio.toFixed(2)}×`,
          holds: ratio >= 0.5,
        });
    }
    figures["answers that were not 200"] = peers;
    figures["a worker recounts meanwhile"] = worker !== null;
    figures["load average"] = loadNow();
    verdicts.push({ promise: "answers refused", goal: "0", measured: String(peers), holds: peers === 0 });
    report(options.includes("--json"), figures, verdicts);
  } finally {
    await stand.close();
  }
}

function verdict(promise: string, goal: string, measured: number, least: number) {
  return { promise, goal, measured: String(measured), holds: measured >= least };
}

type Ready = { token: string; lease: string; building: string };

/** A lease of one building per answer, in everybody's turn; `buildings` is best a prime. */
export async function leaseForRound(
  pool: pg.Pool,
  { id: campaign, buildings }: { id: string; buildings: number },
  volunteers: readonly Volunteer[],
  round: { number: number; answers: number },
): Promise<Ready[]> {
  const { number, answers } = round;
  const first = number * answers;
  const ids = volunteers.map(({ id }) => id);
  await pool.query("truncate recount_requests");
  await pool.query(
    `insert into assignments (id, campaign_id, task_id, volunteer_id, expires_at)
     select ${uuidOf("'lease' || n || $1::uuid::text")}, $1::uuid, ${uuidOf(`'task' || n % ${buildings} || $1::uuid::text`)},
            ($2::uuid[])[1 + n % $3::integer], now() + interval '1 day'
       from generate_series($4::integer, $5::integer) as n
         on conflict on constraint a_task_once_per_volunteer do nothing`,
    [campaign, ids, ids.length, first, first + answers - 1],
  );
  const { rows } = await pool.query(
    `insert into assignment_buildings (assignment_id, building_id)
     select assignments.id, buildings.id
       from assignments
       join buildings on buildings.task_id = assignments.task_id
      where assignments.campaign_id = $1 and status = 'open'
        and not exists (select from assignment_buildings where assignment_id = assignments.id)
     returning assignment_id as lease, building_id as building`,
    [campaign],
  );
  await pool.query("analyze");
  await pool.query("checkpoint");
  const owners = await pool.query(
    "select id, volunteer_id from assignments where campaign_id = $1 and status = 'open'",
    [campaign],
  );
  const tokens = new Map(volunteers.map(({ id, token }) => [id, token]));
  const ownerOf = new Map(owners.rows.map(({ id, volunteer_id }) => [id, volunteer_id]));
  return rows.map(({ lease, building }) => ({
    lease,
    building,
    token: tokens.get(ownerOf.get(lease)) ?? "",
  }));
}

/** wrk sends answers that were written before: each connection the next of the list, none twice. */
export async function drive(
  stand: Stand,
  { server, worker }: Subject,
  ready: readonly Ready[],
  connections: number,
  seconds: number,
): Promise<Round> {
  const requests = path.join(stand.folder, "requests.txt");
  const script = path.join(stand.folder, "votes.lua");
  const lines = ready.map(({ token, lease, building }, at) => {
    const vote = { id: randomUUID(), building, class: CLASSES[at % CLASSES.length], elapsedMs: 9_000 };
    return `/api/v1/assignments/${lease}/votes\t${token}\t${JSON.stringify({ votes: [vote] })}`;
  });
  await writeFile(requests, lines.join("\n"));
  await writeFile(
    script,
    `local requests, at = {}, 0
     init = function()
       for line in io.lines("${requests}") do
         local path, token, body = line:match("^(.-)\\t(.-)\\t(.*)$")
         requests[#requests + 1] = wrk.format("PUT", path, { ["authorization"] = "Bearer " .. token, ["content-type"] = "application/json" }, body)
       end
     end
     request = function()
       at = at + 1
       if at > #requests then at = #requests; wrk.thread:stop() end
       return requests[at]
     end`,
  );
  const before = await stored(stand);
  const spent = async () => ({
    api: await processorSeconds(server.pid),
    worker: worker === null ? 0 : await processorSeconds(worker.pid),
    postgres: await stand.postgresSeconds(),
  });
  const from = await spent();
  const args = [
    "-t1",
    `-c${connections}`,
    `-d${seconds}s`,
    "--timeout",
    "20s",
    "--latency",
    "-s",
    script,
    server.url,
  ];
  const { stdout } = await timed(null, "wrk", args);
  const to = await spent();
  const acknowledged = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const [, amount = "", unit = ""] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const bad = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const missing = acknowledged - bad - ((await stored(stand)) - before);
  if (missing > 0) throw new Error(`${missing} acknowledged votes are not stored`);
  return {
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p99: Number(amount) * (unit === "us" ? 0.001 : unit === "s" ? 1_000 : 1),
    errors: bad,
    serverMicros: ((to.api - from.api) * 1e6) / acknowledged,
    workerMicros: ((to.worker - from.worker) * 1e6) / acknowledged,
    postgresMicros: ((to.postgres - from.postgres) * 1e6) / acknowledged,
  };
}

async function stored({ pool }: Stand): Promise<number> {
  return Number((await pool.query("select count(*) as votes from votes")).rows[0].votes);
}

/** An empty table like that of the votes, its indexes and checks included, foreign keys and trigger left out. */
async function preparePeer({ pool }: Stand): Promise<void> {
  await pool.query("drop table if exists bench_votes");
  await pool.query("create table bench_votes (like votes including all)");
}

async function pgbench(stand: Stand, campaign: string, clients: number, seconds: number): Promise<Round> {
  const script = path.join(stand.folder, "row.sql");
  await writeFile(
    script,
    `\\set n random(0, ${BUILDINGS - 1})
     insert into bench_votes (building_id, id, campaign_id, assignment_id, volunteer_id, revision, class, elapsed_ms)
     values (md5(:n || '${campaign}')::uuid, gen_random_uuid(), '${campaign}', gen_random_uuid(), gen_random_uuid(), 1, 'severe', 9000);`,
  );
  const before = await stand.postgresSeconds();
  const args = [
    "-n",
    "-M",
    "prepared",
    "-c",
    String(clients),
    "-j",
    "1",
    "-T",
    String(seconds),
    "-f",
    script,
  ];
  const { stdout } = await timed(null, "pgbench", [...args, stand.databaseUrl]);
  const used = (await stand.postgresSeconds()) - before;
  const done = Number(/actually processed: (\d+)/.exec(stdout)?.[1]);
  return {
    perSecond: Number(/tps = ([\d.]+)/.exec(stdout)?.[1]),
    p99: Number.NaN,
    errors: 0,
    serverMicros: 0,
    workerMicros: 0,
    postgresMicros: (used * 1e6) / done,
  };
}

function describe({ perSecond, p99, serverMicros, workerMicros, postgresMicros }: Round): string {
  const cost = `${[serverMicros, workerMicros, postgresMicros].map(Math.round).join(" + ")} µs`;
  return `${Math.round(perSecond)}/s, p99 ${p99} ms, ${cost}`;
}
