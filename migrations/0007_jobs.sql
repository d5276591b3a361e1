-- Work that was asked for, and files that came of it.

-- The list of jobs is here, written in the transaction that wants them; the queue only wakes a worker, so it may
-- be emptied at any time. A job belongs to the worker that renews `held_until`.
create table job_requests (
  id           uuid        not null primary key,
  name         text        not null,
  payload      jsonb       not null,
  requested_at timestamptz not null default now(),
  attempts     integer     not null default 0,
  held_until   timestamptz,
  finished_at  timestamptz,
  error        text
);
comment on column job_requests.held_until is 'A worker renews this every two seconds; past it another may take the job.';
create index unfinished_jobs on job_requests (requested_at) where finished_at is null;

create table exports (
  id          uuid             not null primary key,
  campaign_id uuid             not null references campaigns (id),
  format      text             not null,
  filter      jsonb            not null,
  status      text             not null default 'queued'
              constraint status_is_known check (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
  progress    double precision not null default 0 constraint progress_is_a_share check (progress between 0 and 1),
  bytes       bigint,
  sha256      text,
  object_key  text,
  reason      text,
  snapshot_at timestamptz,
  created_by  uuid             references accounts (id),
  created_at  timestamptz      not null default now(),
  constraint a_done_export_has_a_file check (status <> 'done' or (object_key is not null and sha256 is not null)),
  constraint a_failure_has_a_reason check (status <> 'failed' or reason is not null)
);
create index exports_by_campaign on exports (campaign_id, id);
