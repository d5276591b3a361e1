-- What is assessed, and in which bundles it is shown.

create table tasks (
  id          uuid             not null primary key,
  campaign_id uuid             not null references campaigns (id),
  bounds      box              not null,
  shuffle     double precision not null default random(),
  is_wanted   boolean          not null default true,
  gain        double precision not null default 0,
  created_at  timestamptz      not null default now()
);
comment on column tasks.bounds is 'Longitude and latitude, degrees, EPSG:4326: the view that shows its buildings.';
comment on column tasks.shuffle is 'A random place in the order, so that volunteers start at different tasks and no search passes over finished ones.';
comment on column tasks.is_wanted is 'Whether any of its buildings still wants answers; written by consensus.';
comment on column tasks.gain is 'Expected information of one more answer, nats; written by consensus.';
create index wanted_tasks_in_random_order on tasks (campaign_id, shuffle) where is_wanted;

create table buildings (
  id            uuid             not null primary key,
  campaign_id   uuid             not null references campaigns (id),
  batch_id      uuid             references batches (id),
  external_id   text,
  geometry      jsonb            not null,
  bounds        box              not null,
  radius_metres double precision constraint radius_is_positive check (radius_metres > 0),
  properties    jsonb            not null default '{}',
  task_id       uuid             references tasks (id),
  created_at    timestamptz      not null default now(),
  constraint external_id_once_per_campaign unique (campaign_id, external_id),
  constraint a_point_has_a_radius check (geometry ->> 'type' <> 'Point' or radius_metres is not null)
);
comment on column buildings.geometry is 'GeoJSON Polygon, MultiPolygon or Point, EPSG:4326, [lon, lat].';
comment on column buildings.bounds is 'Longitude and latitude, degrees, EPSG:4326; serves every query by place, without an extension.';
comment on column buildings.radius_metres is 'Of a building given as a point, metres.';
create index buildings_in_order on buildings (campaign_id, id);
create index buildings_by_place on buildings using gist (bounds);
create index buildings_by_task on buildings (task_id);
create index buildings_without_task on buildings (campaign_id, id) where task_id is null;
