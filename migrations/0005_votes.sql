-- Leases and answers. Votes are append-only: a change of mind is a new row with the next revision.

create table assignments (
  id           uuid        not null primary key,
  campaign_id  uuid        not null references campaigns (id),
  task_id      uuid        not null references tasks (id),
  volunteer_id uuid        not null references accounts (id),
  status       text        not null default 'open'
               constraint status_is_known check (status in ('open', 'done', 'skipped')),
  leased_at    timestamptz not null default now(),
  expires_at   timestamptz not null,
  constraint a_task_once_per_volunteer unique (task_id, volunteer_id)
);
comment on column assignments.expires_at is 'By the clock of the database; after it others may be asked, and late votes still count.';
create index open_assignments_of_volunteer on assignments (volunteer_id, campaign_id) where status = 'open';

create table assignment_buildings (
  assignment_id uuid    not null references assignments (id),
  building_id   uuid    not null references buildings (id),
  is_answered   boolean not null default false,
  primary key (assignment_id, building_id)
);
create index unanswered_by_building on assignment_buildings (building_id) where not is_answered;

-- Partitioned tables want the partition key in each unique constraint, so votes are keyed by building first;
-- this small table alone keeps an id from naming two answers.
create table vote_ids (
  id          uuid not null primary key,
  building_id uuid not null
);

-- Foreign keys to scenes and campaigns are left out on purpose: every vote would share-lock the same few rows.
-- castVotes checks them, and neither is ever deleted.
create table votes (
  building_id   uuid        not null references buildings (id),
  id            uuid        not null,
  campaign_id   uuid        not null,
  assignment_id uuid        not null references assignments (id),
  volunteer_id  uuid        not null references accounts (id),
  revision      integer     not null constraint revisions_count_from_one check (revision >= 1),
  class         text,
  last_intact   uuid,
  first_damaged uuid,
  cannot_tell   text        constraint reason_is_known
                check (cannot_tell in ('cloud', 'blurred', 'not-covered', 'no-building', 'misplaced', 'other')),
  elapsed_ms    integer     constraint time_runs_forward check (elapsed_ms >= 0),
  comment       text,
  scenes_seen   uuid[]      not null default '{}',
  created_at    timestamptz not null default now(),
  primary key (building_id, id),
  constraint one_answer_per_revision unique (building_id, volunteer_id, revision),
  constraint cannot_tell_says_nothing_else
    check (cannot_tell is null or (class is null and last_intact is null and first_damaged is null)),
  constraint marks_are_two_scenes check (last_intact <> first_damaged)
);
comment on column votes.class is 'The worst damage seen in any scene: a code of the campaign''s scale.';
comment on column votes.elapsed_ms is 'How long the volunteer looked, milliseconds.';
comment on column votes.scenes_seen is 'Scenes whose picture was completely on the screen.';
create index answers_of_campaign on votes (campaign_id) where revision = 1;
create index votes_of_volunteer on votes (volunteer_id, campaign_id);

create function refuse_to_alter_votes() returns trigger language plpgsql as $$
begin
  raise exception 'votes are append-only: store a new revision instead';
end $$;
create trigger votes_are_append_only before update or delete on votes
  for each row execute function refuse_to_alter_votes();

create table participations (
  campaign_id   uuid        not null references campaigns (id),
  account_id    uuid        not null references accounts (id),
  first_vote_at timestamptz not null default now(),
  primary key (campaign_id, account_id)
);

-- One coalescing row per building whose votes changed. The transaction of a vote writes it, so no recount is
-- ever lost; `requests` rises with each vote, so that a recount removes only the requests it has seen.
create table recount_requests (
  building_id  uuid        not null primary key references buildings (id),
  campaign_id  uuid        not null references campaigns (id),
  requests     bigint      not null default 1,
  requested_at timestamptz not null default now()
);
create index recount_requests_by_campaign on recount_requests (campaign_id, requested_at);
