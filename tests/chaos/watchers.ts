/** Who looks on while things break: how many hold a building, and a live map that must never lie for long. */
import { setTimeout as pause } from "node:timers/promises";
import { io } from "socket.io-client";
import { sql } from "../../core/db.ts";
import type { Stack } from "./stack.ts";
import { ask, REDUNDANCY } from "./town.ts";
import type { Log } from "./volunteers.ts";

export type HoldingWatch = {
  looks: number;
  /** The most by which a building was ever held beyond what it can have wanted; 0 or less is right. */
  mostOver: number;
  /** Who held the worst of them, as text; empty while all is right. */
  detail: string;
  end(): Promise<void>;
};

/**
 * Looks again and again at how many hold or have answered each building in time, against the most it can have wanted:
 * `min`, then two beyond those counted. Late answers are nobody's fault and are left out: those that became visible
 * when their lease had ended or been given back, whenever their transaction began (hence the times of commits), and those
 * before a lease that was given anew, of which nobody can tell. That a lease was given back stands in the volunteers' log
 * alone: the answer that comes after all ends it as any other.
 */
export function watchHolding(
  { ctx }: { ctx: Pick<Stack["ctx"], "db"> },
  campaignId: string,
  { givenBack }: Pick<Log, "givenBack">,
): HoldingWatch {
  const over = new AbortController();
  const watch: HoldingWatch = { looks: 0, mostOver: -Infinity, detail: "", end: async () => {} };
  const look = async () => {
    const found = await ctx.db.one<{ id: string; over: number }>(sql`
      with given_back as materialized (
        select id, to_timestamp(ms / 1000) as at
          from unnest(${[...givenBack.keys()]}::uuid[], ${[...givenBack.values()]}::float8[]) as given_back (id, ms)
      )
      select buildings.id,
             (select count(*)
                from votes
                join assignments on assignments.id = votes.assignment_id
                left join given_back on given_back.id = assignments.id
               where votes.building_id = buildings.id and revision = 1 and votes.created_at >= leased_at
                 and pg_xact_commit_timestamp(votes.xmin) <= least(expires_at - interval '1 second', given_back.at))
             + (select count(*)
                  from assignment_buildings
                  join assignments on assignments.id = assignment_id
                 where assignment_buildings.building_id = buildings.id and not is_answered and not is_withdrawn
                   and assignments.status = 'open' and expires_at > now())
             - greatest(${REDUNDANCY.min}, coalesce(consensus.answers_seen, 0) + 2) as over
        from buildings
        left join consensus on consensus.building_id = buildings.id
       where buildings.campaign_id = ${campaignId}
       order by over desc
       limit 1
    `);
    watch.looks += 1;
    if (found.over > 0 && found.over > watch.mostOver) watch.detail = await whoHolds(ctx, found.id);
    watch.mostOver = Math.max(watch.mostOver, found.over);
  };
  const looking = (async () => {
    while (!over.signal.aborted) {
      const from = performance.now();
      await look().catch(() => {}); // the database is away: looked at again when it is back
      // The more there is to look at, the more seldom: looking must not be what the run waits for.
      await pause(Math.max(400, 4 * (performance.now() - from)));
    }
  })();
  watch.end = async () => {
    over.abort();
    await looking;
  };
  return watch;
}

async function whoHolds({ db }: Pick<Stack["ctx"], "db">, buildingId: string): Promise<string> {
  const held = await db.one<object>(sql`
    select now(), ${buildingId} as building,
           (select row_to_json(consensus) from consensus where building_id = ${buildingId}) as consensus,
           (select json_agg(row_to_json(history))
              from consensus_history as history
             where building_id = ${buildingId}) as history,
           (select json_agg(row_to_json(votes)) from votes where building_id = ${buildingId}) as votes,
           (select json_agg(json_build_array(pg_xact_commit_timestamp(xmin), id))
              from votes
             where building_id = ${buildingId}) as commits,
           (select json_agg(row_to_json(held))
              from (select assignments.*, is_answered, is_withdrawn
                      from assignment_buildings
                      join assignments on assignments.id = assignment_id
                     where building_id = ${buildingId}) as held) as leases
  `);
  return JSON.stringify(held);
}

export type LiveMap = {
  /** What this map shows of each building: status, class, probability. */
  shown: Map<string, string>;
  reconnections: number;
  close(): void;
};

/** An analyst's open map: told that something changed, it fetches what changed since, as the client does. */
export function openLiveMap(stack: Stack, url: string, slug: string): LiveMap {
  const map: LiveMap = { shown: new Map(), reconnections: -1, close: () => {} };
  let seq = 0;
  let isFetching = false;
  let isStale = false;
  const fetchChanges = async () => {
    isStale = true;
    if (isFetching) return;
    isFetching = true;
    while (isStale) {
      isStale = false;
      const { body } = await ask(stack, stack.analystToken, "GET", `/campaigns/${slug}/changes?after=${seq}`);
      for (const item of body.items) map.shown.set(item.building, shownOf(item));
      if (body.seq > seq) isStale = true;
      seq = body.seq;
    }
    isFetching = false;
  };
  const socket = io(url, {
    transports: ["websocket"],
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 1_000,
    auth: { token: stack.analystToken },
  });
  socket.on("connect", () => {
    map.reconnections += 1;
    void socket
      .timeout(5_000)
      .emitWithAck("watch", { campaign: slug })
      .then(fetchChanges, () => socket.disconnect().connect());
  });
  socket.on("consensus", () => void fetchChanges());
  map.close = () => void socket.disconnect();
  return map;
}

/** What a map shows of one building, as text to compare. */
export const shownOf = ({
  status,
  class: seen,
  probability,
}: {
  status: string;
  class: string;
  probability: number;
}) => `${status} ${seen} ${probability.toFixed(6)}`;
