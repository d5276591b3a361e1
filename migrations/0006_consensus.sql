-- What the votes say. Everything here can be thrown away and made again from votes, gold and exclusions.

create table consensus_models (
  campaign_id    uuid             not null references campaigns (id),
  version        integer          not null,
  method_name    text             not null,
  method_version text             not null,
  parameters     jsonb            not null,
  scenes         uuid[]           not null,
  answers        integer          not null,
  seq            bigint           not null,
  votes_digest   text             not null,
  log_likelihood double precision not null,
  seconds        double precision not null,
  fitted_at      timestamptz      not null default now(),
  primary key (campaign_id, version)
);
comment on column consensus_models.scenes is 'The scenes that intervals of this version lie between, in time order.';
comment on column consensus_models.seq is 'The number of the campaign''s newest consensus when the fit was stored; anything newer asks for another fit.';
comment on column consensus_models.votes_digest is 'SHA-256 over the ids of the counted votes, in order.';
comment on column consensus_models.seconds is 'How long the fit took, seconds.';

create table consensus (
  building_id        uuid             not null primary key references buildings (id),
  campaign_id        uuid             not null references campaigns (id),
  seq                bigint           not null,
  status             text             not null
                     constraint status_is_known check (status in ('open', 'settled', 'disputed')),
  class              text,
  probability        double precision not null,
  probabilities      double precision[] not null,
  intervals          double precision[] not null,
  last_intact        uuid,
  first_damaged      uuid,
  window_probability double precision,
  votes              integer          not null,
  answers_seen       integer          not null,
  wanted             integer          not null constraint wanted_is_not_negative check (wanted >= 0),
  gain               double precision not null,
  model_version      integer          not null,
  votes_digest       text             not null,
  is_reviewed        boolean          not null default false,
  updated_at         timestamptz      not null default now(),
  foreign key (campaign_id, model_version) references consensus_models (campaign_id, version)
);
comment on column consensus.probabilities is 'One per class of the campaign''s scale, in its order; sums to 1.';
comment on column consensus.intervals is 'One per interval between the model''s scenes, the last meaning still intact; sums to 1.';
comment on column consensus.votes is 'Distinct volunteers whose answer counts.';
comment on column consensus.answers_seen is 'Distinct volunteers with an answer when this was counted, excluded ones too: later answers lower what is wanted until the next recount.';
comment on column consensus.gain is 'Expected information of one more answer, nats.';
create index consensus_by_number on consensus (campaign_id, seq, building_id);
create index consensus_by_status on consensus (campaign_id, status);

-- Append-only: each time the status, class or window of a building changed.
create table consensus_history (
  building_id uuid             not null references buildings (id),
  seq         bigint           not null,
  status      text             not null,
  class       text,
  probability double precision not null,
  votes       integer          not null,
  changed_at  timestamptz      not null default now(),
  primary key (building_id, seq)
);

create table gold (
  building_id   uuid        not null primary key references buildings (id),
  class         text,
  last_intact   uuid        references scenes (id),
  first_damaged uuid        references scenes (id),
  explanation   text,
  set_by        uuid        references accounts (id),
  set_at        timestamptz not null default now()
);

-- Append-only: an analyst's decision stands beside the crowd's answer; a later one has the next version.
create table reviews (
  building_id   uuid        not null references buildings (id),
  version       integer     not null,
  class         text,
  last_intact   uuid        references scenes (id),
  first_damaged uuid        references scenes (id),
  reason        text        not null,
  reviewer_id   uuid        not null references accounts (id),
  reviewed_at   timestamptz not null default now(),
  primary key (building_id, version)
);
