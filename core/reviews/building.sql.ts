/** What analysts see of one building beside its finding. */
import type { ConsensusHistoryEntry, NewGold } from "../../shared/consensus.ts";
import type { MarksVersion } from "../../shared/marks.ts";
import type { Question } from "../../shared/questions.ts";
import type { ListedVote } from "../../shared/votes.ts";
import { sql, type Db } from "../db.ts";

/** Every revision on a building, newest first. */
export function selectVotesOfBuilding(db: Db, buildingId: string): Promise<ListedVote[]> {
  return db.many(sql`
    select votes.id, volunteer_id as volunteer, pseudonym, class, last_intact as "lastIntact",
           first_damaged as "firstDamaged", cannot_tell as "cannotTell", comment, revision,
           not excluded and revision = max(revision) over (partition by volunteer_id) as counted,
           votes.created_at as "createdAt"
      from votes
      join accounts on accounts.id = volunteer_id
     where building_id = ${buildingId}
     order by votes.created_at desc, revision desc, votes.id desc
  `);
}

export function selectHistory(db: Db, buildingId: string): Promise<ConsensusHistoryEntry[]> {
  return db.many(sql`
    select seq, changed_at as at, status, class, probability, votes
      from consensus_history
     where building_id = ${buildingId}
     order by seq
  `);
}

/** What experts stated of a building; null when nothing. */
export function selectGoldOfBuilding(db: Db, buildingId: string): Promise<NewGold | null> {
  return db.maybe(sql`
    select class, last_intact as "lastIntact", first_damaged as "firstDamaged", explanation
      from gold
     where building_id = ${buildingId}
  `);
}

/** Every version of the analysts' marks, oldest first. */
export function selectMarksOfBuilding(db: Db, buildingId: string): Promise<MarksVersion[]> {
  return db.many(sql`
    select version, marks, note, pseudonym as by, marked_at as at
      from building_marks
      join accounts on accounts.id = marked_by
     where building_id = ${buildingId}
     order by version
  `);
}

/** What volunteers reported or asked about a building, newest first. */
export function selectQuestionsOfBuilding(db: Db, buildingId: string): Promise<Question[]> {
  return db.many(sql`
    select questions.id, building_id as building, scene_id as scene, questions.kind, questions.text,
           case when answer is not null then 'answered' when is_closed then 'closed' else 'open' end as status,
           answer, answered_at as "answeredAt", questions.created_at as "createdAt", external_id as "externalId",
           pseudonym
      from questions
      join buildings on buildings.id = building_id
      join accounts on accounts.id = volunteer_id
     where building_id = ${buildingId}
     order by questions.id desc
  `);
}
