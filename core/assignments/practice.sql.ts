/** Gold buildings as they are given to volunteers: for practice, and unseen among the others. */
import type { LocalizedText } from "../../shared/text.ts";
import type { CannotTell } from "../../shared/votes.ts";
import { prepared, sql, type Db, type Sql, type Tx } from "../db.ts";

/** Gold that this volunteer neither answered nor holds nor skipped; wants `gold` and `buildings` in the statement. */
const isNewTo = (volunteerId: string): Sql => sql`
  not exists (select
                from votes
               where votes.building_id = gold.building_id and votes.volunteer_id = ${volunteerId})
  and not exists (select
                    from assignments
                   where assignments.task_id = buildings.task_id and assignments.volunteer_id = ${volunteerId}
                     and case assignments.status
                           when 'skipped' then true
                           when 'open' then expires_at > now()
                         end)
`;

/** Tasks with explained gold that is new to this volunteer: the same order for everybody, as lessons have. */
export function selectPracticeTasks(
  db: Db,
  campaignId: string,
  volunteerId: string,
  limit: number,
): Promise<{ taskId: string; buildings: string[] }[]> {
  return db.many(sql`
    select buildings.task_id as "taskId", array_agg(buildings.id order by buildings.id) as buildings
      from gold
      join buildings on buildings.id = gold.building_id
     where gold.campaign_id = ${campaignId} and explanation is not null and buildings.task_id is not null
       and ${isNewTo(volunteerId)}
     group by buildings.task_id
     order by min(gold.shuffle), buildings.task_id
     limit ${limit}
  `);
}

/** A gold building that is new to this volunteer, from a random place in the order on; explained or not. */
export function selectUnseenGold(
  db: Db,
  search: { campaignId: string; volunteerId: string; from: number; to: number },
): Promise<{ taskId: string; id: string } | null> {
  return db.maybe(sql`
    select buildings.task_id as "taskId", buildings.id
      from gold
      join buildings on buildings.id = gold.building_id
     where gold.campaign_id = ${search.campaignId} and buildings.task_id is not null
       and gold.shuffle >= ${search.from} and gold.shuffle < ${search.to}
       and ${isNewTo(search.volunteerId)}
     order by gold.shuffle
     limit 1
  `);
}

/**
 * Gold buildings that are new to this volunteer, from a random place in the order on and around to it, and locks their
 * tasks, whether or not those want answers; without those that another transaction holds.
 */
export function lockUnseenGold(
  tx: Tx,
  search: { campaignId: string; volunteerId: string; start: number; most: number },
): Promise<{ taskId: string; id: string }[]> {
  const inOrder = (range: Sql): Sql => sql`
    (select buildings.task_id, buildings.id
       from gold
       join buildings on buildings.id = gold.building_id
      where gold.campaign_id = ${search.campaignId} and buildings.task_id is not null and ${range}
        and ${isNewTo(search.volunteerId)}
      order by gold.shuffle
      limit ${search.most})
  `;
  return tx.many(
    prepared(
      "lock-unseen-gold",
      sql`
        select drawn.task_id as "taskId", drawn.id
          from (${inOrder(sql`gold.shuffle >= ${search.start}`)}
                 union all
                ${inOrder(sql`gold.shuffle < ${search.start}`)}
                limit ${search.most}) as drawn
          join tasks on tasks.id = drawn.task_id
           for no key update of tasks skip locked -- waiting here, with other tasks in hand, could be waiting in a circle
      `,
    ),
  );
}

/** The volunteer's own practice assignment, locked so that no answer comes between the lesson and the note of it. */
export function lockPractice(
  tx: Tx,
  assignmentId: string,
  volunteerId: string,
): Promise<{ status: string } | null> {
  return tx.maybe(sql`
    select status
      from assignments
     where id = ${assignmentId} and volunteer_id = ${volunteerId} and is_practice
       for no key update -- as a vote does
  `);
}

/** Notes that the answers were told. */
export function updateLessonSeen(tx: Tx, assignmentId: string): Promise<number> {
  return tx.run(sql`
    update assignment_buildings
       set is_lesson_seen = true
     where assignment_id = ${assignmentId} and is_answered and not is_lesson_seen
  `);
}

export type LessonRow = {
  building: string;
  class: string | null;
  lastIntact: string | null;
  firstDamaged: string | null;
  explanation: LocalizedText | null;
  yours: {
    class: string | null;
    lastIntact: string | null;
    firstDamaged: string | null;
    cannotTell: CannotTell | null;
  };
};

/** What experts know of the answered buildings of an assignment, beside the volunteer's newest answer. */
export function selectLesson(db: Db, assignmentId: string, volunteerId: string): Promise<LessonRow[]> {
  return db.many(sql`
    select gold.building_id as building, gold.class, gold.last_intact as "lastIntact",
           gold.first_damaged as "firstDamaged", explanation,
           jsonb_build_object('class', newest.class, 'lastIntact', newest.last_intact,
                              'firstDamaged', newest.first_damaged, 'cannotTell', newest.cannot_tell) as yours
      from assignment_buildings
      join gold on gold.building_id = assignment_buildings.building_id
     cross join lateral (select *
                           from votes
                          where votes.building_id = gold.building_id and volunteer_id = ${volunteerId}
                          order by revision desc
                          limit 1) as newest
     where assignment_buildings.assignment_id = ${assignmentId} and is_answered
     order by gold.building_id
  `);
}
