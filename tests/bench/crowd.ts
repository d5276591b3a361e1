/** Campaigns and people written straight into the database: through imports and sessions they would take hours. */
import { createHash, randomBytes } from "node:crypto";
import type pg from "pg";

export const CLASSES = ["destroyed", "severe", "moderate", "possible", "no_visible_damage"];

/** A campaign with buildings in a row, each a task of its own unless told otherwise, open for answers. */
export async function makeCampaign(
  pool: pg.Pool,
  slug: string,
  size: { buildings: number; perTask?: number },
): Promise<string> {
  const { buildings, perTask = 1 } = size;
  const classes = CLASSES.map((code, rank) => ({ code, label: code, damaged: rank < 4 }));
  const { rows } = await pool.query(
    `insert into campaigns (id, slug, title, scale, asks_class, asks_window, redundancy_min, redundancy_cap, certainty,
                            lease_seconds, languages, status)
     values (gen_random_uuid(), $1, '"A campaign"', $2, true, false, 5, 30, 0.95, 1800, '{}', 'open')
     returning id`,
    [slug, JSON.stringify({ name: "unosat", classes })],
  );
  const id: string = rows[0].id;
  await pool.query(
    `insert into tasks (id, campaign_id, bounds)
     select ${uuidOf("'task' || n || $1::uuid::text")}, $1::uuid, box(point(38 + n * 0.0001, 35), point(38.0002 + n * 0.0001, 35.0002))
       from generate_series(0, ${Math.ceil(buildings / perTask) - 1}) as n`,
    [id],
  );
  await pool.query(
    `insert into buildings (id, campaign_id, external_id, geometry, bounds, task_id)
     select ${uuidOf("n || $1::uuid::text")}, $1::uuid, 'b' || n,
            jsonb_build_object('type', 'Polygon', 'coordinates', jsonb_build_array(jsonb_build_array(
              jsonb_build_array(x, 35), jsonb_build_array(x + s, 35), jsonb_build_array(x + s, 35 + s),
              jsonb_build_array(x, 35 + s), jsonb_build_array(x, 35)))),
            box(point(x, 35), point(x + s, 35 + s)), ${uuidOf(`'task' || n / ${perTask} || $1::uuid::text`)}
       from (select n, 38 + n * 0.0001 as x, 0.00008 as s from generate_series(0, ${buildings - 1}) as n) as made`,
    [id],
  );
  return id;
}

/** An id that can be named again: of the n-th building, of a volunteer's n-th lease. */
export const uuidOf = (text: string): string => `md5(${text})::uuid`;

export type Volunteer = { id: string; token: string };

/** Volunteers with a bearer session each. */
export async function makeVolunteers(pool: pg.Pool, name: string, count: number): Promise<Volunteer[]> {
  const tokens = Array.from({ length: count }, () => randomBytes(32).toString("base64url"));
  const hashes = tokens.map((token) => createHash("sha256").update(token).digest("hex"));
  const { rows } = await pool.query(
    `insert into accounts (id, role, pseudonym)
     select ${uuidOf("$1::text || n")}, 'volunteer', $1::text || ' ' || n from generate_series(1, $2::integer) as n
     returning id`,
    [name, count],
  );
  await pool.query(
    `insert into sessions (token_hash, account_id, transport, expires_at)
     select decode(hash, 'hex'), id, 'bearer', now() + interval '1 day'
       from unnest($1::text[], $2::uuid[]) as given (hash, id)`,
    [hashes, rows.map(({ id }) => id)],
  );
  return tokens.map((token, index) => ({ id: rows[index].id, token }));
}

/** Answers of everybody on buildings in turn, each under a finished lease of its own; on no building twice. */
export async function makeVotes(
  pool: pg.Pool,
  campaign: string,
  volunteers: readonly Volunteer[],
  votes: number,
): Promise<void> {
  const client = await pool.connect();
  try {
    // Row by row, foreign keys would take longer than all else; what is made here refers to what is there.
    await client.query("set session_replication_role = replica");
    await writeVotes(client, campaign, volunteers, votes);
  } finally {
    await client.query("reset session_replication_role");
    client.release();
  }
  await pool.query("vacuum analyze");
}

async function writeVotes(
  client: pg.PoolClient,
  campaign: string,
  volunteers: readonly Volunteer[],
  votes: number,
): Promise<void> {
  const ids = volunteers.map(({ id }) => id);
  const { rows } = await client.query(
    "select count(*)::integer as buildings from buildings where campaign_id = $1",
    [campaign],
  );
  // The n-th answer is of building n modulo all; each round of them begins with the next volunteer.
  const given = `select n, ${uuidOf("n % $2::integer || $1::uuid::text")} as building,
                        ($3::uuid[])[1 + (n + n / $2::integer) % $4::integer] as volunteer,
                        ${uuidOf("'vote' || n || $1::uuid::text")} as id
                   from generate_series(0, $5::integer - 1) as n`;
  const values = [campaign, rows[0].buildings, ids, ids.length, votes];
  await client.query(
    `insert into assignments (id, campaign_id, task_id, volunteer_id, status, expires_at)
     select given.id, $1::uuid, task_id, volunteer, 'done', now()
       from (${given}) as given
       join buildings on buildings.id = building
         on conflict on constraint a_task_once_per_volunteer do nothing`,
    values,
  );
  await client.query(
    `insert into votes (building_id, id, campaign_id, assignment_id, volunteer_id, revision, class, elapsed_ms)
     select building, given.id, $1::uuid, given.id, volunteer, 1,
            (array['destroyed', 'severe', 'moderate', 'possible', 'no_visible_damage'])[1 + n % 5], 9000
       from (${given}) as given
       join assignments on assignments.id = given.id
         on conflict do nothing`,
    values,
  );
  await client.query(
    "insert into vote_ids (id, building_id) select id, building_id from votes where campaign_id = $1 on conflict do nothing",
    [campaign],
  );
  await client.query(
    `insert into participations (campaign_id, account_id)
     select distinct campaign_id, volunteer_id from votes where campaign_id = $1
         on conflict do nothing`,
    [campaign],
  );
}

/** An analyst with a token for programs, which is given. */
export async function makeAnalyst(pool: pg.Pool): Promise<string> {
  const token = randomBytes(32).toString("base64url");
  const { rows } = await pool.query(
    `insert into accounts (id, role, pseudonym, name)
     values (gen_random_uuid(), 'analyst', 'the watcher', 'The watcher')
     returning id`,
  );
  await pool.query("insert into tokens (token_hash, account_id) values ($1, $2)", [
    createHash("sha256").update(token).digest(),
    rows[0].id,
  ]);
  return token;
}

/** Scenes every twenty days, which makes a campaign ask for the window too. */
export async function makeScenes(pool: pg.Pool, campaign: string, scenes: number): Promise<void> {
  await pool.query(
    `insert into scenes (id, campaign_id, name, acquired_at, acquired_precision, acquired_source, gsd_metres, remote,
                         tile_size, minzoom, maxzoom, bounds)
     select ${uuidOf("'scene' || n || $1::uuid::text")}, $1::uuid, 'scene ' || n,
            timestamptz '2017-01-01Z' + n * interval '20 days', 'second', 'test', 0.5, '{}', 512, 10, 18,
            array[38, 35, 39, 36]
       from generate_series(0, $2::integer - 1) as n`,
    [campaign, scenes],
  );
  await pool.query("update campaigns set asks_window = true where id = $1", [campaign]);
}
