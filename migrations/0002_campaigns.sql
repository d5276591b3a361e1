-- One investigation: an area, a question, a damage scale.

create table campaigns (
  id                         uuid        not null primary key,
  slug                       text        not null constraint slug_is_unique unique,
  title                      jsonb       not null,
  text                       jsonb,
  area                       jsonb,
  scale                      jsonb       not null,
  asks_class                 boolean     not null,
  asks_window                boolean     not null,
  redundancy_min             integer     not null constraint at_least_one_answer check (redundancy_min >= 1),
  redundancy_cap             integer     not null,
  certainty                  double precision not null constraint certainty_is_a_share check (certainty > 0 and certainty < 1),
  lease_seconds              integer     not null constraint a_lease_lasts check (lease_seconds > 0),
  languages                  text[]      not null,
  content_notice             jsonb,
  status                     text        not null default 'draft'
                             constraint status_is_known check (status in ('draft', 'open', 'paused', 'closed')),
  published_at               timestamptz,
  published_precision_metres double precision,
  consensus_seq              bigint      not null default 0,
  created_at                 timestamptz not null default now(),
  constraint asks_something check (asks_class or asks_window),
  constraint cap_is_not_below_min check (redundancy_min <= redundancy_cap)
);
comment on column campaigns.title is 'A string, or an object of language tag to string.';
comment on column campaigns.area is 'GeoJSON Polygon, EPSG:4326.';
comment on column campaigns.scale is '{name, classes: [{code, label, damaged}]}, worst first in the shipped scales; fixed once made.';
comment on column campaigns.certainty is 'Calibrated probability at which a building counts as settled, 0-1.';
comment on column campaigns.lease_seconds is 'How long a volunteer may hold a task, seconds.';
comment on column campaigns.consensus_seq is 'The number given to the newest batch of consensus; changes are read by it.';
