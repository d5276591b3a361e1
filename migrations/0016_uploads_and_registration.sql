-- Uploads that can be resumed, imports that can be paused, watched folders, where each scene really lies and what
-- can be seen on it, invitations, and signs of life of the workers.

-- The bytes lie in the data folder under the upload's id; how many have come is the size of that file.
create table uploads (
  id          uuid        not null primary key,
  name        text        not null,
  bytes       bigint      not null constraint bytes_are_not_negative check (bytes >= 0),
  created_by  uuid        references accounts (id),
  created_at  timestamptz not null default now(),
  finished_at timestamptz,
  sha256      text,
  expires_at  timestamptz not null,
  held_by     uuid,
  held_until  timestamptz,
  is_wanted   boolean     not null default false,
  constraint only_whole_files_are_hashed check (sha256 is null or finished_at is not null)
);
comment on column uploads.name is 'Where the file stood in what was dropped, cleaned: parts joined by slashes, none hidden, none a parent.';
comment on column uploads.bytes is 'How long the whole file is.';
comment on column uploads.sha256 is 'Of the bytes that arrived, once a worker has read them.';
comment on column uploads.held_until is 'One request at a time writes to a file: its process renews this every second.';
comment on column uploads.is_wanted is 'Another request waits for the file: whoever holds it lets go.';
create index uploads_by_expiry on uploads (expires_at);

alter table batches
  add column paused_at      timestamptz,
  add column run_started_at timestamptz,
  add column run_done_bytes bigint           not null default 0,
  add column run_done_mpix  double precision not null default 0;
comment on column batches.paused_at is 'Since when nobody works on it, until it is resumed.';
comment on column batches.run_started_at is 'When a worker took it last: rates are counted from here, so that pauses do not slow them.';
comment on column batches.run_done_bytes is 'How much was done already when that worker took it.';

alter table batch_items
  add column bytes       bigint,
  add column mpix        double precision,
  add column started_at  timestamptz,
  add column finished_at timestamptz;
comment on column batch_items.bytes is 'Length of the file.';
comment on column batch_items.mpix is 'Millions of pixels of an image, once its header was read.';

create table watched_folders (
  campaign_id uuid        not null primary key references campaigns (id),
  path        text        not null,
  kind        text        not null constraint kind_is_known check (kind in ('scenes', 'buildings')),
  created_by  uuid        references accounts (id),
  created_at  timestamptz not null default now(),
  looked_at   timestamptz,
  trouble     text
);
comment on column watched_folders.trouble is 'Why the last look failed; null when it did not.';

create table watched_files (
  campaign_id uuid             not null references campaigns (id),
  path        text             not null,
  bytes       bigint           not null,
  modified_ms double precision not null,
  rests_since timestamptz      not null default now(),
  batch_id    uuid             references batches (id),
  primary key (campaign_id, path)
);
comment on column watched_files.rests_since is 'Since when its length and its time have not changed.';
comment on column watched_files.batch_id is 'The import that took it: each file is taken once, and again only when it has changed.';

-- Append-only: each decision on where a scene lies, for all of it or for one building.
create table scene_offsets (
  id            bigint           not null generated always as identity primary key,
  campaign_id   uuid             not null references campaigns (id),
  scene_id      uuid             not null references scenes (id),
  building_id   uuid             references buildings (id),
  east_metres   double precision not null,
  north_metres  double precision not null,
  decided_by    uuid             references accounts (id),
  decided_at    timestamptz      not null default now(),
  constraint an_offset_is_a_nudge check (abs(east_metres) <= 500 and abs(north_metres) <= 500)
);
comment on column scene_offsets.building_id is 'Set where one building only is corrected: in place of the scene''s offset, not on top.';
create index scene_offsets_by_campaign on scene_offsets (campaign_id, id);
create index scene_offsets_by_scene on scene_offsets (scene_id, id);

alter table scenes
  add column east_metres  double precision not null default 0,
  add column north_metres double precision not null default 0;
comment on column scenes.east_metres is 'How far its pixels are moved east before they are shown; the newest of scene_offsets.';

alter table votes add column registration bigint not null default 0;
comment on column votes.registration is 'The newest of the campaign''s scene_offsets when the vote came: where its pictures lay.';

create table building_scenes (
  building_id  uuid             not null references buildings (id),
  scene_id     uuid             not null references scenes (id),
  is_usable    boolean          not null,
  reason       text             constraint reason_is_known check (reason in ('cloud', 'not-covered', 'blurred')),
  source       text             not null constraint source_is_known check (source in ('estimate', 'staff')),
  coverage     double precision constraint coverage_is_a_share check (coverage between 0 and 1),
  cloud        double precision constraint cloud_is_a_share check (cloud between 0 and 1),
  east_metres  double precision,
  north_metres double precision,
  decided_by   uuid             references accounts (id),
  decided_at   timestamptz      not null default now(),
  primary key (building_id, scene_id),
  constraint what_cannot_be_used_has_a_reason check (is_usable = (reason is null)),
  constraint offsets_come_in_pairs check ((east_metres is null) = (north_metres is null))
);
comment on table building_scenes is 'What can be seen of a building on a scene; without a row nobody has looked yet.';
comment on column building_scenes.source is 'An estimate never overwrites what staff decided.';
comment on column building_scenes.coverage is 'Share of the footprint''s surroundings with pixels.';
comment on column building_scenes.cloud is 'Estimated share of it under cloud or haze.';
create index unusable_scenes on building_scenes (building_id) where not is_usable;

create table invitations (
  id         uuid        not null primary key,
  token_hash bytea       not null constraint token_is_unique unique,
  role       text        not null constraint only_staff_are_invited check (role in ('analyst', 'admin')),
  name       text,
  created_by uuid        references accounts (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at    timestamptz,
  used_by    uuid        references accounts (id),
  revoked_at timestamptz
);
comment on column invitations.token_hash is 'SHA-256 of the secret in the link, which is shown once.';

create table workers (
  id           uuid             not null primary key,
  host         text             not null,
  process      integer          not null,
  version      text             not null,
  started_at   timestamptz      not null default now(),
  seen_at      timestamptz      not null default now(),
  memory_bytes bigint           not null
);
comment on table workers is 'Signs of life: each worker renews its row; old rows are removed.';

alter table campaigns add column archived_at timestamptz;
comment on column campaigns.archived_at is 'Out of sight of lists since then; nothing of it is lost.';
