import type { CampaignVolunteer } from "../../shared/volunteers.ts";
import type { ShownPicture } from "../../shared/votes.ts";
import { sql, type Db } from "../db.ts";

export type VoteRecord = {
  id: string;
  building: string;
  externalId: string | null;
  pseudonym: string;
  class: string | null;
  lastIntact: string | null;
  firstDamaged: string | null;
  lastIntactAt: string | null;
  firstDamagedAt: string | null;
  cannotTell: string | null;
  comment: string | null;
  revision: number;
  counted: boolean;
  elapsedMs: number | null;
  createdAt: string;
  scenesSeen: string[];
  /** Those of the pictures shown that were not their scene's first, or were moved. */
  pictures: ShownPicture[];
};

export type ReviewRecord = {
  building: string;
  externalId: string | null;
  version: number;
  class: string | null;
  lastIntact: string | null;
  firstDamaged: string | null;
  reason: string;
  reviewer: string;
  at: string;
  /** Whether this version takes back what the reviewer had decided. */
  withdrawn: boolean;
  /** Whether the building's answer is this one. */
  stands: boolean;
};

/** A volunteer as the list for admins tells them. */
export type VolunteerRecord = CampaignVolunteer;

/** All answers on these buildings, by building and time (ids rise with time). */
export function selectVoteRecords(db: Db, buildings: readonly string[]): Promise<VoteRecord[]> {
  return db.many(sql`
    select votes.id, votes.building_id as building, external_id as "externalId", pseudonym, class,
           last_intact as "lastIntact", first_damaged as "firstDamaged", intact.acquired_at as "lastIntactAt",
           damaged.acquired_at as "firstDamagedAt", cannot_tell as "cannotTell", comment, votes.revision,
           not excluded and votes.revision = max(votes.revision) over (partition by votes.building_id, volunteer_id) as counted,
           elapsed_ms as "elapsedMs", votes.created_at as "createdAt", scenes_seen as "scenesSeen", pictures
      from votes
      join buildings on buildings.id = votes.building_id
      join accounts on accounts.id = volunteer_id
      left join scenes as intact on intact.id = last_intact
      left join scenes as damaged on damaged.id = first_damaged
     where votes.building_id = any(${buildings}::uuid[])
     order by votes.building_id, votes.id
  `);
}

/**
 * All decisions on these buildings, by building and version. A first decision that a second analyst must not see yet
 * is not among them.
 */
export function selectReviewRecords(db: Db, buildings: readonly string[]): Promise<ReviewRecord[]> {
  return db.many(sql`
    select reviews.building_id as building, external_id as "externalId", version, reviews.class,
           reviews.last_intact as "lastIntact", reviews.first_damaged as "firstDamaged", reason, pseudonym as reviewer,
           reviewed_at as at, is_withdrawn as withdrawn, version is not distinct from review_version as stands
      from reviews
      join buildings on buildings.id = reviews.building_id
      join campaigns on campaigns.id = buildings.campaign_id
      join consensus on consensus.building_id = reviews.building_id
      join accounts on accounts.id = reviewer_id
     where reviews.building_id = any(${buildings}::uuid[]) and (is_reviewed or not second_review)
     order by reviews.building_id, version
  `);
}
