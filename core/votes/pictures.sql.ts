import { sql, type Sql } from "../db.ts";
import { offsetsOfBuilding } from "../imagery/registration/registration.sql.ts";

/**
 * What is shown of a building now, where it is not its scene's first picture or is moved, as a JSON array: for answers
 * that do not say. Of the scenes that were seen, if that is told.
 *
 * @param vote columns of the answer: its campaign, its building, and the array of scenes seen
 */
export const picturesNow = (vote: { campaign: Sql; building: Sql; scenesSeen: Sql }): Sql => sql`(
  select coalesce(jsonb_agg(jsonb_build_object('scene', scenes.id, 'picture', coalesce(version_id, scenes.id),
                                               'eastMetres', place.east, 'northMetres', place.north)
                            order by acquired_at, scenes.id), '[]')
    from scenes
    left join jsonb_array_elements(${offsetsOfBuilding(vote.building)}) as correction
           on correction ->> 'scene' = scenes.id::text
   cross join lateral (select coalesce((correction ->> 'eastMetres')::float8, east_metres) as east,
                              coalesce((correction ->> 'northMetres')::float8, north_metres) as north) as place
   where campaign_id = ${vote.campaign}
     and (cardinality(${vote.scenesSeen}) = 0 or scenes.id = any(${vote.scenesSeen}))
     and (version_id is not null or place.east <> 0 or place.north <> 0))`;
