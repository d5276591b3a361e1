import { prepared, sql, type Db, type Sql } from "../db.ts";

/** Where to look for tasks: from a place in the campaign's random order on, and around to it again. Values, or columns. */
export type TaskSearch = {
  campaignId: string | Sql;
  volunteerId: string | Sql;
  start: number | Sql;
};

export type CandidateTask = { id: string; gain: number; isPriority: boolean };

/**
 * Tasks, by that name, of which this volunteer neither skipped nor holds nor answered all. An aggregate, so that it is
 * looked up task by task: as `not exists` it was planned as a join that read all leases of the campaign first, 48 ms
 * with 120,000 of them.
 */
export const isOpenTo = (volunteerId: string | Sql): Sql => sql`
  (select coalesce(bool_and(case assignments.status
                              when 'skipped' then false
                              when 'open' then expires_at <= now()
                              -- done with the buildings that were free then: others of the task may be free now
                              else exists (select
                                             from buildings
                                            where buildings.task_id = tasks.id
                                              and not exists (select
                                                                from votes
                                                               where votes.building_id = buildings.id
                                                                 and votes.volunteer_id = ${volunteerId}))
                            end), true)
     from assignments
    where assignments.task_id = tasks.id and volunteer_id = ${volunteerId})
`;

/** Tasks that want answers, at most so many, in the random order from the start on and around to it. */
export const inRandomOrder = (
  { campaignId, start }: Omit<TaskSearch, "volunteerId">,
  more: Sql,
  most: Sql,
): Sql => sql`
  ((select id, gain
      from tasks
     where campaign_id = ${campaignId} and is_wanted and ${more} and shuffle >= ${start}
     order by shuffle
     limit ${most})
    union all
   (select id, gain
      from tasks
     where campaign_id = ${campaignId} and is_wanted and ${more} and shuffle < ${start}
     order by shuffle
     limit ${most}))
`;

/**
 * Tasks that want answers and are open to this volunteer: first of priority areas, of which so many are looked at that
 * somebody who has nearly all of them behind still finds the rest, then the most informative of a sample of all. Whether a
 * task is open to the volunteer costs more than anything else here, so it is asked of the best first and no more
 * often than there is room. One statement, since each costs as much as its rows, and planned once a session.
 *
 * @param limit tasks of the sample that are given; fewer come to those who have most of it behind
 */
export function selectCandidateTasks(db: Db, search: TaskSearch, limit: number): Promise<CandidateTask[]> {
  return db.many(
    prepared(
      "candidate-tasks",
      sql`
        (select id, gain, true as "isPriority"
           from ${inRandomOrder(search, sql`is_priority`, sql`1000`)} as tasks
          where ${isOpenTo(search.volunteerId)}
          limit 200)
         union all
        (select id, gain, false
           from (select id, gain
                   from (select id, gain
                           from ${inRandomOrder(search, sql`true`, sql`200`)} as sample
                          limit 200) as sample
                  order by gain desc
                  limit 200) as tasks
          where ${isOpenTo(search.volunteerId)}
          limit ${limit})
      `,
    ),
  );
}

/** Tasks that want answers and are open to this volunteer, in the random order, however many must be looked at. */
export function selectTasksInRandomOrder(
  db: Db,
  search: TaskSearch,
  limit: number,
): Promise<CandidateTask[]> {
  const { campaignId, volunteerId, start } = search;
  return db.many(
    prepared(
      "tasks-in-random-order",
      sql`
        select *
          from ((select id, gain, false as "isPriority"
                   from tasks
                  where campaign_id = ${campaignId} and is_wanted and shuffle >= ${start} and ${isOpenTo(volunteerId)}
                  order by shuffle
                  limit 200)
                 union all
                (select id, gain, false
                   from tasks
                  where campaign_id = ${campaignId} and is_wanted and shuffle < ${start} and ${isOpenTo(volunteerId)}
                  order by shuffle
                  limit 200)) as ordinary
         limit ${limit}
      `,
    ),
  );
}
