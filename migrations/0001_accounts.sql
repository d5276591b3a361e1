-- Who acts: volunteers under a pseudonym, analysts and admins. No address, user agent or e-mail is stored here.

create table accounts (
  id         uuid        not null primary key,
  role       text        not null constraint role_is_known check (role in ('volunteer', 'analyst', 'admin')),
  pseudonym  text        not null constraint pseudonym_is_unique unique,
  name       text        constraint only_staff_have_a_name check (name is null or role <> 'volunteer'),
  excluded   boolean     not null default false,
  created_at timestamptz not null default now()
);
comment on column accounts.pseudonym is 'The only name ever shown with a vote.';
comment on column accounts.excluded is 'Votes are kept but not counted while true; why stands in exclusions.';

-- Append-only: each decision to exclude or readmit somebody, with its reason.
create table exclusions (
  id         bigint      not null generated always as identity primary key,
  account_id uuid        not null references accounts (id),
  excluded   boolean     not null,
  reason     text        not null,
  decided_by uuid        references accounts (id),
  decided_at timestamptz not null default now()
);
create index exclusions_by_account on exclusions (account_id, id);

create table sessions (
  token_hash bytea       not null primary key,
  account_id uuid        not null references accounts (id) on delete cascade,
  transport  text        not null constraint transport_is_known check (transport in ('cookie', 'bearer')),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
comment on column sessions.token_hash is 'SHA-256 of the 32 random bytes that the holder keeps.';
create index sessions_by_account on sessions (account_id);

create table tokens (
  token_hash bytea       not null primary key,
  account_id uuid        not null references accounts (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz
);
comment on table tokens is 'Bearer tokens of staff for programs, made on the command line.';
create index tokens_by_account on tokens (account_id);

create table sign_in_links (
  token_hash bytea       not null primary key,
  account_id uuid        not null references accounts (id) on delete cascade,
  uses_left  integer     not null constraint uses_never_go_below_zero check (uses_left >= 0),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
comment on column sign_in_links.uses_left is 'One for links from the command line; more only for the demo on loopback.';
