import type { OwnQuestion, Question, QuestionReply, QuestionStatus } from "../../shared/questions.ts";
import { sql, type Db, type Sql, type Tx } from "../db.ts";

const STATUS: Sql = sql`
  case when answer is not null then 'answered' when is_closed then 'closed' else 'open' end
`;

const ASKED: Sql = sql`
  questions.id, building_id as building, scene_id as scene, questions.kind, questions.text, ${STATUS} as status, answer,
  answered_at as "answeredAt", questions.created_at as "createdAt"
`;

/** What a question may be about: the buildings of a lease, and the scenes of its campaign. */
export type Askable = { campaignId: string; buildings: string[]; scenes: string[] };

/**
 * The volunteer's lease, whatever became of it: one may ask about a building already answered. Locked, so that the
 * many questions of one volunteer are counted one after another.
 */
export function lockAskable(tx: Tx, assignmentId: string, volunteerId: string): Promise<Askable | null> {
  return tx.maybe(sql`
    select campaign_id as "campaignId",
           (select coalesce(array_agg(building_id), '{}')
              from assignment_buildings
             where assignment_id = assignments.id) as buildings,
           (select coalesce(array_agg(id), '{}') from scenes where campaign_id = assignments.campaign_id) as scenes
      from assignments
     where id = ${assignmentId} and volunteer_id = ${volunteerId}
       for no key update
  `);
}

/** How many questions of a volunteer nobody has answered or closed yet. */
export function selectOpenQuestions(
  db: Db,
  campaignId: string,
  volunteerId: string,
): Promise<{ open: number }> {
  return db.one(sql`
    select count(*) as open
      from questions
     where volunteer_id = ${volunteerId} and campaign_id = ${campaignId} and answer is null and not is_closed
  `);
}

/** Who asked under this id before, if anybody. */
export function selectAsker(db: Db, id: string): Promise<{ volunteerId: string } | null> {
  return db.maybe(sql`select volunteer_id as "volunteerId" from questions where id = ${id}`);
}

/** Stores a question; null where its id was taken in the meantime, by somebody who answers another assignment. */
export function insertQuestion(
  tx: Tx,
  question: {
    id: string;
    campaignId: string;
    assignmentId: string;
    building: string;
    scene: string | null;
    volunteerId: string;
    kind: string;
    text: string;
  },
): Promise<{ id: string } | null> {
  return tx.maybe(sql`
    insert into questions (id, campaign_id, assignment_id, building_id, scene_id, volunteer_id, kind, text)
    values (${question.id}, ${question.campaignId}, ${question.assignmentId}, ${question.building},
            ${question.scene}, ${question.volunteerId}, ${question.kind}, ${question.text})
        on conflict (id) do nothing
    returning id
  `);
}

/** Newest first, after the one that a cursor names. */
export function selectQuestions(
  db: Db,
  campaignId: string,
  page: { status: QuestionStatus | null; after: string | null; limit: number },
): Promise<Question[]> {
  return db.many(sql`
    select ${ASKED}, external_id as "externalId", pseudonym
      from questions
      join buildings on buildings.id = building_id
      join accounts on accounts.id = volunteer_id
     where questions.campaign_id = ${campaignId}
       and (${page.status}::text is null or ${STATUS} = ${page.status})
       and (${page.after}::uuid is null or questions.id < ${page.after}::uuid)
     order by questions.id desc
     limit ${page.limit}
  `);
}

export function selectQuestion(db: Db, id: string): Promise<Question | null> {
  return db.maybe(sql`
    select ${ASKED}, external_id as "externalId", pseudonym
      from questions
      join buildings on buildings.id = building_id
      join accounts on accounts.id = volunteer_id
     where questions.id = ${id}
  `);
}

/** The questions of one volunteer in every campaign, newest first. */
export function selectOwnQuestions(
  db: Db,
  volunteerId: string,
  page: { after: string | null; limit: number },
): Promise<OwnQuestion[]> {
  return db.many(sql`
    select ${ASKED}, campaigns.slug as campaign
      from questions
      join campaigns on campaigns.id = campaign_id
     where volunteer_id = ${volunteerId} and (${page.after}::uuid is null or questions.id < ${page.after}::uuid)
     order by questions.id desc
     limit ${page.limit}
  `);
}

export function updateReply(tx: Tx, id: string, reply: QuestionReply, analystId: string): Promise<number> {
  return tx.run(sql`
    update questions
       set answer = ${reply.answer}, is_closed = ${reply.isClosed}, answered_by = ${analystId}, answered_at = now()
     where id = ${id}
  `);
}
