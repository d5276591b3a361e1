/** What a backup must know of the database's catalogue. Asked in the session that copies, so that it fits what is copied. */
import type { Client } from "pg";

export type Table = { name: string; columns: string[] };

/** Ordinary tables of ours with their columns as SQL names them; generated columns and extensions' tables left out. */
export async function selectTables(client: Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select relname as name,
           array_agg(quote_ident(attname)::text order by attnum) as columns
      from pg_class
      join pg_attribute on attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
     where relkind = 'r' and relnamespace = 'public'::regnamespace
       and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
     group by relname
     order by relname`);
  return rows;
}

/** Names of the migrations that were applied, in order. */
export async function selectMigrations(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>("select name from migrations order by name");
  return rows.map(({ name }) => name);
}

export type Sequence = { name: string; lastValue: string; isCalled: boolean };

/** Sequences do not roll back: read inside a snapshot, they stand at or beyond what it shows. */
export async function selectSequences(client: Client): Promise<Sequence[]> {
  const { rows } = await client.query<{ name: string }>(`
    select relname as name
      from pg_class
     where relkind = 'S' and relnamespace = 'public'::regnamespace
     order by relname`);
  const found: Sequence[] = [];
  for (const { name } of rows) {
    const { rows: states } = await client.query<{ lastValue: string; isCalled: boolean }>(
      `select last_value::text as "lastValue", is_called as "isCalled" from ${client.escapeIdentifier(name)}`,
    );
    for (const state of states) found.push({ name, ...state });
  }
  return found;
}

export async function setSequence(client: Client, { name, lastValue, isCalled }: Sequence): Promise<void> {
  await client.query("select setval($1::regclass, $2::bigint, $3)", [
    client.escapeIdentifier(name),
    lastValue,
    isCalled,
  ]);
}

/** A statement that takes something from a table, and the one that puts it back. */
export type Removable = { remove: string; putBack: string };

/** Foreign keys, before what they point at. */
export async function selectForeignKeys(client: Client): Promise<Removable[]> {
  return selectConstraints(client, ["f"]);
}

/** Primary keys, unique and exclusion constraints. */
export async function selectKeys(client: Client): Promise<Removable[]> {
  return selectConstraints(client, ["p", "u", "x"]);
}

async function selectConstraints(client: Client, kinds: readonly string[]): Promise<Removable[]> {
  const { rows } = await client.query<Removable>(
    `
    select format('alter table %s drop constraint %I', conrelid::regclass, conname) as remove,
           format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as "putBack"
      from pg_constraint
     where connamespace = 'public'::regnamespace and contype = any ($1::char[]) and conparentid = 0
     order by contype, conrelid::regclass::text, conname`,
    [kinds],
  );
  return rows;
}

/** Indexes that no constraint stands for. */
export async function selectIndexes(client: Client): Promise<Removable[]> {
  const { rows } = await client.query<Removable>(`
    select format('drop index %s', indexrelid::regclass) as remove, pg_get_indexdef(indexrelid) as "putBack"
      from pg_index
      join pg_class on pg_class.oid = indexrelid
     where relnamespace = 'public'::regnamespace
       and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
     order by indexrelid::regclass::text`);
  return rows;
}

/** Names of those tables that hold any row. */
export async function selectFilledTables(client: Client, tables: readonly string[]): Promise<string[]> {
  const filled: string[] = [];
  for (const name of tables) {
    const { rows } = await client.query(`select from ${client.escapeIdentifier(name)} limit 1`);
    if (rows.length > 0) filled.push(name);
  }
  return filled;
}
