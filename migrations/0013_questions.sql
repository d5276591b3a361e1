-- What volunteers report or ask about a building, and what analysts say to it.

create table questions (
  id            uuid        not null primary key,
  campaign_id   uuid        not null references campaigns (id),
  assignment_id uuid        not null references assignments (id),
  building_id   uuid        not null references buildings (id),
  scene_id      uuid        references scenes (id),
  volunteer_id  uuid        not null references accounts (id),
  kind          text        not null
                constraint kind_is_known check (kind in ('problem', 'question', 'distressing')),
  text          text        not null
                constraint something_is_said check (text <> '' or kind = 'distressing'),
  answer        text,
  is_closed     boolean     not null default false,
  answered_by   uuid        references accounts (id),
  answered_at   timestamptz,
  created_at    timestamptz not null default now(),
  constraint answered_by_somebody check ((answered_by is null) = (answered_at is null)),
  constraint an_answer_has_an_author check (answer is null or answered_by is not null)
);
comment on column questions.scene_id is 'The scene that was on the volunteer''s screen.';
comment on column questions.is_closed is 'Nothing more to say; with an answer or without.';
comment on column questions.answered_at is 'When an analyst last answered, closed or opened it again.';
create index questions_of_campaign on questions (campaign_id, id);
create index questions_of_volunteer on questions (volunteer_id, id);
