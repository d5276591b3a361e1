-- Imports and what they bring: batches with a row per file, and the dated scenes.

create table batches (
  id          uuid        not null primary key,
  campaign_id uuid        not null references campaigns (id),
  kind        text        not null constraint kind_is_known check (kind in ('scenes', 'buildings')),
  source      jsonb       not null,
  options     jsonb       not null,
  status      text        not null default 'queued'
              constraint status_is_known check (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
  reason      text,
  created_by  uuid        references accounts (id),
  created_at  timestamptz not null default now(),
  started_at  timestamptz,
  finished_at timestamptz,
  constraint a_failure_has_a_reason check (status <> 'failed' or reason is not null)
);
create index batches_by_campaign on batches (campaign_id, id);

create table scenes (
  id                  uuid             not null primary key,
  campaign_id         uuid             not null references campaigns (id),
  batch_id            uuid             references batches (id),
  name                text             not null,
  acquired_at         timestamptz      not null,
  acquired_precision  text             not null
                      constraint precision_is_known check (acquired_precision in ('second', 'minute', 'day')),
  acquired_source     text             not null,
  sensor              text,
  gsd_metres          double precision not null constraint gsd_is_positive check (gsd_metres > 0),
  attribution         text,
  original_sha256     text             not null,
  original_key        text             not null,
  original_bytes      bigint           not null,
  cog_sha256          text             not null,
  cog_key             text             not null,
  cog_bytes           bigint           not null,
  tile_size           integer          not null constraint tile_size_is_served check (tile_size in (256, 512)),
  minzoom             integer          not null,
  maxzoom             integer          not null,
  bounds              double precision[] not null constraint bounds_are_four_numbers check (array_length(bounds, 1) = 4),
  processing          text[]           not null default '{}',
  created_at          timestamptz      not null default now(),
  constraint a_file_once_per_campaign unique (campaign_id, original_sha256),
  constraint zooms_are_ordered check (0 <= minzoom and minzoom <= maxzoom and maxzoom <= 30)
);
comment on column scenes.acquired_at is 'When the sensor took it, UTC; a date alone is 00:00 with precision day.';
comment on column scenes.acquired_source is 'Where the time was read: options, tag or name.';
comment on column scenes.gsd_metres is 'Ground sample distance, metres per pixel.';
comment on column scenes.original_key is 'The evidentiary copy, never altered, in the object store.';
comment on column scenes.cog_key is 'The working copy: a WEBP Cloud Optimized GeoTIFF in EPSG:3857 aligned to XYZ tiles.';
comment on column scenes.bounds is '[west, south, east, north], degrees, EPSG:4326; west > east crosses the antimeridian.';
comment on column scenes.processing is 'What was done to make the working copy, one sentence each.';
create index scenes_in_time_order on scenes (campaign_id, acquired_at, id);

create table batch_items (
  batch_id      uuid             not null references batches (id),
  position      integer          not null,
  name          text             not null,
  path          text             not null,
  status        text             not null default 'queued'
                constraint status_is_known check (status in ('queued', 'running', 'accepted', 'refused', 'failed')),
  progress      double precision not null default 0 constraint progress_is_a_share check (progress between 0 and 1),
  reason        text,
  processing    text[]           not null default '{}',
  scene_id      uuid             references scenes (id),
  rows_accepted integer,
  rows_refused  integer,
  refused_rows  jsonb            not null default '[]',
  primary key (batch_id, position),
  constraint a_refusal_has_a_reason check (status not in ('refused', 'failed') or reason is not null)
);
comment on column batch_items.refused_rows is 'The first thousand: [{row, externalId, reason}].';
