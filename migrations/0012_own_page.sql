-- What volunteers may decide about themselves: a key to go on elsewhere, a name on boards, leaving. And what takes
-- care of them in a campaign: a field guide, and pictures that are blurred until asked for.

alter table accounts
  add column board_name      text,
  add column left_at         timestamptz,
  add column votes_withdrawn boolean not null default false,
  add constraint withdrawn_votes_are_not_counted check (not votes_withdrawn or excluded),
  add constraint who_left_has_no_board_name check (left_at is null or board_name is null);
comment on column accounts.board_name is 'Chosen by the volunteer for boards; null: not on them. Never shown with a vote.';
comment on column accounts.left_at is 'When the volunteer left: the pseudonym is a made-up one from then on, and nobody can sign in.';
comment on column accounts.votes_withdrawn is 'True: left and asked that no answer counts; nobody else can reverse that.';

create table account_keys (
  account_id uuid        not null primary key references accounts (id) on delete cascade,
  key_hash   bytea       not null constraint key_opens_one_account unique,
  created_at timestamptz not null default now()
);
comment on column account_keys.key_hash is 'SHA-256 of a key of 125 random bits, which only the volunteer keeps.';

alter table campaigns
  add column blur_pictures boolean not null default false;

create table guides (
  campaign_id uuid        not null primary key references campaigns (id),
  entries     jsonb       not null,
  updated_by  uuid        not null references accounts (id),
  updated_at  timestamptz not null default now()
);
comment on column guides.entries is '[{id, kind, title, text, pictures: [{scene, bounds, caption?}]}], in reading order; bounds in degrees, EPSG:4326.';
