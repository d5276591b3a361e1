import type { CampaignChange, CampaignStatus, NewCampaign, Progress } from "../../shared/campaigns.ts";
import type { DamageScale } from "../../shared/damage-scales.ts";
import type { Polygon } from "../../shared/geo.ts";
import type { AcquiredPrecision } from "../../shared/scenes.ts";
import type { LocalizedText } from "../../shared/text.ts";
import { json, prepared, sql, type Db, type Sql, type Tx } from "../db.ts";

/** A campaign as it is stored, without its scenes. */
export type CampaignRow = {
  id: string;
  slug: string;
  title: LocalizedText;
  text: LocalizedText | null;
  area: Polygon | null;
  scale: DamageScale;
  asks: { class: boolean; window: boolean };
  redundancy: { min: number; cap: number; certainty: number };
  leaseSeconds: number;
  languages: string[];
  contentNotice: LocalizedText | null;
  blurPictures: boolean;
  secondReview: boolean;
  practice: number;
  status: CampaignStatus;
  published: { at: string; precisionMetres: number } | null;
  archivedAt: string | null;
  consensusSeq: number;
  createdAt: string;
};

const CAMPAIGN_COLUMNS: Sql = sql`
  campaigns.id, slug, title, text, area, scale, status, languages,
  jsonb_build_object('class', asks_class, 'window', asks_window) as asks,
  jsonb_build_object('min', redundancy_min, 'cap', redundancy_cap, 'certainty', certainty) as redundancy,
  lease_seconds as "leaseSeconds", content_notice as "contentNotice",
  blur_pictures as "blurPictures", second_review as "secondReview",
  (select count(*)
     from gold
    where gold.campaign_id = campaigns.id and explanation is not null) as practice,
  case when published_at is not null
       then jsonb_build_object('at', to_char(published_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                               'precisionMetres', coalesce(published_precision_metres, 0)) end as published,
  archived_at as "archivedAt", consensus_seq as "consensusSeq", created_at as "createdAt"
`;

/** Null when the slug is taken. */
export function insertCampaign(
  tx: Tx,
  campaign: Omit<NewCampaign, "scale"> & { id: string; scale: DamageScale },
): Promise<CampaignRow | null> {
  return tx.maybe(sql`
    insert into campaigns (id, slug, title, text, area, scale, asks_class, asks_window, redundancy_min, redundancy_cap,
                           certainty, lease_seconds, languages, content_notice, blur_pictures,
                           second_review)
    values (${campaign.id}, ${campaign.slug}, ${json(campaign.title)}, ${jsonOrNull(campaign.text)},
            ${jsonOrNull(campaign.area)}, ${json(campaign.scale)}, ${campaign.asks.class}, ${campaign.asks.window},
            ${campaign.redundancy.min}, ${campaign.redundancy.cap}, ${campaign.redundancy.certainty},
            ${campaign.leaseSeconds}, ${campaign.languages}, ${jsonOrNull(campaign.contentNotice)},
            ${campaign.blurPictures}, ${campaign.secondReview})
        on conflict on constraint slug_is_unique do nothing -- two admins may choose the same one at once
    returning ${CAMPAIGN_COLUMNS}
  `);
}

/** Keys that are left out keep what is stored. */
export function updateCampaign(tx: Tx, id: string, change: CampaignChange): Promise<CampaignRow> {
  const { redundancy } = change;
  return tx.one(sql`
       update campaigns
          set title = coalesce(${jsonOrNull(change.title)}, title),
              text = ${change.text === undefined ? sql`text` : jsonOrNull(change.text)},
              area = ${change.area === undefined ? sql`area` : jsonOrNull(change.area)},
              redundancy_min = coalesce(${redundancy?.min ?? null}::integer, redundancy_min),
              redundancy_cap = coalesce(${redundancy?.cap ?? null}::integer, redundancy_cap),
              certainty = coalesce(${redundancy?.certainty ?? null}::float8, certainty),
              lease_seconds = coalesce(${change.leaseSeconds ?? null}::integer, lease_seconds),
              languages = coalesce(${change.languages ?? null}::text[], languages),
              content_notice = ${change.contentNotice === undefined ? sql`content_notice` : jsonOrNull(change.contentNotice)},
              blur_pictures = coalesce(${change.blurPictures ?? null}::boolean, blur_pictures),
              second_review = coalesce(${change.secondReview ?? null}::boolean, second_review),
              status = coalesce(${change.status ?? null}::text, status)
        where id = ${id}
    returning ${CAMPAIGN_COLUMNS}
  `);
}

/** An archived campaign takes no answers: open and paused ones are closed, and stay so when they come back. */
export function updateArchived(tx: Tx, id: string, isArchived: boolean): Promise<CampaignRow> {
  return tx.one(sql`
       update campaigns
          set archived_at = case when ${isArchived} then coalesce(archived_at, now()) end,
              status = case when ${isArchived} and status <> 'draft' then 'closed' else status end
        where id = ${id}
    returning ${CAMPAIGN_COLUMNS}
  `);
}

/** Pauses every import of a campaign that has not ended. */
export function updateBatchesPaused(tx: Tx, id: string): Promise<number> {
  return tx.run(sql`
    update batches
       set paused_at = now()
     where campaign_id = ${id} and status in ('queued', 'running') and paused_at is null
  `);
}

export function selectCampaignBySlug(db: Db, slug: string): Promise<CampaignRow | null> {
  return db.maybe(
    prepared("campaign-by-slug", sql`select ${CAMPAIGN_COLUMNS} from campaigns where slug = ${slug}`),
  );
}

export function selectCampaign(db: Db, id: string): Promise<CampaignRow | null> {
  return db.maybe(prepared("campaign", sql`select ${CAMPAIGN_COLUMNS} from campaigns where id = ${id}`));
}

/** Newest first (ids rise with time), after the one that a cursor names. */
export function selectCampaigns(
  db: Db,
  page: { withDrafts: boolean; archived: boolean; after: string | null; limit: number },
): Promise<CampaignRow[]> {
  return db.many(sql`
    select ${CAMPAIGN_COLUMNS}
      from campaigns
     where (${page.after}::uuid is null or id < ${page.after}::uuid) and (${page.withDrafts} or status <> 'draft')
       and (archived_at is not null) = ${page.archived}
     order by id desc
     limit ${page.limit}
  `);
}

/** Answers are counted as they are stored, so that a volunteer's own shows at once; the rest as last recounted. */
export function selectProgress(
  db: Db,
  campaignIds: readonly string[],
): Promise<(Progress & { campaignId: string })[]> {
  return db.many(sql`
    select campaigns.id as "campaignId",
           (select count(*) from buildings where campaign_id = campaigns.id) as buildings,
           (select count(*) from consensus where campaign_id = campaigns.id and status = 'settled') as settled,
           (select count(*) from consensus where campaign_id = campaigns.id and status = 'disputed') as disputed,
           (select count(*) from votes where campaign_id = campaigns.id and revision = 1) as votes,
           (select count(*) from participations where campaign_id = campaigns.id) as volunteers
      from campaigns
     where id = any(${campaignIds}::uuid[])
  `);
}

/** What a campaign says of each of its scenes, in time order. */
export type CampaignScene = {
  campaignId: string;
  id: string;
  acquiredAt: string;
  acquiredPrecision: AcquiredPrecision;
  sensor: string | null;
  gsdMetres: number;
  attribution: string | null;
  acquiredFrom: string;
  offNadirDegrees: number | null;
  sunElevationDegrees: number | null;
  cloudShare: number | null;
  preserved: boolean;
  offset: { eastMetres: number; northMetres: number };
  /** Whose tiles are shown: the scene's own, or those of its newest version. */
  tilesId: string;
  tileSize: 256 | 512;
  minzoom: number;
  maxzoom: number;
  bounds: [number, number, number, number];
};

export function selectScenesOfCampaigns(db: Db, campaignIds: readonly string[]): Promise<CampaignScene[]> {
  return db.many(
    prepared(
      "scenes-of-campaigns",
      sql`
        select campaign_id as "campaignId", id, acquired_at as "acquiredAt", acquired_precision as "acquiredPrecision",
               sensor, gsd_metres as "gsdMetres", attribution, tile_size as "tileSize", minzoom, maxzoom, bounds,
               acquired_source as "acquiredFrom", off_nadir_degrees as "offNadirDegrees",
               sun_elevation_degrees as "sunElevationDegrees", cloud_share as "cloudShare", remote is null as preserved,
               jsonb_build_object('eastMetres', east_metres, 'northMetres', north_metres) as offset,
               coalesce(version_id, id) as "tilesId"
          from scenes
         where campaign_id = any(${campaignIds}::uuid[])
         order by acquired_at, id
      `,
    ),
  );
}

const jsonOrNull = (value: unknown): Sql =>
  value === undefined || value === null ? sql`null::jsonb` : json(value);
