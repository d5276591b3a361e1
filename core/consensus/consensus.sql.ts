/** Writing consensus: the answers that count, models, results. Reading is in `findings.sql.ts`. */
import type { LocalizedText } from "../../shared/text.ts";
import { json, prepared, sql, type Db, type Tx } from "../db.ts";

/** The number that this batch of results gets. Holding the row makes one writer of consensus per campaign at a time. */
export function takeNextNumber(tx: Tx, campaignId: string): Promise<{ seq: number }> {
  return tx.one(
    prepared(
      "next-number",
      sql`
           update campaigns
              set consensus_seq = consensus_seq + 1
            where id = ${campaignId}
        returning consensus_seq as seq
      `,
    ),
  );
}

/**
 * Campaigns whose consensus changed since their last full fit began.
 *
 * @param rest how many times as long as that fit took it must be over
 */
export function selectCampaignsToFit(db: Db, rest: number): Promise<{ id: string }[]> {
  return db.many(sql`
    select campaigns.id
      from campaigns
      left join lateral (select seq, fitted_at + make_interval(secs => seconds * ${rest}::float8) as "restedAt"
                           from consensus_models
                          where campaign_id = campaigns.id
                          order by version desc
                          limit 1) as model on true
     where campaigns.consensus_seq > coalesce(model.seq, 0) and coalesce("restedAt" <= now(), true)
  `);
}

/** The newest answer of a volunteer on a building, as consensus reads it. */
export type CountedVote = {
  id: string;
  building: string;
  volunteer: string;
  class: string | null;
  lastIntact: string | null;
  firstDamaged: string | null;
  cannotTell: boolean;
};

/** The answers on these buildings that count: each volunteer's last one, without excluded volunteers. */
export function selectCountedVotes(db: Db, buildingIds: readonly string[]): Promise<CountedVote[]> {
  return db.many(
    prepared(
      "counted-votes",
      sql`
        select distinct on (building_id, volunteer_id)
               votes.id, building_id as building, volunteer_id as volunteer, class, last_intact as "lastIntact",
               first_damaged as "firstDamaged", cannot_tell is not null as "cannotTell"
          from votes
          join accounts on accounts.id = volunteer_id and not excluded
         where building_id = any(${buildingIds}::uuid[])
         order by building_id, volunteer_id, revision desc
      `,
    ),
  );
}

/** A counted vote with when it came, s since 1970 to the microsecond. */
export type TimedVote = CountedVote & { cameAt: number };

/** Opens the cursor for the counted votes of a whole campaign, in the order of `selectCountedVotes`. */
export function declareCountedVotes(db: Db, campaignId: string): Promise<number> {
  return db.run(sql`
    declare counted_votes no scroll cursor for
    select distinct on (building_id, volunteer_id)
           votes.id, building_id as building, volunteer_id as volunteer, class, last_intact as "lastIntact",
           first_damaged as "firstDamaged", cannot_tell is not null as "cannotTell",
           extract(epoch from votes.created_at)::float8 as "cameAt"
      from buildings
      join votes on building_id = buildings.id
      join accounts on accounts.id = volunteer_id and not excluded
     where buildings.campaign_id = ${campaignId}
     order by building_id, volunteer_id, votes.revision desc
  `);
}

/** The next votes of the cursor; none at its end. */
export function fetchCountedVotes(db: Db): Promise<TimedVote[]> {
  return db.many(sql`fetch forward 5000 from counted_votes`);
}

/** How many volunteers ever answered each building, excluded ones too. */
export function selectAnswerCounts(
  db: Db,
  buildingIds: readonly string[],
): Promise<{ building: string; answers: number }[]> {
  return db.many(
    prepared(
      "answer-counts",
      sql`
        select building_id as building, count(*) as answers
          from votes
         where building_id = any(${buildingIds}::uuid[]) and revision = 1
         group by building_id
      `,
    ),
  );
}

/** Buildings that a full fit must judge: those with an answer, and those judged before. */
export function selectJudgedBuildings(
  db: Db,
  campaignId: string,
): Promise<{ building: string; answers: number }[]> {
  return db.many(sql`
    select buildings.id as building, count(votes.id) as answers
      from buildings
      left join votes on votes.building_id = buildings.id and votes.revision = 1
     where buildings.campaign_id = ${campaignId}
     group by buildings.id
    having count(votes.id) > 0 or exists (select from consensus where building_id = buildings.id)
     order by buildings.id
  `);
}

export function selectGold(
  db: Db,
  campaignId: string,
): Promise<
  { building: string; class: string | null; lastIntact: string | null; firstDamaged: string | null }[]
> {
  return db.many(sql`
    select building_id as building, class, last_intact as "lastIntact", first_damaged as "firstDamaged"
      from gold
     where campaign_id = ${campaignId}
     order by building_id
  `);
}

export function upsertGold(
  tx: Tx,
  gold: {
    building: string;
    campaignId: string;
    class: string | null;
    lastIntact: string | null;
    firstDamaged: string | null;
    explanation: LocalizedText | null;
    setBy: string | null;
  },
): Promise<number> {
  return tx.run(sql`
    insert into gold (building_id, campaign_id, class, last_intact, first_damaged, explanation, set_by)
    values (${gold.building}, ${gold.campaignId}, ${gold.class}, ${gold.lastIntact}, ${gold.firstDamaged},
            ${gold.explanation === null ? null : json(gold.explanation)}, ${gold.setBy})
        on conflict (building_id) -- an expert corrects what was known
        do update set class = excluded.class, last_intact = excluded.last_intact,
                      first_damaged = excluded.first_damaged, explanation = excluded.explanation,
                      set_by = excluded.set_by, set_at = now()
  `);
}

export function deleteGold(tx: Tx, buildingId: string): Promise<number> {
  return tx.run(sql`
    delete from gold
     where building_id = ${buildingId}
  `);
}

/** Recounts asked for, and whether a full fit is asked for or under way. */
export function selectUpkeep(db: Db, campaignId: string): Promise<{ buildings: number; isFitDue: boolean }> {
  return db.one(sql`
    select (select count(*) from recount_requests where campaign_id = ${campaignId}) as buildings,
           exists (select
                     from job_requests
                    where name = 'fit-campaign' and payload ->> 'campaign' = ${campaignId}::text
                      and finished_at is null) as "isFitDue"
  `);
}

/** Which of these buildings' results changed after a number: a fit that read its votes before must not overwrite them. */
export function selectWrittenAfter(
  db: Db,
  buildingIds: readonly string[],
  seq: number,
): Promise<{ building: string }[]> {
  return db.many(
    prepared(
      "written-after",
      sql`
        select building_id as building
          from consensus
         where building_id = any(${buildingIds}::uuid[]) and seq > ${seq}
      `,
    ),
  );
}

/** One building's result, as it is stored. */
export type Result = {
  building: string;
  status: "open" | "settled" | "disputed";
  class: string | null;
  probability: number;
  probabilities: readonly number[];
  intervals: readonly number[];
  lastIntact: string | null;
  firstDamaged: string | null;
  windowProbability: number | null;
  votes: number;
  /** 0–1; null below two answers that tell. */
  agreement: number | null;
  answersSeen: number;
  wanted: number;
  gain: number;
  votesDigest: string;
};

/**
 * Stores results under one number, and a line of history where the status, class or window is another one. A result
 * that says what was said before keeps its number and its time, so that nobody fetches it again and exports reproduce.
 */
export function upsertResults(
  tx: Tx,
  place: { campaignId: string; seq: number; modelVersion: number },
  results: readonly Result[],
): Promise<number> {
  return tx.run(
    prepared(
      "upsert-results",
      sql`
        with given as (
          select *
            from jsonb_to_recordset(${json(results)})
              as given (building uuid, status text, class text, probability float8, probabilities float8[],
                        intervals float8[], "lastIntact" uuid, "firstDamaged" uuid, "windowProbability" float8,
                        votes integer, agreement float8, "answersSeen" integer, wanted integer, gain float8, "votesDigest" text)
        ), stored as (
          insert into consensus (building_id, campaign_id, seq, status, class, probability, probabilities, intervals,
                                 last_intact, first_damaged, window_probability, votes, agreement, answers_seen, wanted,
                                 gain, model_version, votes_digest)
          select building, ${place.campaignId}, ${place.seq}, status, class, probability, probabilities, intervals,
                 "lastIntact", "firstDamaged", "windowProbability", votes, agreement, "answersSeen", wanted, gain,
                 ${place.modelVersion}, "votesDigest"
            from given
           order by building
              on conflict (building_id) -- judged before
              do update set seq = case when (consensus.status, consensus.class, consensus.probability,
                                             consensus.probabilities, consensus.intervals, consensus.votes)
                                            is distinct from (excluded.status, excluded.class, excluded.probability,
                                             excluded.probabilities, excluded.intervals, excluded.votes)
                                       then excluded.seq else consensus.seq end,
                            status = excluded.status, class = excluded.class, probability = excluded.probability,
                            probabilities = excluded.probabilities, intervals = excluded.intervals,
                            last_intact = excluded.last_intact, first_damaged = excluded.first_damaged,
                            window_probability = excluded.window_probability, votes = excluded.votes,
                            agreement = excluded.agreement, answers_seen = excluded.answers_seen,
                            wanted = excluded.wanted, gain = excluded.gain,
                            model_version = excluded.model_version, votes_digest = excluded.votes_digest,
                            updated_at = case when (consensus.status, consensus.class, consensus.probability,
                                                    consensus.probabilities, consensus.intervals, consensus.votes)
                                                   is distinct from (excluded.status, excluded.class, excluded.probability,
                                                    excluded.probabilities, excluded.intervals, excluded.votes)
                                              then now() else consensus.updated_at end
        )
        insert into consensus_history (building_id, seq, status, class, probability, votes)
        select building, ${place.seq}, given.status, given.class, given.probability, given.votes
          from given
          left join consensus as before on before.building_id = building -- as it was before this statement
         where (before.status, before.class, before.last_intact, before.first_damaged)
               is distinct from (given.status, given.class, given."lastIntact", given."firstDamaged")
            or before.building_id is null
      `,
    ),
  );
}
