/** Which buildings are to be recounted: asked for, read, looked at again, and answered. Votes ask as they are stored (`votes.sql.ts`). */
import { json, prepared, sql, type Db, type Sql, type Tx } from "../db.ts";

/** `requestedAt`: as the database writes it, so that no microsecond is lost: it tells a request from one made anew. */
export type RecountRequest = { buildingId: string; requests: number; requestedAt: string };

/** Asks for a recount of these buildings. */
export function upsertRecountRequests(
  tx: Tx,
  campaignId: string,
  buildingIds: readonly string[],
): Promise<number> {
  return tx.run(sql`
    insert into recount_requests (building_id, campaign_id)
    select building_id, ${campaignId}
      from unnest(${buildingIds}::uuid[]) as building_id
     order by building_id -- everybody in the same order, so that nobody waits in a circle
        on conflict (building_id) -- one request is enough; the number tells a running recount that it is too early
        do update set requests = recount_requests.requests + 1, requested_at = now()
  `);
}

/** Which buildings wait longest. Not locked: a vote must not wait for mathematics. */
export function selectRecountRequests(db: Db, campaignId: string, limit: number): Promise<RecountRequest[]> {
  return db.many(
    prepared(
      "recount-requests",
      sql`
        select building_id as "buildingId", requests, requested_at::text as "requestedAt"
          from recount_requests
         where campaign_id = ${campaignId}
         order by requested_at, building_id
         limit ${limit}
      `,
    ),
  );
}

/** The requests that are as they were read, in a `from`. */
const standing = (requests: readonly RecountRequest[]): Sql => sql`
  recount_requests
  join jsonb_to_recordset(${json(requests)}) as seen ("buildingId" uuid, requests bigint, "requestedAt" timestamptz)
    on building_id = seen."buildingId"
       and recount_requests.requests = seen.requests
       and requested_at = seen."requestedAt"
`;

/**
 * Which of the requests stand as they were read: nobody else has answered them meanwhile, and no vote has renewed them.
 * Not locked: the votes of all wait for whoever holds a request.
 */
export function selectStandingRequests(
  tx: Tx,
  requests: readonly RecountRequest[],
): Promise<{ buildingId: string }[]> {
  return tx.many(
    prepared(
      "standing-requests",
      sql`
        select building_id as "buildingId"
          from ${standing(requests)}
      `,
    ),
  );
}

/**
 * Removes the requests that no vote has renewed since they were read, and says which. Locked in one order, that of
 * votes, so that nobody waits in a circle.
 */
export function deleteRecountRequests(
  tx: Tx,
  requests: readonly RecountRequest[],
): Promise<{ buildingId: string }[]> {
  return tx.many(
    prepared(
      "delete-recount-requests",
      sql`
        with answered as (
          select building_id
            from ${standing(requests)}
           order by building_id
             for update of recount_requests
        )
           delete from recount_requests
            using answered
            where recount_requests.building_id = answered.building_id
        returning recount_requests.building_id as "buildingId"
      `,
    ),
  );
}

/** Campaigns with recounts waiting. */
export function selectCampaignsToRecount(db: Db): Promise<{ id: string; slug: string }[]> {
  return db.many(sql`
    select id, slug
      from campaigns
     where exists (select from recount_requests where campaign_id = campaigns.id)
  `);
}
