import pg from "pg";

/**
 * The schema as text, in an order that does not depend on how it came about, so that a migration's effect is a
 * readable difference. Read from the catalogue, since the embedded PostgreSQL brings no `pg_dump`.
 */
export async function dumpSchema(databaseUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const parts: string[] = ["-- Written by `npm run migrate`; compared in CI. Do not edit."];
    for (const { name } of await rowsOf(client, TABLES)) {
      const columns = await rowsOf(client, COLUMNS, name);
      const constraints = await rowsOf(client, CONSTRAINTS, name);
      const lines = [...columns, ...constraints].map(({ definition }) => `  ${definition}`);
      parts.push(`create table ${name} (\n${lines.join(",\n")}\n);`);
      for (const statement of [INDEXES, TRIGGERS, COMMENTS]) {
        parts.push(...(await rowsOf(client, statement, name)).map(({ definition }) => `${definition};`));
      }
    }
    parts.push(...(await rowsOf(client, VIEWS)).map(({ definition }) => `${definition}`));
    parts.push(...(await rowsOf(client, FUNCTIONS)).map(({ definition }) => `${definition?.trim()};`));
    return `${parts.join("\n\n")}\n`;
  } finally {
    await client.end();
  }
}

async function rowsOf(
  client: pg.Client,
  statement: string,
  table?: string,
): Promise<Record<string, string>[]> {
  const { rows } = await client.query<Record<string, string>>(statement, table === undefined ? [] : [table]);
  return rows;
}

const TABLES = `
  select relname as name
    from pg_class
   where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
   order by relname`;

const COLUMNS = `
  select quote_ident(attname) || ' ' || format_type(atttypid, atttypmod)
         || case when attnotnull then ' not null' else '' end
         || case when attidentity = 'a' then ' generated always as identity' else '' end
         || coalesce(' default ' || pg_get_expr(adbin, adrelid), '') as definition
    from pg_attribute
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
   where attrelid = ('public.' || quote_ident($1))::regclass and attnum > 0 and not attisdropped
   order by attnum`;

// From PostgreSQL 18 on, "not null" is a constraint with a name as well: it stands with the column already.
const CONSTRAINTS = `
  select 'constraint ' || quote_ident(conname) || ' ' || pg_get_constraintdef(oid) as definition
    from pg_constraint
   where conrelid = ('public.' || quote_ident($1))::regclass and contype <> 'n'
   order by contype desc, conname`;

const INDEXES = `
  select indexdef as definition
    from pg_indexes
   where schemaname = 'public' and tablename = $1
     and indexname not in (select conname from pg_constraint where conrelid = ('public.' || quote_ident($1))::regclass)
   order by indexname`;

const TRIGGERS = `
  select pg_get_triggerdef(oid) as definition
    from pg_trigger
   where tgrelid = ('public.' || quote_ident($1))::regclass and not tgisinternal
   order by tgname`;

const COMMENTS = `
  select 'comment on ' || case when objsubid = 0 then 'table ' || quote_ident($1)
              else 'column ' || quote_ident($1) || '.' || quote_ident(attname) end
         || ' is ' || quote_literal(description) as definition
    from pg_description
    left join pg_attribute on attrelid = objoid and attnum = objsubid and objsubid > 0
   where classoid = 'pg_class'::regclass and objoid = ('public.' || quote_ident($1))::regclass
   order by objsubid`;

const VIEWS = `
  select 'create view ' || relname || E' as\\n' || pg_get_viewdef(oid) as definition
    from pg_class
   where relkind = 'v' and relnamespace = 'public'::regnamespace
   order by relname`;

const FUNCTIONS = `
  select pg_get_functiondef(oid) as definition
    from pg_proc
   where pronamespace = 'public'::regnamespace and prokind = 'f'
   order by proname`;
