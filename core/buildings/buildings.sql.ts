import type { Bbox, BuildingGeometry } from "../../shared/geo.ts";
import { json, sql, type Db, type Tx } from "../db.ts";

/** A building to be stored. Geometry and bounds EPSG:4326. */
export type NewBuilding = {
  id: string;
  externalId: string | null;
  geometry: BuildingGeometry;
  bounds: Bbox;
  radiusMetres: number | null;
  properties: Record<string, unknown>;
};

export function insertBuildings(
  tx: Tx,
  place: { campaignId: string; batchId: string },
  buildings: readonly NewBuilding[],
): Promise<number> {
  return tx.run(sql`
    insert into buildings (id, campaign_id, batch_id, external_id, geometry, bounds, radius_metres, properties)
    select (given ->> 'id')::uuid, ${place.campaignId}, ${place.batchId}, given ->> 'externalId', given -> 'geometry',
           box(point((given -> 'bounds' ->> 0)::float8, (given -> 'bounds' ->> 1)::float8),
               point((given -> 'bounds' ->> 2)::float8, (given -> 'bounds' ->> 3)::float8)),
           (given ->> 'radiusMetres')::float8, given -> 'properties'
      from jsonb_array_elements(${json(buildings)}) as given
  `);
}

/** Which of these names are in the campaign already. */
export function selectKnownExternalIds(
  db: Db,
  campaignId: string,
  externalIds: readonly string[],
): Promise<{ externalId: string }[]> {
  return db.many(sql`
    select external_id as "externalId"
      from buildings
     where campaign_id = ${campaignId} and external_id = any(${externalIds}::text[])
  `);
}

/** Which of these buildings without a name the campaign has already, another one without a name but of the same shape. */
export function selectKnownShapes(
  db: Db,
  campaignId: string,
  nameless: readonly NewBuilding[],
): Promise<{ id: string }[]> {
  return db.many(sql`
    select given ->> 'id' as id
      from jsonb_array_elements(${json(nameless)}) as given
     where exists (select
                     from buildings
                    where campaign_id = ${campaignId} and external_id is null
                      and bounds ~= box(point((given -> 'bounds' ->> 0)::float8, (given -> 'bounds' ->> 1)::float8),
                                        point((given -> 'bounds' ->> 2)::float8, (given -> 'bounds' ->> 3)::float8))
                      and geometry = given -> 'geometry')
  `);
}

/** Whether this building is of this campaign. */
export function selectBuilding(
  db: Db,
  campaignId: string,
  id: string,
): Promise<{ id: string; campaignId: string } | null> {
  return db.maybe(sql`
    select id, campaign_id as "campaignId"
      from buildings
     where campaign_id = ${campaignId} and id = ${id}
  `);
}
