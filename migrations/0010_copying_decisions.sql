-- Append-only: what admins decided about accounts that agree more than their skill explains. The last one counts.

create table copying_decisions (
  id           uuid        not null primary key,
  campaign_id  uuid        not null references campaigns (id),
  volunteer_id uuid        not null references accounts (id),
  cleared      boolean     not null,
  reason       text        not null,
  decided_by   uuid        not null references accounts (id),
  decided_at   timestamptz not null default now()
);
comment on column copying_decisions.id is 'Rises with time.';
comment on column copying_decisions.cleared is 'True: counts as a voter of their own; false: may be counted as one voter with those they agree with.';
create index copying_decisions_of_volunteer on copying_decisions (campaign_id, volunteer_id, id);
