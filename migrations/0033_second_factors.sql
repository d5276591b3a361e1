-- A second factor for staff: codes of an authenticator (RFC 6238), and recovery codes for when it is lost.

create table second_factors (
  account_id   uuid        not null primary key references accounts (id) on delete cascade,
  sealed_key   bytea       not null,
  last_step    bigint      not null default 0,
  recovery_salt   bytea,
  created_at   timestamptz not null default now(),
  confirmed_at timestamptz,
  constraint confirmed_ones_have_recovery_codes check (confirmed_at is null or recovery_salt is not null)
);
comment on column second_factors.sealed_key is 'The key shared with the authenticator, under AES-256-GCM with a key made of SECRET: 12 bytes nonce, 16 bytes tag, then the text.';
comment on column second_factors.last_step is 'The newest step of 30 s whose code was accepted: no code of it or before is accepted again.';
comment on column second_factors.recovery_salt is 'Salt of the recovery codes, the same for all of one account.';
comment on column second_factors.confirmed_at is 'When the first code was right; null: begun, and asked of nobody.';

create table recovery_codes (
  account_id uuid        not null references second_factors (account_id) on delete cascade,
  code_hash  bytea       not null,
  used_at    timestamptz,
  primary key (account_id, code_hash)
);
comment on column recovery_codes.code_hash is 'scrypt of a code of 60 random bits. Each opens once.';

create table second_factor_misses (
  account_id uuid        not null references accounts (id) on delete cascade,
  missed_at  timestamptz not null default now()
);
comment on table second_factor_misses is 'Wrong codes of the last quarter of an hour: the limit on guesses holds in every process, with Redis or without.';
create index second_factor_misses_by_account on second_factor_misses (account_id, missed_at);

create table pending_sign_ins (
  token_hash bytea       not null primary key,
  account_id uuid        not null references accounts (id) on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
comment on table pending_sign_ins is 'Whoever opened a sign-in link and still owes the code. Opens nothing else.';
create index pending_sign_ins_by_account on pending_sign_ins (account_id);

alter table sessions
  add column has_second_factor boolean not null default false;
comment on column sessions.has_second_factor is 'Whether a code was given when it began. Without one it opens nothing of staff where a second factor is required.';
