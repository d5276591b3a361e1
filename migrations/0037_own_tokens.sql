-- Analysts and admins make tokens for their programs (QGIS) by themselves, see which they have, and end them.

alter table tokens
  add column id   uuid not null default gen_random_uuid() constraint tokens_are_named_by_id unique,
  add column name text;
comment on table tokens is 'Bearer tokens of staff for programs, made on the command line or by whoever they belong to.';
comment on column tokens.name is 'What its holder calls it; null for the one that came with the account.';
