/** See `promises.md`, `fresh`: from a vote's 200 to its consensus in another browser, under a steady stream of votes. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { io } from "socket.io-client";
import { z } from "zod";
import { openCalls } from "./calls.ts";
import { CLASSES, makeAnalyst, makeCampaign, makeVolunteers, uuidOf } from "./crowd.ts";
import { CORES, report } from "./peers.ts";
import { loadNow, numberOption, openStand } from "./stand.ts";

export const work = "time from a vote's 200 to the new consensus in another socket, at 300 votes a second";

const SLUG = "fresh";
const PER_SECOND = 300;
const VOLUNTEERS = 256;
/** After the last vote, how long its consensus is waited for. */
const PATIENCE_MS = 30_000;

const Lease = z.object({ lease: z.string(), building: z.string(), volunteer: z.string() });
const Changes = z.object({
  seq: z.number(),
  items: z.array(z.object({ seq: z.number(), building: z.string() })),
});

/** `--seconds=N`, `--rate=N` votes a second. Each vote is on a building of its own; the watcher fetches as browsers do. */
export async function run(options: readonly string[]): Promise<void> {
  const seconds = numberOption(options, "seconds", 20);
  const rate = numberOption(options, "rate", PER_SECOND);
  const votes = Math.ceil(seconds * rate);
  const stand = await openStand("fresh");
  try {
    const campaign = await makeCampaign(stand.pool, SLUG, { buildings: votes });
    const volunteers = await makeVolunteers(stand.pool, "fresh", VOLUNTEERS);
    const tokens = new Map(volunteers.map(({ id, token }) => [id, token]));
    const analyst = await makeAnalyst(stand.pool);
    await stand.pool.query(
      `insert into assignments (id, campaign_id, task_id, volunteer_id, expires_at)
       select ${uuidOf("'lease' || n || $1::uuid::text")}, $1::uuid, ${uuidOf("'task' || n || $1::uuid::text")},
              ($2::uuid[])[1 + n % $3::integer], now() + interval '1 day'
         from generate_series(0, $4::integer - 1) as n`,
      [campaign, volunteers.map(({ id }) => id), VOLUNTEERS, votes],
    );
    const { rows } = await stand.pool.query(
      `with given as (insert into assignment_buildings (assignment_id, building_id)
                      select assignments.id, buildings.id
                        from assignments
                        join buildings on buildings.task_id = assignments.task_id
                      returning assignment_id, building_id)
       select assignment_id as lease, building_id as building, volunteer_id as volunteer
         from given
         join assignments on assignments.id = assignment_id`,
    );
    await stand.pool.query("vacuum analyze");
    const leases = z.array(Lease).parse(rows);
    const server = await stand.start("serve", CORES.subject);
    await stand.start("worker", CORES.driver);

    const acknowledgedAt = new Map<string, number>();
    const seen = new Map<string, number>();
    const calls = openCalls(server.url, 300);
    // As a browser does: a hint says that there is more, what it is gets fetched, and one fetch runs at a time.
    let newest = 0;
    let isFetching = false;
    let isMore = false;
    const catchUp = async (): Promise<void> => {
      isMore = true;
      if (isFetching) return;
      isFetching = true;
      while (isMore) {
        isMore = false;
        const { body } = await calls.call("GET", `/campaigns/${SLUG}/changes?after=${newest}`, analyst);
        const { items, seq } = Changes.parse(JSON.parse(body));
        const now = performance.now();
        for (const { building } of items) if (!seen.has(building)) seen.set(building, now);
        if (items.length > 0) isMore = true;
        newest = Math.max(newest, seq);
      }
      isFetching = false;
    };
    const socket = io(server.url, { auth: { token: analyst }, transports: ["websocket"] });
    socket.on("connect", () => socket.emit("watch", { campaign: SLUG }));
    const fetching = new Set<Promise<void>>();
    socket.on("consensus", () => {
      const one = catchUp().finally(() => fetching.delete(one));
      fetching.add(one);
    });
    await sleep(1_000);

    let refused = 0;
    const sent: Promise<void>[] = [];
    const start = performance.now();
    for (const [at, { lease, building, volunteer }] of leases.entries()) {
      const wait = start + (at * 1_000) / rate - performance.now();
      if (wait > 0) await sleep(wait);
      const vote = { id: randomUUID(), building, class: CLASSES[at % CLASSES.length], elapsedMs: 9_000 };
      sent.push(
        calls
          .call("PUT", `/assignments/${lease}/votes`, tokens.get(volunteer) ?? "", { votes: [vote] })
          .then(({ status }) => {
            if (status === 200) acknowledgedAt.set(building, performance.now());
            else refused += 1;
          }),
      );
    }
    await Promise.all(sent);
    const reached = (votes - refused) / ((performance.now() - start) / 1_000);
    const deadline = performance.now() + PATIENCE_MS;
    while (seen.size < acknowledgedAt.size && performance.now() < deadline) await sleep(100);
    socket.close();
    await Promise.all(fetching);
    calls.close();

    const delays = [...acknowledgedAt].map(([building, at]) => (seen.get(building) ?? Infinity) - at);
    delays.sort((a, b) => a - b);
    const at = (share: number) => Math.round(delays[Math.floor(delays.length * share)] ?? Number.NaN);
    const unseen = delays.filter((delay) => delay === Infinity).length;
    report(
      options.includes("--json"),
      {
        "votes/s asked, reached": [rate, Math.round(reached)],
        "ms p50, p95, p99": [at(0.5), at(0.95), at(0.99)],
        "never seen": unseen,
        "votes refused": refused,
        "load average": loadNow(),
      },
      [
        { promise: "p95", goal: "≤ 500 ms", measured: `${at(0.95)} ms`, holds: at(0.95) <= 500 },
        { promise: "p99", goal: "≤ 2 s", measured: `${at(0.99)} ms`, holds: at(0.99) <= 2_000 },
        { promise: "never seen", goal: "0", measured: String(unseen), holds: unseen === 0 },
      ],
    );
  } finally {
    await stand.close();
  }
}
