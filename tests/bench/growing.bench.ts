/**
 * What a vote costs all in all, as the plan of `docs/growing.md` reckons with: volunteers lease and answer through the
 * real API, a worker recounts. Bytes on the disk and in the log, and processor time, do not depend on how busy the
 * machine is.
 */
import { setTimeout as pause } from "node:timers/promises";
import { v7 as uuid } from "uuid";
import { openCalls, type Calls } from "./calls.ts";
import { CLASSES, makeCampaign, makeVolunteers } from "./crowd.ts";
import { CORES, processorSeconds, report } from "./peers.ts";
import { loadNow, numberOption, openStand, type Stand } from "./stand.ts";

export const work =
  "what a vote costs: bytes on disk and in the log, processor time of API, worker and database";

const CROWD = 64;
const LEASES_AT_ONCE = 5;
/** Tables that grow with votes, and tables that grow with buildings. */
const OF_VOTES = ["votes", "vote_ids", "assignments", "assignment_buildings"];
const OF_BUILDINGS = ["buildings", "tasks", "consensus", "consensus_history", "map_findings"];

/** `--votes=N` answers, ten for each building. */
export async function run(options: readonly string[]): Promise<void> {
  const wanted = numberOption(options, "votes", 30_000);
  const buildings = Math.ceil(wanted / 10);
  const stand = await openStand("growing");
  try {
    const campaign = await makeCampaign(stand.pool, "growing", { buildings });
    // Ten each, whoever agrees with whom: what a vote costs must not depend on when a building is settled.
    await stand.pool.query("update campaigns set redundancy_min = 10, redundancy_cap = 11 where id = $1", [
      campaign,
    ]);
    const volunteers = await makeVolunteers(stand.pool, "grower", CROWD);
    const server = await stand.start("serve", CORES.subject);
    const worker = await stand.start("worker", CORES.driver);
    const calls = openCalls(server.url, CROWD);
    await stand.pool.query("vacuum analyze");
    await stand.pool.query("checkpoint");

    const before = await usage(stand, server.pid, worker.pid);
    const votes = await Promise.all(volunteers.map(({ token }, at) => answerAll(calls, token, at)));
    const after = await usage(stand, server.pid, worker.pid);
    calls.close();
    const total = votes.reduce((sum, count) => sum + count, 0);
    const each = (name: keyof Usage, unit: number) =>
      Math.round(((after[name] - before[name]) / total) * unit);
    await stand.pool.query("vacuum (freeze, analyze)");
    const perVote = await bytesOf(stand, OF_VOTES);
    const perBuilding = await bytesOf(stand, OF_BUILDINGS);
    const share = (bytes: Record<string, number>, by: number) =>
      Object.entries(bytes)
        .map(([table, size]) => `${table} ${Math.round(size / by)}`)
        .join(", ");
    const sum = (bytes: Record<string, number>, by: number) =>
      Math.round(Object.values(bytes).reduce((all, size) => all + size, 0) / by);
    const micros = each("api", 1e6) + each("worker", 1e6) + each("postgres", 1e6);
    report(
      options.includes("--json"),
      {
        "votes, buildings": [total, buildings],
        "bytes on disk a vote, indexes included": sum(perVote, total),
        "of which by table, a vote": share(perVote, total),
        "bytes on disk a building, indexes included": sum(perBuilding, buildings),
        "of which by table, a building": share(perBuilding, buildings),
        "bytes of write-ahead log a vote": each("wal", 1),
        "processor µs a vote: API, worker, PostgreSQL": [
          each("api", 1e6),
          each("worker", 1e6),
          each("postgres", 1e6),
        ],
        "votes a second and core, all in all": Math.round(1e6 / micros),
        "load average": loadNow(),
      },
      [],
    );
  } finally {
    await stand.close();
  }
}

/** One volunteer, until nothing is left for them. */
async function answerAll(calls: Calls, token: string, at: number): Promise<number> {
  let votes = 0;
  for (;;) {
    const leased = await ask(calls, "POST", "/campaigns/growing/assignments", token, {
      count: LEASES_AT_ONCE,
    });
    const { assignments } = JSON.parse(leased.body);
    if (leased.status !== 201 || assignments.length === 0) return votes;
    for (const { id, task } of assignments) {
      const ballots = task.buildings.map((building: { id: string }) => ({
        id: uuid(),
        building: building.id,
        class: CLASSES[(at + votes) % CLASSES.length],
        lastIntact: null,
        firstDamaged: null,
        cannotTell: null,
        elapsedMs: 4_000,
        comment: null,
      }));
      const { status, body } = await ask(calls, "PUT", `/assignments/${id}/votes`, token, { votes: ballots });
      if (status !== 200) throw new Error(`A vote was refused: ${status} ${body}`);
      votes += ballots.length;
    }
  }
}

/** A kept connection may be closed by the server just as it is used again: asked once more, as browsers do. */
const ask = (calls: Calls, ...asked: Parameters<Calls["call"]>) =>
  calls.call(...asked).catch(() => calls.call(...asked));

type Usage = { wal: number; api: number; worker: number; postgres: number };

/** Everything used so far, once nothing waits to be counted. */
async function usage(stand: Stand, api: number, worker: number): Promise<Usage> {
  for (let quiet = 0; quiet < 3;) {
    const { rows } = await stand.pool.query(
      `select (select count(*) from recount_requests)
              + (select count(*) from job_requests where finished_at is null) as waiting`,
    );
    quiet = Number(rows[0].waiting) === 0 ? quiet + 1 : 0;
    await pause(500);
  }
  const { rows } = await stand.pool.query("select pg_current_wal_lsn() - '0/0'::pg_lsn as wal");
  return {
    wal: Number(rows[0].wal),
    api: await processorSeconds(api),
    worker: await processorSeconds(worker),
    postgres: await stand.postgresSeconds(),
  };
}

async function bytesOf(stand: Stand, tables: readonly string[]): Promise<Record<string, number>> {
  const { rows } = await stand.pool.query(
    "select name, pg_total_relation_size(name::regclass) as bytes from unnest($1::text[]) as name",
    [tables],
  );
  return Object.fromEntries(rows.map(({ name, bytes }) => [name, Number(bytes)]));
}
