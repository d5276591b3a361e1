import type { BuildingGeometry } from "../../shared/geo.ts";
import type { Sample, SampleStratum } from "../../shared/samples.ts";
import { json, sql, type Db, type Sql, type Tx } from "../db.ts";

/** Every building with an answer, by id: what a sample is drawn from. */
export function selectAnswered(
  db: Db,
  campaignId: string,
): Promise<{ building: string; class: string; probability: number }[]> {
  return db.many(sql`
    select building_id as building, class, probability
      from consensus
     where campaign_id = ${campaignId} and votes > 0 and class is not null
     order by building_id
  `);
}

export function insertSample(
  tx: Tx,
  one: {
    id: string;
    campaignId: string;
    seed: number;
    size: number;
    strata: readonly SampleStratum[];
    seq: number;
    drawnBy: string;
  },
): Promise<number> {
  return tx.run(sql`
    insert into samples (id, campaign_id, seed, size, strata, seq, drawn_by)
    values (${one.id}, ${one.campaignId}, ${one.seed}, ${one.size}, ${json(one.strata)}, ${one.seq}, ${one.drawnBy})
  `);
}

export type DrawnItem = {
  building: string;
  place: number;
  stratum: number;
  class: string;
  probability: number;
};

export function insertSampleItems(tx: Tx, sampleId: string, items: readonly DrawnItem[]): Promise<number> {
  return tx.run(sql`
    insert into sample_items (sample_id, building_id, place, stratum, crowd_class, crowd_probability)
    select ${sampleId}, building, place, stratum, class, probability
      from jsonb_to_recordset(${json(items)})
        as drawn (building uuid, place integer, stratum integer, class text, probability float8)
  `);
}

const SAMPLE: Sql = sql`
    select samples.id, slug as campaign, seed, size, seq, pseudonym as "drawnBy", drawn_at as "drawnAt",
           (select count(distinct building_id) from sample_labels where sample_id = samples.id) as labelled,
           samples.campaign_id as "campaignId", strata
      from samples
      join campaigns on campaigns.id = samples.campaign_id
      join accounts on accounts.id = drawn_by
`;

export type SampleRow = Sample & { campaignId: string; strata: SampleStratum[] };

export function selectSample(db: Db, id: string): Promise<SampleRow | null> {
  return db.maybe(sql`${SAMPLE} where samples.id = ${id}`);
}

/** Newest first. */
export function selectSamples(db: Db, campaignId: string): Promise<SampleRow[]> {
  return db.many(sql`${SAMPLE} where samples.campaign_id = ${campaignId} order by samples.id desc limit 200`);
}

export type SampleItemRow = {
  building: string;
  externalId: string | null;
  geometry: BuildingGeometry;
  stratum: number;
  crowdClass: string;
  crowdProbability: number;
  hasVoted: boolean;
  label: { class: string | null; by: string; at: string } | null;
};

/** The buildings of a sample in the order in which they are labelled, each with its newest label. */
export function selectSampleItems(db: Db, sampleId: string, actorId: string): Promise<SampleItemRow[]> {
  return db.many(sql`
    select sample_items.building_id as building, external_id as "externalId", geometry, stratum,
           crowd_class as "crowdClass", crowd_probability as "crowdProbability",
           exists (select
                     from votes
                    where votes.building_id = sample_items.building_id and volunteer_id = ${actorId}) as "hasVoted",
           (select jsonb_build_object('class', sample_labels.class, 'by', pseudonym,
                                      'at', to_char(labelled_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
              from sample_labels
              join accounts on accounts.id = labelled_by
             where sample_labels.sample_id = sample_items.sample_id
               and sample_labels.building_id = sample_items.building_id
             order by version desc
             limit 1) as label
      from sample_items
      join buildings on buildings.id = sample_items.building_id
     where sample_id = ${sampleId}
     order by place
  `);
}

/** Locked, so that two labels of one building follow one another; null when it is not of this sample. */
export function lockSampleItem(
  tx: Tx,
  sampleId: string,
  buildingId: string,
): Promise<{ place: number } | null> {
  return tx.maybe(sql`
    select place
      from sample_items
     where sample_id = ${sampleId} and building_id = ${buildingId}
       for no key update
  `);
}

export function insertLabel(
  tx: Tx,
  one: { sample: string; building: string; class: string | null; by: string },
): Promise<number> {
  return tx.run(sql`
    insert into sample_labels (sample_id, building_id, version, class, labelled_by)
    select ${one.sample}, ${one.building}, coalesce(max(version), 0) + 1, ${one.class}, ${one.by}
      from sample_labels
     where sample_id = ${one.sample} and building_id = ${one.building}
  `);
}
