-- How fast an export goes, so that whoever waits is told how long.

alter table exports
  add column started_at  timestamptz,
  add column reported_at timestamptz,
  add column buildings   bigint,
  add column done        bigint not null default 0;
comment on column exports.started_at is 'When the present or last run began to write.';
comment on column exports.reported_at is 'When that run last told how many buildings were done.';
comment on column exports.buildings is 'Buildings that the filter lets through, by the snapshot; null before they were counted.';
