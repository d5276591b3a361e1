import type { Client } from "pg";

export type NamedObject = { key: string; sha256: string | null };

/**
 * Every object that the database names, with its SHA-256 where that is recorded. What the store holds beside them is
 * left over, and of no use.
 */
export async function selectObjects(client: Client): Promise<NamedObject[]> {
  const { rows } = await client.query<NamedObject>(`
    select key, max(sha256) as sha256
      from (select original_key as key, original_sha256 as sha256 from scenes
            union all
            select cog_key, cog_sha256 from scenes
            union all
            select cog_key, cog_sha256 from scene_versions
            union all
            select object_key, sha256 from exports
            union all
            select refused_key, null from batch_items) as named
     where key is not null
     group by key
     order by key`);
  return rows;
}
