-- Footprints that come again: what they replace is kept, what experts said before is kept apart from votes, and an
-- import that needs an answer says which. Rows of a file are staged until its last one has been read.

alter table buildings
  add column revision    integer not null default 1,
  add column assessments jsonb   not null default '{}';
comment on column buildings.revision is 'Rises when an import changes the building; the replaced states are in building_revisions.';
comment on column buildings.assessments is 'What experts said before, by source and date: {"unosat 2014-05-23": {profile, scale, at, raw, class, …}}. Never votes.';

create table building_revisions (
  building_id   uuid             not null references buildings (id),
  revision      integer          not null,
  batch_id      uuid             references batches (id),
  geometry      jsonb            not null,
  bounds        box              not null,
  radius_metres double precision,
  properties    jsonb            not null,
  assessments   jsonb            not null,
  replaced_at   timestamptz      not null default now(),
  primary key (building_id, revision)
);
comment on table building_revisions is 'A building as it was until an import changed it: votes given before were given on this.';
comment on column building_revisions.batch_id is 'The import that replaced it.';

create unlogged table staged_buildings (
  run           uuid             not null,
  row_number    integer          not null,
  id            uuid             not null,
  external_id   text,
  building_id   uuid,
  geometry      jsonb            not null,
  bounds        box              not null,
  radius_metres double precision,
  properties    jsonb            not null,
  assessments   jsonb            not null
);
comment on table staged_buildings is 'Rows of files that are being read. Unlogged: after a crash the file is read again.';
comment on column staged_buildings.run is 'One reading of one file; a version 7 UUID, so that abandoned ones are known by their age.';
comment on column staged_buildings.building_id is 'The building of the campaign that it is, once that has been looked for.';
create index staged_by_run on staged_buildings (run, external_id);

alter table batch_items
  add column row_counts jsonb,
  add column question   jsonb;
comment on column batch_items.row_counts is 'Of footprints: {added, updated, unchanged, repaired, missing}, beside rows_accepted and rows_refused.';
comment on column batch_items.question is 'What must be stated before the file can be imported: columns, unknown values, choices.';

create table import_mappings (
  campaign_id uuid        not null references campaigns (id),
  profile     text        not null,
  mapping     jsonb       not null,
  updated_at  timestamptz not null default now(),
  primary key (campaign_id, profile)
);
comment on table import_mappings is 'What an admin stated of a source''s columns and values, for the next file of it. Profile is empty for none.';
