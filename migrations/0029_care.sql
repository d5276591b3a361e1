-- What staff do so that nobody is hurt: names taken off boards, buildings whose pictures are blurred until asked for.

-- Append-only, but for the name itself, which is erased when its bearer leaves.
create table board_name_decisions (
  id         bigint      not null generated always as identity primary key,
  account_id uuid        not null references accounts (id),
  name       text,
  is_removed boolean     not null,
  reason     text        not null,
  decided_by uuid        not null references accounts (id),
  decided_at timestamptz not null default now()
);
comment on table board_name_decisions is 'Each name that an admin took off boards, or gave back.';
comment on column board_name_decisions.name is 'The name it was about; null once its bearer left.';
create index board_name_decisions_by_account on board_name_decisions (account_id, id);

alter table buildings add column is_distressing boolean not null default false;
comment on column buildings.is_distressing is 'True: volunteers are shown its pictures blurred until they ask. Says nothing of the damage.';

-- Append-only: each decision on whether a building may distress.
create table distress_decisions (
  id             bigint      not null generated always as identity primary key,
  building_id    uuid        not null references buildings (id),
  is_distressing boolean     not null,
  decided_by     uuid        not null references accounts (id),
  decided_at     timestamptz not null default now()
);
create index distress_decisions_by_building on distress_decisions (building_id, id);
