-- What is known of a scene beyond its pixels, where it came from, its other versions, and what was corrected.

alter table scenes
  add column off_nadir_degrees     double precision
             constraint off_nadir_is_an_angle check (off_nadir_degrees between 0 and 90),
  add column sun_elevation_degrees double precision
             constraint sun_elevation_is_an_angle check (sun_elevation_degrees between -90 and 90),
  add column cloud_share           double precision constraint cloud_is_a_share check (cloud_share between 0 and 1),
  add column source_url            text,
  add column sidecars              jsonb not null default '[]',
  add column remote                jsonb,
  add column version_id            uuid,
  alter column original_sha256 drop not null,
  alter column original_key drop not null,
  alter column original_bytes drop not null,
  alter column cog_sha256 drop not null,
  alter column cog_key drop not null,
  alter column cog_bytes drop not null,
  add constraint preserved_or_remote check (
    case when remote is null
         then num_nulls(original_sha256, original_key, original_bytes, cog_sha256, cog_key, cog_bytes) = 0
         else num_nonnulls(original_sha256, original_key, original_bytes, cog_sha256, cog_key, cog_bytes) = 0 end
  );
comment on column scenes.acquired_source is 'Where the time was read, as it is shown: "the file''s name".';
comment on column scenes.off_nadir_degrees is 'How far the sensor looked off straight down.';
comment on column scenes.cloud_share is 'Of the image, 0 to 1, as its seller states it.';
comment on column scenes.source_url is 'Where the original was fetched from, without its query.';
comment on column scenes.sidecars is 'Files that were read with the original, kept with it: [{suffix, key, sha256, bytes}].';
comment on column scenes.remote is 'A tile address shown without being preserved: {template, kind}; null for everything else.';
comment on column scenes.version_id is 'The picture shown now, a scene_versions row; null for the first one, made at import.';

create table scene_versions (
  id          uuid        not null primary key,
  scene_id    uuid        not null references scenes (id),
  options     jsonb       not null,
  status      text        not null default 'queued' constraint status_is_known check (status in ('queued', 'done', 'failed')),
  reason      text,
  cog_sha256  text,
  cog_key     text,
  cog_bytes   bigint,
  processing  text[]      not null default '{}',
  created_by  uuid        references accounts (id),
  created_at  timestamptz not null default now(),
  constraint done_has_a_picture check (status <> 'done' or num_nulls(cog_sha256, cog_key, cog_bytes) = 0),
  constraint a_failure_has_a_reason check (status <> 'failed' or reason is not null)
);
comment on table scene_versions is 'Other pictures of a scene: other bands, another stretch. Each has tiles of its own, for ever.';
create index scene_versions_by_scene on scene_versions (scene_id, id);
alter table scenes add constraint version_is_one foreign key (version_id) references scene_versions (id);

create table scene_corrections (
  id           uuid        not null primary key,
  scene_id     uuid        not null references scenes (id),
  before       jsonb       not null,
  after        jsonb       not null,
  corrected_by uuid        references accounts (id),
  corrected_at timestamptz not null default now()
);
comment on table scene_corrections is 'What was said of a scene and by whom it was corrected; never deleted.';
create index scene_corrections_by_scene on scene_corrections (scene_id, id);

alter table batch_items add column stated jsonb;
comment on column batch_items.stated is 'What a STAC item, or an address, says of this image before it is read.';
