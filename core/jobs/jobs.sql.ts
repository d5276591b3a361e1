import { json, sql, type Db, type Tx } from "../db.ts";
import type { JobRequest } from "../jobs.ts";

export function insertJob(tx: Tx, job: { id: string; name: string; payload: unknown }): Promise<number> {
  return tx.run(sql`
    insert into job_requests (id, name, payload)
    values (${job.id}, ${job.name}, ${json(job.payload)})
  `);
}

/**
 * Does nothing when the same job waits already and nobody has begun it. That job cannot be begun before this transaction
 * ends: begun earlier, it would not see what it is asked to see.
 */
export function insertJobUnlessWaiting(
  tx: Tx,
  job: { id: string; name: string; payload: unknown },
): Promise<number> {
  return tx.run(sql`
    with waiting as (
      select id
        from job_requests
       where name = ${job.name} and payload = ${json(job.payload)} and finished_at is null and held_until is null
       limit 1
         for no key update
    )
    insert into job_requests (id, name, payload)
    select ${job.id}, ${job.name}, ${json(job.payload)}
     where not exists (select from waiting)
  `);
}

/** Takes a job that nobody holds. The row's own lock decides between two workers that try at once. */
export function claimJob(tx: Tx, id: string, holdSeconds: number): Promise<JobRequest | null> {
  return tx.maybe(sql`
       update job_requests
          set held_until = now() + make_interval(secs => ${holdSeconds}),
              attempts = attempts + 1
        where id = ${id}
          and finished_at is null
          and (held_until is null or held_until < now())
    returning id, name, payload, attempts
  `);
}

/** Keeps a job for a while longer. */
export function holdJob(tx: Tx, id: string, holdSeconds: number): Promise<number> {
  return tx.run(sql`
    update job_requests
       set held_until = now() + make_interval(secs => ${holdSeconds})
     where id = ${id} and finished_at is null
  `);
}

/** Gives a job back that was not done to its end, as if nobody had tried. */
export function returnJob(tx: Tx, id: string): Promise<number> {
  return tx.run(sql`
    update job_requests
       set held_until = null, attempts = attempts - 1
     where id = ${id} and finished_at is null
  `);
}

/** Gives a job back after a failure; a later sweep tries it again. */
export function releaseJob(tx: Tx, id: string, error: string): Promise<number> {
  return tx.run(sql`
    update job_requests
       set held_until = now() + make_interval(secs => least(60, attempts * 2)), error = ${error}
     where id = ${id}
  `);
}

export function finishJob(tx: Tx, id: string, error: string | null): Promise<number> {
  return tx.run(sql`
    update job_requests
       set finished_at = now(), held_until = null, error = ${error}
     where id = ${id}
  `);
}

/** Jobs that nobody holds and nobody finished: what the queue may have forgotten. */
export function selectWaitingJobs(db: Db, limit: number): Promise<{ id: string }[]> {
  return db.many(sql`
    select id
      from job_requests
     where finished_at is null
       and (held_until is null or held_until < now())
     order by requested_at
     limit ${limit}
  `);
}

/** An unknown job counts as finished: there is nothing to do. */
export function selectIsFinished(db: Db, id: string): Promise<{ isFinished: boolean }> {
  return db.one(sql`
    select not exists (select from job_requests where id = ${id} and finished_at is null) as "isFinished"
  `);
}

export function deleteFinishedJobs(tx: Tx, days: number): Promise<number> {
  return tx.run(sql`
    delete from job_requests
     where finished_at < now() - make_interval(days => ${days})
  `);
}

/** Milliseconds since 1970 by the database's clock, which BullMQ counts in by its workers' clocks. */
const NOW_MS = sql`(extract(epoch from now()) * 1000)::bigint`;

/** Forgets when workers last looked for stalled jobs, where that is so many milliseconds in the future. */
export function deleteStalledChecksToCome(tx: Tx, aheadMs: number): Promise<number> {
  return tx.run(sql`
    delete from bullmq.meta
     where field = 'stalled-check' and value::bigint > ${NOW_MS} + ${aheadMs}
  `);
}

/** Ends locks on BullMQ's jobs that would last longer than so many milliseconds from now. */
export function updateLocksToCome(tx: Tx, aheadMs: number): Promise<number> {
  return tx.run(sql`
    update bullmq.job
       set locked_until_ms = ${NOW_MS}
     where state = 'active' and locked_until_ms > ${NOW_MS} + ${aheadMs}
  `);
}
