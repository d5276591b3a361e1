import type { QueueHealth, WorkerHealth } from "../../shared/health.ts";
import { sql, type Db, type Tx } from "../db.ts";

/** Jobs by name, and recounts of buildings: those asked for in the last seconds are not yet waiting for anybody. */
export function selectQueues(db: Db): Promise<QueueHealth[]> {
  return db.many(sql`
    select name,
           count(*) filter (where is_waiting) as waiting,
           count(*) filter (where finished_at is null and not is_waiting) as running,
           count(*) filter (where error is not null and finished_at > now() - interval '1 day') as failed,
           extract(epoch from now() - min(requested_at) filter (where is_waiting))::float8 as "oldestSeconds"
      from (select *, finished_at is null and (held_until is null or held_until < now()) as is_waiting
              from job_requests) as jobs
     group by name
     union all
    select 'recount-buildings', count(*), 0, 0, extract(epoch from now() - min(requested_at))::float8
      from recount_requests
     order by 1
  `);
}

/** Jobs given up in the last day, by name: that they failed, not what they said. */
export function selectFailedJobs(db: Db): Promise<{ code: string; count: number; lastAt: string }[]> {
  return db.many(sql`
    select name as code, count(*) as count, max(finished_at) as "lastAt"
      from job_requests
     where error is not null and finished_at > now() - interval '1 day'
     group by name
     order by name
  `);
}

export function upsertWorker(
  tx: Tx,
  worker: { id: string; process: number; version: string; memoryBytes: number; doing: readonly string[] },
): Promise<number> {
  return tx.run(sql`
    insert into workers (id, process, version, memory_bytes, doing)
    values (${worker.id}, ${worker.process}, ${worker.version}, ${worker.memoryBytes}, ${worker.doing}::text[])
        on conflict (id) -- its next sign of life
        do update set seen_at = now(), memory_bytes = excluded.memory_bytes, doing = excluded.doing
  `);
}

export function deleteWorker(tx: Tx, id: string): Promise<number> {
  return tx.run(sql`delete from workers where id = ${id}`);
}

/** Workers that died are told of for a while, then forgotten. */
export function deleteOldWorkers(tx: Tx, hours: number): Promise<number> {
  return tx.run(sql`delete from workers where seen_at < now() - make_interval(hours => ${hours})`);
}

/** The newest first. @param aliveSeconds after this long without a sign a worker counts as dead */
export function selectWorkers(db: Db, aliveSeconds: number): Promise<WorkerHealth[]> {
  return db.many(sql`
    select id, process, version, started_at as "startedAt", seen_at as "seenAt", memory_bytes as "memoryBytes", doing,
           seen_at > now() - make_interval(secs => ${aliveSeconds}) as "isAlive"
      from workers
     order by started_at desc, id
     limit 100
  `);
}

/** The database itself. Connections are those to all databases of the server: they share one limit. */
export function selectDatabaseHealth(db: Db): Promise<{
  version: string;
  bytes: number;
  connections: number;
  maxConnections: number;
  slowestSeconds: number;
}> {
  return db.one(sql`
    select current_setting('server_version') as version,
           pg_database_size(current_database())::float8 as bytes,
           (select count(*) from pg_stat_activity where backend_type = 'client backend') as connections,
           current_setting('max_connections')::integer as "maxConnections",
           (select coalesce(max(extract(epoch from clock_timestamp() - query_start)), 0)::float8
              from pg_stat_activity
             where datname = current_database() and state = 'active' and pid <> pg_backend_pid()
               and backend_type = 'client backend') as "slowestSeconds"
  `);
}
