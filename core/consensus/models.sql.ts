/** Stored fits: what was learnt of the volunteers, and from which votes. */
import { json, prepared, sql, type Db, type Tx } from "../db.ts";

/** A stored fit, without the tables it learnt. */
export type ModelHead = {
  version: number;
  methodName: string;
  methodVersion: string;
  scenes: string[];
  answers: number;
  seq: number;
  /** How long it took, its writing included, and how long it has been over by the clock of the database, seconds. */
  seconds: number;
  ageSeconds: number;
};

export function selectNewestModel(db: Db, campaignId: string): Promise<ModelHead | null> {
  return db.maybe(
    prepared(
      "newest-model",
      sql`
        select version, method_name as "methodName", method_version as "methodVersion", scenes, answers, seq,
               seconds, extract(epoch from now() - fitted_at)::float8 as "ageSeconds"
          from consensus_models
         where campaign_id = ${campaignId}
         order by version desc
         limit 1
      `,
    ),
  );
}

export function selectModelParameters(
  db: Db,
  campaignId: string,
  version: number,
): Promise<{ parameters: unknown } | null> {
  return db.maybe(sql`
    select parameters
      from consensus_models
     where campaign_id = ${campaignId} and version = ${version}
  `);
}

/** The scores on gold of the newest fit, as they were stored. */
export function selectGoldScores(db: Db, campaignId: string): Promise<{ scores: unknown } | null> {
  return db.maybe(sql`
    select gold_scores as scores
      from consensus_models
     where campaign_id = ${campaignId}
     order by version desc
     limit 1
  `);
}

export function insertModel(
  tx: Tx,
  model: {
    campaignId: string;
    version: number;
    methodName: string;
    methodVersion: string;
    parameters: unknown;
    scenes: readonly string[];
    answers: number;
    seq: number;
    votesDigest: string;
    logLikelihood: number;
    seconds: number;
    goldScores: unknown;
  },
): Promise<number> {
  return tx.run(sql`
    insert into consensus_models (campaign_id, version, method_name, method_version, parameters, scenes, answers, seq,
                                  votes_digest, log_likelihood, seconds, gold_scores)
    values (${model.campaignId}, ${model.version}, ${model.methodName}, ${model.methodVersion},
            ${json(model.parameters)}, ${model.scenes}, ${model.answers}, ${model.seq}, ${model.votesDigest},
            ${model.logLikelihood}, ${model.seconds},
            ${model.goldScores === null ? null : json(model.goldScores)})
  `);
}

/** Says of a fit whose results are all written how far it knows the campaign, and how long it took. */
export function finishModel(
  tx: Tx,
  {
    campaignId,
    version,
    seq,
    seconds,
  }: { campaignId: string; version: number; seq: number; seconds: number },
): Promise<number> {
  return tx.run(sql`
    update consensus_models
       set seq = ${seq}, seconds = ${seconds}, fitted_at = now()
     where campaign_id = ${campaignId} and version = ${version}
  `);
}

/** Removes fits that no result refers to any more. */
export function deleteUnusedModels(tx: Tx, campaignId: string): Promise<number> {
  return tx.run(sql`
    delete from consensus_models
     where campaign_id = ${campaignId}
       and version < (select max(version) from consensus_models where campaign_id = ${campaignId})
       and not exists (select
                         from consensus
                        where consensus.campaign_id = consensus_models.campaign_id
                          and model_version = consensus_models.version)
  `);
}
