-- Decisions of analysts: withdrawn ones, second opinions, marks on a building, and samples that experts label blind.

alter table campaigns add column second_review boolean not null default false;
comment on column campaigns.second_review is 'Whether a decision stands only once a second analyst, blind to it, agrees or a third decides.';

alter table reviews add column is_withdrawn boolean not null default false;
alter table reviews add constraint withdrawn_says_nothing
      check (not is_withdrawn or (class is null and last_intact is null and first_damaged is null));
comment on column reviews.is_withdrawn is 'The reviewer takes back what they had decided; the earlier version stays readable.';
create index reviews_of_reviewer on reviews (reviewer_id, reviewed_at);

alter table consensus add column review_version integer;
comment on column consensus.review_version is 'The version of the review that stands; null while none does.';
update consensus
   set review_version = (select max(version) from reviews where reviews.building_id = consensus.building_id)
 where is_reviewed;
alter table consensus add constraint reviewed_by_a_version check (is_reviewed = (review_version is not null));

-- Append-only: each version is the whole set of marks, so that the newest is what holds.
create table building_marks (
  building_id uuid        not null references buildings (id),
  version     integer     not null,
  marks       jsonb       not null,
  note        text        not null default '',
  marked_by   uuid        not null references accounts (id),
  marked_at   timestamptz not null default now(),
  primary key (building_id, version)
);
comment on column building_marks.marks is '[{kind, scene}]: newly-built, cleared, rebuilt or hit-again, and the first scene that shows it, or null.';

create table samples (
  id          uuid        not null primary key,
  campaign_id uuid        not null references campaigns (id),
  seed        bigint      not null,
  size        integer     not null constraint something_is_drawn check (size > 0),
  strata      jsonb       not null,
  seq         bigint      not null,
  drawn_by    uuid        not null references accounts (id),
  drawn_at    timestamptz not null default now()
);
comment on column samples.strata is '[{class, certainty, buildings, drawn}]: how many buildings each stratum held, and how many were drawn.';
comment on column samples.seq is 'The number of the consensus that the sample was drawn from and is compared with.';
create index samples_of_campaign on samples (campaign_id, id);

create table sample_items (
  sample_id         uuid             not null references samples (id),
  building_id       uuid             not null references buildings (id),
  place             integer          not null,
  stratum           integer          not null,
  crowd_class       text             not null,
  crowd_probability double precision not null,
  primary key (sample_id, building_id)
);
comment on column sample_items.place is 'The order in which buildings are labelled, by chance, so that it tells nothing of the stratum.';
comment on column sample_items.stratum is 'Which of the sample''s strata, from 0.';

-- Append-only: a corrected label is the next version.
create table sample_labels (
  sample_id   uuid        not null,
  building_id uuid        not null,
  version     integer     not null,
  class       text,
  labelled_by uuid        not null references accounts (id),
  labelled_at timestamptz not null default now(),
  primary key (sample_id, building_id, version),
  foreign key (sample_id, building_id) references sample_items (sample_id, building_id)
);
comment on column sample_labels.class is 'What the expert sees; null when it cannot be told from the images.';
