-- Written by `npm run migrate`; compared in CI. Do not edit.

create table account_keys (
  account_id uuid not null,
  key_hash bytea not null,
  created_at timestamp with time zone not null default now(),
  constraint key_opens_one_account UNIQUE (key_hash),
  constraint account_keys_pkey PRIMARY KEY (account_id),
  constraint account_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);

comment on column account_keys.key_hash is 'SHA-256 of a key of 125 random bits, which only the volunteer keeps.';

create table accounts (
  id uuid not null,
  role text not null,
  pseudonym text not null,
  name text,
  excluded boolean not null default false,
  created_at timestamp with time zone not null default now(),
  board_name text,
  left_at timestamp with time zone,
  votes_withdrawn boolean not null default false,
  constraint pseudonym_is_unique UNIQUE (pseudonym),
  constraint accounts_pkey PRIMARY KEY (id),
  constraint only_staff_have_a_name CHECK (((name IS NULL) OR (role <> 'volunteer'::text))),
  constraint role_is_known CHECK ((role = ANY (ARRAY['volunteer'::text, 'analyst'::text, 'admin'::text]))),
  constraint who_left_has_no_board_name CHECK (((left_at IS NULL) OR (board_name IS NULL))),
  constraint withdrawn_votes_are_not_counted CHECK (((NOT votes_withdrawn) OR excluded))
);

comment on column accounts.pseudonym is 'The only name ever shown with a vote.';

comment on column accounts.excluded is 'Votes are kept but not counted while true; why stands in exclusions.';

comment on column accounts.board_name is 'Chosen by the volunteer for boards; null: not on them. Never shown with a vote.';

comment on column accounts.left_at is 'When the volunteer left: the pseudonym is a made-up one from then on, and nobody can sign in.';

comment on column accounts.votes_withdrawn is 'True: left and asked that no answer counts; nobody else can reverse that.';

create table assignment_buildings (
  assignment_id uuid not null,
  building_id uuid not null,
  is_answered boolean not null default false,
  is_withdrawn boolean not null default false,
  is_lesson_seen boolean not null default false,
  constraint assignment_buildings_pkey PRIMARY KEY (assignment_id, building_id),
  constraint assignment_buildings_assignment_id_fkey FOREIGN KEY (assignment_id) REFERENCES assignments(id),
  constraint assignment_buildings_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id)
);

CREATE INDEX held_by_building ON public.assignment_buildings USING btree (building_id) WHERE ((NOT is_answered) AND (NOT is_withdrawn));

comment on column assignment_buildings.is_withdrawn is 'Not offered again with this assignment; a late answer still counts.';

comment on column assignment_buildings.is_lesson_seen is 'The volunteer was told the answer: no revision is taken from then on.';

create table assignments (
  id uuid not null,
  campaign_id uuid not null,
  task_id uuid not null,
  volunteer_id uuid not null,
  status text not null default 'open'::text,
  leased_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  is_practice boolean not null default false,
  constraint a_task_once_per_volunteer UNIQUE (task_id, volunteer_id, is_practice),
  constraint assignments_pkey PRIMARY KEY (id),
  constraint assignments_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint assignments_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks(id),
  constraint assignments_volunteer_id_fkey FOREIGN KEY (volunteer_id) REFERENCES accounts(id),
  constraint status_is_known CHECK ((status = ANY (ARRAY['open'::text, 'done'::text, 'skipped'::text])))
);

CREATE INDEX open_assignments_of_volunteer ON public.assignments USING btree (volunteer_id, campaign_id) WHERE (status = 'open'::text);

comment on column assignments.expires_at is 'By the clock of the database; after it others may be asked, and late votes still count.';

comment on column assignments.is_practice is 'Gold buildings whose answer is explained once it was tried; given whether or not they want answers.';

create table batch_items (
  batch_id uuid not null,
  "position" integer not null,
  name text not null,
  path text not null,
  status text not null default 'queued'::text,
  progress double precision not null default 0,
  reason text,
  processing text[] not null default '{}'::text[],
  scene_id uuid,
  rows_accepted integer,
  rows_refused integer,
  refused_rows jsonb not null default '[]'::jsonb,
  row_counts jsonb,
  question jsonb,
  stated jsonb,
  bytes bigint,
  mpix double precision,
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  refused_key text,
  constraint batch_items_pkey PRIMARY KEY (batch_id, "position"),
  constraint batch_items_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id),
  constraint batch_items_scene_id_fkey FOREIGN KEY (scene_id) REFERENCES scenes(id),
  constraint a_refusal_has_a_reason CHECK (((status <> ALL (ARRAY['refused'::text, 'failed'::text])) OR (reason IS NOT NULL))),
  constraint progress_is_a_share CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision))),
  constraint status_is_known CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'accepted'::text, 'refused'::text, 'failed'::text])))
);

comment on column batch_items.refused_rows is 'The first thousand: [{row, externalId, reason}].';

comment on column batch_items.row_counts is 'Of footprints: {added, updated, unchanged, repaired, missing}, beside rows_accepted and rows_refused.';

comment on column batch_items.question is 'What must be stated before the file can be imported: columns, unknown values, choices.';

comment on column batch_items.stated is 'What a STAC item, or an address, says of this image before it is read.';

comment on column batch_items.bytes is 'Length of the file.';

comment on column batch_items.mpix is 'Millions of pixels of an image, once its header was read.';

comment on column batch_items.refused_key is 'Object with all refused rows as a table, where there are more than refused_rows lists.';

create table batches (
  id uuid not null,
  campaign_id uuid not null,
  kind text not null,
  source jsonb not null,
  options jsonb not null,
  status text not null default 'queued'::text,
  reason text,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  paused_at timestamp with time zone,
  run_started_at timestamp with time zone,
  run_done_bytes bigint not null default 0,
  run_done_mpix double precision not null default 0,
  constraint batches_pkey PRIMARY KEY (id),
  constraint batches_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint batches_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id),
  constraint a_failure_has_a_reason CHECK (((status <> 'failed'::text) OR (reason IS NOT NULL))),
  constraint kind_is_known CHECK ((kind = ANY (ARRAY['scenes'::text, 'buildings'::text]))),
  constraint status_is_known CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE INDEX batches_by_campaign ON public.batches USING btree (campaign_id, id);

comment on column batches.paused_at is 'Since when nobody works on it, until it is resumed.';

comment on column batches.run_started_at is 'When a worker took it last: rates are counted from here, so that pauses do not slow them.';

comment on column batches.run_done_bytes is 'How much was done already when that worker took it.';

create table board_name_decisions (
  id bigint not null generated always as identity,
  account_id uuid not null,
  name text,
  is_removed boolean not null,
  reason text not null,
  decided_by uuid not null,
  decided_at timestamp with time zone not null default now(),
  constraint board_name_decisions_pkey PRIMARY KEY (id),
  constraint board_name_decisions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint board_name_decisions_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id)
);

CREATE INDEX board_name_decisions_by_account ON public.board_name_decisions USING btree (account_id, id);

comment on table board_name_decisions is 'Each name that an admin took off boards, or gave back.';

comment on column board_name_decisions.name is 'The name it was about; null once its bearer left.';

create table building_marks (
  building_id uuid not null,
  version integer not null,
  marks jsonb not null,
  note text not null default ''::text,
  marked_by uuid not null,
  marked_at timestamp with time zone not null default now(),
  constraint building_marks_pkey PRIMARY KEY (building_id, version),
  constraint building_marks_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id),
  constraint building_marks_marked_by_fkey FOREIGN KEY (marked_by) REFERENCES accounts(id)
);

comment on column building_marks.marks is '[{kind, scene}]: newly-built, cleared, rebuilt or hit-again, and the first scene that shows it, or null.';

create table building_revisions (
  building_id uuid not null,
  revision integer not null,
  batch_id uuid,
  geometry jsonb not null,
  bounds box not null,
  radius_metres double precision,
  properties jsonb not null,
  assessments jsonb not null,
  replaced_at timestamp with time zone not null default now(),
  constraint building_revisions_pkey PRIMARY KEY (building_id, revision),
  constraint building_revisions_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id),
  constraint building_revisions_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id)
);

comment on table building_revisions is 'A building as it was until an import changed it: votes given before were given on this.';

comment on column building_revisions.batch_id is 'The import that replaced it.';

create table building_scenes (
  building_id uuid not null,
  scene_id uuid not null,
  is_usable boolean not null,
  reason text,
  source text not null,
  coverage double precision,
  cloud double precision,
  decided_by uuid,
  decided_at timestamp with time zone not null default now(),
  estimate_usable boolean,
  estimate_reason text,
  constraint building_scenes_pkey PRIMARY KEY (building_id, scene_id),
  constraint building_scenes_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id),
  constraint building_scenes_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id),
  constraint building_scenes_scene_id_fkey FOREIGN KEY (scene_id) REFERENCES scenes(id),
  constraint cloud_is_a_share CHECK (((cloud >= (0)::double precision) AND (cloud <= (1)::double precision))),
  constraint coverage_is_a_share CHECK (((coverage >= (0)::double precision) AND (coverage <= (1)::double precision))),
  constraint estimate_reason_is_known CHECK ((estimate_reason = ANY (ARRAY['cloud'::text, 'not-covered'::text, 'blurred'::text]))),
  constraint reason_is_known CHECK ((reason = ANY (ARRAY['cloud'::text, 'not-covered'::text, 'blurred'::text]))),
  constraint source_is_known CHECK ((source = ANY (ARRAY['estimate'::text, 'staff'::text]))),
  constraint what_cannot_be_used_has_a_reason CHECK ((is_usable = (reason IS NULL)))
);

CREATE INDEX unusable_scenes ON public.building_scenes USING btree (building_id) WHERE (NOT is_usable);

CREATE INDEX unusable_scenes_by_scene ON public.building_scenes USING btree (scene_id, building_id) WHERE (NOT is_usable);

comment on table building_scenes is 'What can be seen of a building on a scene; without a row nobody has looked yet.';

comment on column building_scenes.source is 'An estimate never overwrites what staff decided.';

comment on column building_scenes.coverage is 'Share of the footprint''s surroundings with pixels.';

comment on column building_scenes.cloud is 'Estimated share of it under cloud or haze.';

comment on column building_scenes.estimate_usable is 'What the pixels say, also beside a decision by staff; null while they were not looked at.';

create table buildings (
  id uuid not null,
  campaign_id uuid not null,
  batch_id uuid,
  external_id text,
  geometry jsonb not null,
  bounds box not null,
  radius_metres double precision,
  properties jsonb not null default '{}'::jsonb,
  task_id uuid,
  created_at timestamp with time zone not null default now(),
  revision integer not null default 1,
  assessments jsonb not null default '{}'::jsonb,
  is_distressing boolean not null default false,
  constraint external_id_once_per_campaign UNIQUE (campaign_id, external_id),
  constraint buildings_pkey PRIMARY KEY (id),
  constraint buildings_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id),
  constraint buildings_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint buildings_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks(id),
  constraint a_point_has_a_radius CHECK ((((geometry ->> 'type'::text) <> 'Point'::text) OR (radius_metres IS NOT NULL))),
  constraint radius_is_positive CHECK ((radius_metres > (0)::double precision))
);

CREATE INDEX buildings_by_place ON public.buildings USING gist (bounds);

CREATE INDEX buildings_by_task ON public.buildings USING btree (task_id);

CREATE INDEX buildings_in_order ON public.buildings USING btree (campaign_id, id);

CREATE INDEX buildings_without_task ON public.buildings USING btree (campaign_id, id) WHERE (task_id IS NULL);

CREATE TRIGGER buildings_are_on_the_map AFTER INSERT ON public.buildings REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION put_buildings_on_map();

CREATE TRIGGER the_map_follows_buildings AFTER UPDATE OF geometry, bounds ON public.buildings FOR EACH ROW WHEN ((old.geometry IS DISTINCT FROM new.geometry)) EXECUTE FUNCTION move_building_on_map();

comment on column buildings.geometry is 'GeoJSON Polygon, MultiPolygon or Point, EPSG:4326, [lon, lat].';

comment on column buildings.bounds is 'Longitude and latitude, degrees, EPSG:4326; serves every query by place, without an extension.';

comment on column buildings.radius_metres is 'Of a building given as a point, metres.';

comment on column buildings.revision is 'Rises when an import changes the building; the replaced states are in building_revisions.';

comment on column buildings.assessments is 'What experts said before, by source and date: {"unosat 2014-05-23": {profile, scale, at, raw, class, …}}. Never votes.';

comment on column buildings.is_distressing is 'True: volunteers are shown its pictures blurred until they ask. Says nothing of the damage.';

create table campaigns (
  id uuid not null,
  slug text not null,
  title jsonb not null,
  text jsonb,
  area jsonb,
  scale jsonb not null,
  asks_class boolean not null,
  asks_window boolean not null,
  redundancy_min integer not null,
  redundancy_cap integer not null,
  certainty double precision not null,
  lease_seconds integer not null,
  languages text[] not null,
  content_notice jsonb,
  status text not null default 'draft'::text,
  published_at timestamp with time zone,
  published_precision_metres double precision,
  consensus_seq bigint not null default 0,
  created_at timestamp with time zone not null default now(),
  priority_areas jsonb not null default '[]'::jsonb,
  blur_pictures boolean not null default false,
  archived_at timestamp with time zone,
  second_review boolean not null default false,
  constraint slug_is_unique UNIQUE (slug),
  constraint campaigns_pkey PRIMARY KEY (id),
  constraint a_lease_lasts CHECK ((lease_seconds > 0)),
  constraint asks_something CHECK ((asks_class OR asks_window)),
  constraint at_least_one_answer CHECK ((redundancy_min >= 1)),
  constraint cap_is_not_below_min CHECK ((redundancy_min <= redundancy_cap)),
  constraint certainty_is_a_share CHECK (((certainty > (0)::double precision) AND (certainty < (1)::double precision))),
  constraint status_is_known CHECK ((status = ANY (ARRAY['draft'::text, 'open'::text, 'paused'::text, 'closed'::text])))
);

comment on column campaigns.title is 'A string, or an object of language tag to string.';

comment on column campaigns.area is 'GeoJSON Polygon, EPSG:4326.';

comment on column campaigns.scale is '{name, classes: [{code, label, damaged}]}, worst first in the shipped scales; fixed once made.';

comment on column campaigns.certainty is 'Calibrated probability at which a building counts as settled, 0-1.';

comment on column campaigns.lease_seconds is 'How long a volunteer may hold a task, seconds.';

comment on column campaigns.consensus_seq is 'The number given to the newest batch of consensus; changes are read by it.';

comment on column campaigns.priority_areas is 'GeoJSON Polygons, EPSG:4326: tasks with a building inside come first.';

comment on column campaigns.archived_at is 'Out of sight of lists since then; nothing of it is lost.';

comment on column campaigns.second_review is 'Whether a decision stands only once a second analyst, blind to it, agrees or a third decides.';

create table consensus (
  building_id uuid not null,
  campaign_id uuid not null,
  seq bigint not null,
  status text not null,
  class text,
  probability double precision not null,
  probabilities double precision[] not null,
  intervals double precision[] not null,
  last_intact uuid,
  first_damaged uuid,
  window_probability double precision,
  votes integer not null,
  answers_seen integer not null,
  wanted integer not null,
  gain double precision not null,
  model_version integer not null,
  votes_digest text not null,
  is_reviewed boolean not null default false,
  updated_at timestamp with time zone not null default now(),
  review_version integer,
  agreement double precision,
  constraint consensus_pkey PRIMARY KEY (building_id),
  constraint consensus_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id),
  constraint consensus_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint consensus_campaign_id_model_version_fkey FOREIGN KEY (campaign_id, model_version) REFERENCES consensus_models(campaign_id, version),
  constraint agreement_is_a_share CHECK (((agreement >= (0)::double precision) AND (agreement <= (1)::double precision))),
  constraint reviewed_by_a_version CHECK ((is_reviewed = (review_version IS NOT NULL))),
  constraint status_is_known CHECK ((status = ANY (ARRAY['open'::text, 'settled'::text, 'disputed'::text]))),
  constraint wanted_is_not_negative CHECK ((wanted >= 0))
);

CREATE INDEX consensus_by_number ON public.consensus USING btree (campaign_id, seq, building_id);

CREATE INDEX consensus_by_status ON public.consensus USING btree (campaign_id, status);

CREATE TRIGGER new_findings_are_on_the_map AFTER INSERT ON public.consensus REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION put_findings_on_map();

CREATE TRIGGER the_map_follows_findings AFTER UPDATE ON public.consensus REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION put_findings_on_map();

comment on column consensus.probabilities is 'One per class of the campaign''s scale, in its order; sums to 1.';

comment on column consensus.intervals is 'One per interval between the model''s scenes, the last meaning still intact; sums to 1.';

comment on column consensus.votes is 'Distinct volunteers whose answer counts.';

comment on column consensus.answers_seen is 'Distinct volunteers with an answer when this was counted, excluded ones too: later answers lower what is wanted until the next recount.';

comment on column consensus.gain is 'Expected information of one more answer, nats.';

comment on column consensus.review_version is 'The version of the review that stands; null while none does.';

comment on column consensus.agreement is 'Share of the counted answers that say what most say: the class, else the window; null below two answers that tell.';

create table consensus_history (
  building_id uuid not null,
  seq bigint not null,
  status text not null,
  class text,
  probability double precision not null,
  votes integer not null,
  changed_at timestamp with time zone not null default now(),
  constraint consensus_history_pkey PRIMARY KEY (building_id, seq),
  constraint consensus_history_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id)
);

create table consensus_models (
  campaign_id uuid not null,
  version integer not null,
  method_name text not null,
  method_version text not null,
  parameters jsonb not null,
  scenes uuid[] not null,
  answers integer not null,
  seq bigint not null,
  votes_digest text not null,
  log_likelihood double precision not null,
  seconds double precision not null,
  fitted_at timestamp with time zone not null default now(),
  gold_scores jsonb,
  constraint consensus_models_pkey PRIMARY KEY (campaign_id, version),
  constraint consensus_models_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id)
);

comment on column consensus_models.scenes is 'The scenes that intervals of this version lie between, in time order.';

comment on column consensus_models.seq is 'How far the fit knows the campaign''s consensus, its own results included once all are written; anything newer asks for another fit.';

comment on column consensus_models.votes_digest is 'SHA-256 over the ids of the counted votes, in order.';

comment on column consensus_models.seconds is 'How long the fit took, seconds.';

comment on column consensus_models.gold_scores is 'Null without a building whose class is known and that somebody answered.';

create table copying_decisions (
  id uuid not null,
  campaign_id uuid not null,
  volunteer_id uuid not null,
  cleared boolean not null,
  reason text not null,
  decided_by uuid not null,
  decided_at timestamp with time zone not null default now(),
  constraint copying_decisions_pkey PRIMARY KEY (id),
  constraint copying_decisions_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint copying_decisions_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id),
  constraint copying_decisions_volunteer_id_fkey FOREIGN KEY (volunteer_id) REFERENCES accounts(id)
);

CREATE INDEX copying_decisions_of_volunteer ON public.copying_decisions USING btree (campaign_id, volunteer_id, id);

comment on column copying_decisions.id is 'Rises with time.';

comment on column copying_decisions.cleared is 'True: counts as a voter of their own; false: may be counted as one voter with those they agree with.';

create table distress_decisions (
  id bigint not null generated always as identity,
  building_id uuid not null,
  is_distressing boolean not null,
  decided_by uuid not null,
  decided_at timestamp with time zone not null default now(),
  constraint distress_decisions_pkey PRIMARY KEY (id),
  constraint distress_decisions_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id),
  constraint distress_decisions_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id)
);

CREATE INDEX distress_decisions_by_building ON public.distress_decisions USING btree (building_id, id);

create table exclusions (
  id bigint not null generated always as identity,
  account_id uuid not null,
  excluded boolean not null,
  reason text not null,
  decided_by uuid,
  decided_at timestamp with time zone not null default now(),
  constraint exclusions_pkey PRIMARY KEY (id),
  constraint exclusions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint exclusions_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id)
);

CREATE INDEX exclusions_by_account ON public.exclusions USING btree (account_id, id);

create table exports (
  id uuid not null,
  campaign_id uuid not null,
  format text not null,
  filter jsonb not null,
  status text not null default 'queued'::text,
  progress double precision not null default 0,
  bytes bigint,
  sha256 text,
  object_key text,
  reason text,
  snapshot_at timestamp with time zone,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  reported_at timestamp with time zone,
  buildings bigint,
  done bigint not null default 0,
  failure text,
  constraint exports_pkey PRIMARY KEY (id),
  constraint exports_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint exports_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id),
  constraint a_done_export_has_a_file CHECK (((status <> 'done'::text) OR ((object_key IS NOT NULL) AND (sha256 IS NOT NULL)))),
  constraint a_failure_has_a_reason CHECK (((status <> 'failed'::text) OR (reason IS NOT NULL))),
  constraint failure_is_known CHECK ((failure = ANY (ARRAY['disk_full'::text, 'too_large'::text, 'given_up'::text, 'not_written'::text]))),
  constraint progress_is_a_share CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision))),
  constraint status_is_known CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'done'::text, 'failed'::text, 'cancelled'::text])))
);

CREATE INDEX exports_by_campaign ON public.exports USING btree (campaign_id, id);

comment on column exports.started_at is 'When the present or last run began to write.';

comment on column exports.reported_at is 'When that run last told how many buildings were done.';

comment on column exports.buildings is 'Buildings that the filter lets through, by the snapshot; null before they were counted.';

comment on column exports.failure is 'The reason as a code; null unless it failed, and where it failed before there were codes.';

create table gold (
  building_id uuid not null,
  class text,
  last_intact uuid,
  first_damaged uuid,
  explanation jsonb,
  set_by uuid,
  set_at timestamp with time zone not null default now(),
  campaign_id uuid not null,
  shuffle double precision not null default random(),
  constraint gold_pkey PRIMARY KEY (building_id),
  constraint gold_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id),
  constraint gold_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint gold_first_damaged_fkey FOREIGN KEY (first_damaged) REFERENCES scenes(id),
  constraint gold_last_intact_fkey FOREIGN KEY (last_intact) REFERENCES scenes(id),
  constraint gold_set_by_fkey FOREIGN KEY (set_by) REFERENCES accounts(id)
);

CREATE INDEX gold_in_random_order ON public.gold USING btree (campaign_id, shuffle);

comment on column gold.explanation is 'What to look at, told after practice: a string, or an object of language tag to string.';

comment on column gold.shuffle is 'A random place in the order, so that each search for gold begins elsewhere.';

create table guides (
  campaign_id uuid not null,
  entries jsonb not null,
  updated_by uuid not null,
  updated_at timestamp with time zone not null default now(),
  constraint guides_pkey PRIMARY KEY (campaign_id),
  constraint guides_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint guides_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES accounts(id)
);

comment on column guides.entries is '[{id, kind, title, text, pictures: [{scene, bounds, caption?}]}], in reading order; bounds in degrees, EPSG:4326.';

create table import_mappings (
  campaign_id uuid not null,
  profile text not null,
  mapping jsonb not null,
  updated_at timestamp with time zone not null default now(),
  constraint import_mappings_pkey PRIMARY KEY (campaign_id, profile),
  constraint import_mappings_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id)
);

comment on table import_mappings is 'What an admin stated of a source''s columns and values, for the next file of it. Profile is empty for none.';

create table invitations (
  id uuid not null,
  token_hash bytea not null,
  role text not null,
  name text,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  used_by uuid,
  revoked_at timestamp with time zone,
  constraint token_is_unique UNIQUE (token_hash),
  constraint invitations_pkey PRIMARY KEY (id),
  constraint invitations_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id),
  constraint invitations_used_by_fkey FOREIGN KEY (used_by) REFERENCES accounts(id),
  constraint only_staff_are_invited CHECK ((role = ANY (ARRAY['analyst'::text, 'admin'::text])))
);

comment on column invitations.token_hash is 'SHA-256 of the secret in the link, which is shown once.';

create table job_requests (
  id uuid not null,
  name text not null,
  payload jsonb not null,
  requested_at timestamp with time zone not null default now(),
  attempts integer not null default 0,
  held_until timestamp with time zone,
  finished_at timestamp with time zone,
  error text,
  constraint job_requests_pkey PRIMARY KEY (id)
);

CREATE INDEX unfinished_jobs ON public.job_requests USING btree (requested_at) WHERE (finished_at IS NULL);

comment on column job_requests.held_until is 'A worker renews this every two seconds; past it another may take the job.';

create table map_findings (
  campaign_id uuid not null,
  building_id uuid not null,
  bounds box not null,
  x integer not null,
  y integer not null,
  outline bytea,
  status text not null default 'open'::text,
  class text,
  crowd_class text,
  probability double precision,
  certainty double precision not null default 0,
  last_intact uuid,
  first_damaged uuid,
  votes integer not null default 0,
  agreement double precision,
  constraint map_findings_pkey PRIMARY KEY (campaign_id, building_id),
  constraint map_findings_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id) ON DELETE CASCADE
);

CREATE INDEX map_findings_by_place ON public.map_findings USING gist (bounds);

comment on column map_findings.bounds is 'As of the building: degrees, EPSG:4326.';

comment on column map_findings.x is 'The centre in Web Mercator: 2³² units round the world, eastwards, 0 at the meridian of Greenwich (9 mm at the equator).';

comment on column map_findings.y is 'The centre in Web Mercator: the same units, southwards, 0 at the equator.';

comment on column map_findings.outline is 'Rings one after another, big-endian 4-byte integers: how many positions (negative: of a hole), then x and y of each; the last position is not repeated. Null: a point.';

comment on column map_findings.status is 'As findings state it: reviewed where a review stands.';

comment on column map_findings.class is 'The class that stands: the review''s, else the votes''; null before the first vote.';

comment on column map_findings.crowd_class is 'What the votes say, whatever a review says.';

comment on column map_findings.probability is 'Of the votes'' class; null before the first vote.';

comment on column map_findings.certainty is 'How sure what stands is, 0–1: a review 1, a building without votes 0.';

comment on column map_findings.last_intact is 'As it stands, like first_damaged: the review''s where it states any, else the votes''.';

comment on column map_findings.agreement is 'As of the consensus.';

create table migrations (
  name text not null,
  applied_at timestamp with time zone not null default now(),
  constraint migrations_pkey PRIMARY KEY (name)
);

create table participations (
  campaign_id uuid not null,
  account_id uuid not null,
  first_vote_at timestamp with time zone not null default now(),
  constraint participations_pkey PRIMARY KEY (campaign_id, account_id),
  constraint participations_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint participations_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id)
);

create table pending_sign_ins (
  token_hash bytea not null,
  account_id uuid not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint pending_sign_ins_pkey PRIMARY KEY (token_hash),
  constraint pending_sign_ins_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);

CREATE INDEX pending_sign_ins_by_account ON public.pending_sign_ins USING btree (account_id);

comment on table pending_sign_ins is 'Whoever opened a sign-in link and still owes the code. Opens nothing else.';

create table questions (
  id uuid not null,
  campaign_id uuid not null,
  assignment_id uuid not null,
  building_id uuid not null,
  scene_id uuid,
  volunteer_id uuid not null,
  kind text not null,
  text text not null,
  answer text,
  is_closed boolean not null default false,
  answered_by uuid,
  answered_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint questions_pkey PRIMARY KEY (id),
  constraint questions_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES accounts(id),
  constraint questions_assignment_id_fkey FOREIGN KEY (assignment_id) REFERENCES assignments(id),
  constraint questions_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id),
  constraint questions_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint questions_scene_id_fkey FOREIGN KEY (scene_id) REFERENCES scenes(id),
  constraint questions_volunteer_id_fkey FOREIGN KEY (volunteer_id) REFERENCES accounts(id),
  constraint an_answer_has_an_author CHECK (((answer IS NULL) OR (answered_by IS NOT NULL))),
  constraint answered_by_somebody CHECK (((answered_by IS NULL) = (answered_at IS NULL))),
  constraint kind_is_known CHECK ((kind = ANY (ARRAY['problem'::text, 'question'::text, 'distressing'::text]))),
  constraint something_is_said CHECK (((text <> ''::text) OR (kind = 'distressing'::text)))
);

CREATE INDEX questions_of_campaign ON public.questions USING btree (campaign_id, id);

CREATE INDEX questions_of_volunteer ON public.questions USING btree (volunteer_id, id);

comment on column questions.scene_id is 'The scene that was on the volunteer''s screen.';

comment on column questions.is_closed is 'Nothing more to say; with an answer or without.';

comment on column questions.answered_at is 'When an analyst last answered, closed or opened it again.';

create table recount_requests (
  building_id uuid not null,
  campaign_id uuid not null,
  requests bigint not null default 1,
  requested_at timestamp with time zone not null default now(),
  constraint recount_requests_pkey PRIMARY KEY (building_id),
  constraint recount_requests_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id),
  constraint recount_requests_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id)
);

CREATE INDEX recount_requests_by_campaign ON public.recount_requests USING btree (campaign_id, requested_at);

create table recovery_codes (
  account_id uuid not null,
  code_hash bytea not null,
  used_at timestamp with time zone,
  constraint recovery_codes_pkey PRIMARY KEY (account_id, code_hash),
  constraint recovery_codes_account_id_fkey FOREIGN KEY (account_id) REFERENCES second_factors(account_id) ON DELETE CASCADE
);

comment on column recovery_codes.code_hash is 'scrypt of a code of 60 random bits. Each opens once.';

create table reviews (
  building_id uuid not null,
  version integer not null,
  class text,
  last_intact uuid,
  first_damaged uuid,
  reason text not null,
  reviewer_id uuid not null,
  reviewed_at timestamp with time zone not null default now(),
  is_withdrawn boolean not null default false,
  constraint reviews_pkey PRIMARY KEY (building_id, version),
  constraint reviews_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id),
  constraint reviews_first_damaged_fkey FOREIGN KEY (first_damaged) REFERENCES scenes(id),
  constraint reviews_last_intact_fkey FOREIGN KEY (last_intact) REFERENCES scenes(id),
  constraint reviews_reviewer_id_fkey FOREIGN KEY (reviewer_id) REFERENCES accounts(id),
  constraint withdrawn_says_nothing CHECK (((NOT is_withdrawn) OR ((class IS NULL) AND (last_intact IS NULL) AND (first_damaged IS NULL))))
);

CREATE INDEX reviews_of_reviewer ON public.reviews USING btree (reviewer_id, reviewed_at);

comment on column reviews.is_withdrawn is 'The reviewer takes back what they had decided; the earlier version stays readable.';

create table sample_items (
  sample_id uuid not null,
  building_id uuid not null,
  place integer not null,
  stratum integer not null,
  crowd_class text not null,
  crowd_probability double precision not null,
  constraint sample_items_pkey PRIMARY KEY (sample_id, building_id),
  constraint sample_items_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id),
  constraint sample_items_sample_id_fkey FOREIGN KEY (sample_id) REFERENCES samples(id)
);

comment on column sample_items.place is 'The order in which buildings are labelled, by chance, so that it tells nothing of the stratum.';

comment on column sample_items.stratum is 'Which of the sample''s strata, from 0.';

create table sample_labels (
  sample_id uuid not null,
  building_id uuid not null,
  version integer not null,
  class text,
  labelled_by uuid not null,
  labelled_at timestamp with time zone not null default now(),
  constraint sample_labels_pkey PRIMARY KEY (sample_id, building_id, version),
  constraint sample_labels_labelled_by_fkey FOREIGN KEY (labelled_by) REFERENCES accounts(id),
  constraint sample_labels_sample_id_building_id_fkey FOREIGN KEY (sample_id, building_id) REFERENCES sample_items(sample_id, building_id)
);

comment on column sample_labels.class is 'What the expert sees; null when it cannot be told from the images.';

create table samples (
  id uuid not null,
  campaign_id uuid not null,
  seed bigint not null,
  size integer not null,
  strata jsonb not null,
  seq bigint not null,
  drawn_by uuid not null,
  drawn_at timestamp with time zone not null default now(),
  constraint samples_pkey PRIMARY KEY (id),
  constraint samples_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint samples_drawn_by_fkey FOREIGN KEY (drawn_by) REFERENCES accounts(id),
  constraint something_is_drawn CHECK ((size > 0))
);

CREATE INDEX samples_of_campaign ON public.samples USING btree (campaign_id, id);

comment on column samples.strata is '[{class, certainty, buildings, drawn}]: how many buildings each stratum held, and how many were drawn.';

comment on column samples.seq is 'The number of the consensus that the sample was drawn from and is compared with.';

create table scene_corrections (
  id uuid not null,
  scene_id uuid not null,
  before jsonb not null,
  after jsonb not null,
  corrected_by uuid,
  corrected_at timestamp with time zone not null default now(),
  constraint scene_corrections_pkey PRIMARY KEY (id),
  constraint scene_corrections_corrected_by_fkey FOREIGN KEY (corrected_by) REFERENCES accounts(id),
  constraint scene_corrections_scene_id_fkey FOREIGN KEY (scene_id) REFERENCES scenes(id)
);

CREATE INDEX scene_corrections_by_scene ON public.scene_corrections USING btree (scene_id, id);

comment on table scene_corrections is 'What was said of a scene and by whom it was corrected; never deleted.';

create table scene_offsets (
  id bigint not null generated always as identity,
  campaign_id uuid not null,
  scene_id uuid not null,
  building_id uuid,
  east_metres double precision,
  north_metres double precision,
  decided_by uuid,
  decided_at timestamp with time zone not null default now(),
  constraint scene_offsets_pkey PRIMARY KEY (id),
  constraint scene_offsets_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id),
  constraint scene_offsets_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint scene_offsets_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id),
  constraint scene_offsets_scene_id_fkey FOREIGN KEY (scene_id) REFERENCES scenes(id),
  constraint an_offset_is_a_nudge CHECK (((abs(east_metres) <= (500)::double precision) AND (abs(north_metres) <= (500)::double precision))),
  constraint offsets_come_in_pairs CHECK (((east_metres IS NULL) = (north_metres IS NULL))),
  constraint only_corrections_are_taken_back CHECK (((building_id IS NOT NULL) OR (east_metres IS NOT NULL)))
);

CREATE INDEX scene_offsets_by_building ON public.scene_offsets USING btree (building_id, scene_id, id) WHERE (building_id IS NOT NULL);

CREATE INDEX scene_offsets_by_campaign ON public.scene_offsets USING btree (campaign_id, id);

CREATE INDEX scene_offsets_by_scene ON public.scene_offsets USING btree (scene_id, id);

comment on column scene_offsets.building_id is 'Set where one building only is corrected: in place of the scene''s offset, not on top.';

comment on column scene_offsets.east_metres is 'Null where a building''s correction is taken back: the scene''s own offset holds again.';

create table scene_versions (
  id uuid not null,
  scene_id uuid not null,
  options jsonb not null,
  status text not null default 'queued'::text,
  reason text,
  cog_sha256 text,
  cog_key text,
  cog_bytes bigint,
  processing text[] not null default '{}'::text[],
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  constraint scene_versions_pkey PRIMARY KEY (id),
  constraint scene_versions_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id),
  constraint scene_versions_scene_id_fkey FOREIGN KEY (scene_id) REFERENCES scenes(id),
  constraint a_failure_has_a_reason CHECK (((status <> 'failed'::text) OR (reason IS NOT NULL))),
  constraint done_has_a_picture CHECK (((status <> 'done'::text) OR (num_nulls(cog_sha256, cog_key, cog_bytes) = 0))),
  constraint status_is_known CHECK ((status = ANY (ARRAY['queued'::text, 'done'::text, 'failed'::text])))
);

CREATE INDEX scene_versions_by_scene ON public.scene_versions USING btree (scene_id, id);

comment on table scene_versions is 'Other pictures of a scene: other bands, another stretch. Each has tiles of its own, for ever.';

create table scenes (
  id uuid not null,
  campaign_id uuid not null,
  batch_id uuid,
  name text not null,
  acquired_at timestamp with time zone not null,
  acquired_precision text not null,
  acquired_source text not null,
  sensor text,
  gsd_metres double precision not null,
  attribution text,
  original_sha256 text,
  original_key text,
  original_bytes bigint,
  cog_sha256 text,
  cog_key text,
  cog_bytes bigint,
  tile_size integer not null,
  minzoom integer not null,
  maxzoom integer not null,
  bounds double precision[] not null,
  processing text[] not null default '{}'::text[],
  created_at timestamp with time zone not null default now(),
  off_nadir_degrees double precision,
  sun_elevation_degrees double precision,
  cloud_share double precision,
  source_url text,
  sidecars jsonb not null default '[]'::jsonb,
  remote jsonb,
  version_id uuid,
  east_metres double precision not null default 0,
  north_metres double precision not null default 0,
  constraint a_file_once_per_campaign UNIQUE (campaign_id, original_sha256),
  constraint scenes_pkey PRIMARY KEY (id),
  constraint scenes_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id),
  constraint scenes_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint version_is_one FOREIGN KEY (version_id) REFERENCES scene_versions(id),
  constraint bounds_are_four_numbers CHECK ((array_length(bounds, 1) = 4)),
  constraint cloud_is_a_share CHECK (((cloud_share >= (0)::double precision) AND (cloud_share <= (1)::double precision))),
  constraint gsd_is_positive CHECK ((gsd_metres > (0)::double precision)),
  constraint off_nadir_is_an_angle CHECK (((off_nadir_degrees >= (0)::double precision) AND (off_nadir_degrees <= (90)::double precision))),
  constraint precision_is_known CHECK ((acquired_precision = ANY (ARRAY['second'::text, 'minute'::text, 'day'::text]))),
  constraint preserved_or_remote CHECK (
CASE
    WHEN (remote IS NULL) THEN (num_nulls(original_sha256, original_key, original_bytes, cog_sha256, cog_key, cog_bytes) = 0)
    ELSE (num_nonnulls(original_sha256, original_key, original_bytes, cog_sha256, cog_key, cog_bytes) = 0)
END),
  constraint sun_elevation_is_an_angle CHECK (((sun_elevation_degrees >= ('-90'::integer)::double precision) AND (sun_elevation_degrees <= (90)::double precision))),
  constraint tile_size_is_served CHECK ((tile_size = ANY (ARRAY[256, 512]))),
  constraint zooms_are_ordered CHECK (((0 <= minzoom) AND (minzoom <= maxzoom) AND (maxzoom <= 30)))
);

CREATE INDEX scenes_in_time_order ON public.scenes USING btree (campaign_id, acquired_at, id);

comment on column scenes.acquired_at is 'When the sensor took it, UTC; a date alone is 00:00 with precision day.';

comment on column scenes.acquired_source is 'Where the time was read, as it is shown: "the file''s name".';

comment on column scenes.gsd_metres is 'Ground sample distance, metres per pixel.';

comment on column scenes.original_key is 'The evidentiary copy, never altered, in the object store.';

comment on column scenes.cog_key is 'The working copy: a WEBP Cloud Optimized GeoTIFF in EPSG:3857 aligned to XYZ tiles.';

comment on column scenes.bounds is '[west, south, east, north], degrees, EPSG:4326; west > east crosses the antimeridian.';

comment on column scenes.processing is 'What was done to make the working copy, one sentence each.';

comment on column scenes.off_nadir_degrees is 'How far the sensor looked off straight down.';

comment on column scenes.cloud_share is 'Of the image, 0 to 1, as its seller states it.';

comment on column scenes.source_url is 'Where the original was fetched from, without its query.';

comment on column scenes.sidecars is 'Files that were read with the original, kept with it: [{suffix, key, sha256, bytes}].';

comment on column scenes.remote is 'A tile address shown without being preserved: {template, kind}; null for everything else.';

comment on column scenes.version_id is 'The picture shown now, a scene_versions row; null for the first one, made at import.';

comment on column scenes.east_metres is 'How far its pixels are moved east before they are shown; the newest of scene_offsets.';

create table second_factor_misses (
  account_id uuid not null,
  missed_at timestamp with time zone not null default now(),
  constraint second_factor_misses_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);

CREATE INDEX second_factor_misses_by_account ON public.second_factor_misses USING btree (account_id, missed_at);

comment on table second_factor_misses is 'Wrong codes of the last quarter of an hour: the limit on guesses holds in every process, with Redis or without.';

create table second_factors (
  account_id uuid not null,
  sealed_key bytea not null,
  last_step bigint not null default 0,
  recovery_salt bytea,
  created_at timestamp with time zone not null default now(),
  confirmed_at timestamp with time zone,
  constraint second_factors_pkey PRIMARY KEY (account_id),
  constraint second_factors_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint confirmed_ones_have_recovery_codes CHECK (((confirmed_at IS NULL) OR (recovery_salt IS NOT NULL)))
);

comment on column second_factors.sealed_key is 'The key shared with the authenticator, under AES-256-GCM with a key made of SECRET: 12 bytes nonce, 16 bytes tag, then the text.';

comment on column second_factors.last_step is 'The newest step of 30 s whose code was accepted: no code of it or before is accepted again.';

comment on column second_factors.recovery_salt is 'Salt of the recovery codes, the same for all of one account.';

comment on column second_factors.confirmed_at is 'When the first code was right; null: begun, and asked of nobody.';

create table sessions (
  token_hash bytea not null,
  account_id uuid not null,
  transport text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  has_second_factor boolean not null default false,
  constraint sessions_pkey PRIMARY KEY (token_hash),
  constraint sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint transport_is_known CHECK ((transport = ANY (ARRAY['cookie'::text, 'bearer'::text])))
);

CREATE INDEX sessions_by_account ON public.sessions USING btree (account_id);

comment on column sessions.token_hash is 'SHA-256 of the 32 random bytes that the holder keeps.';

comment on column sessions.has_second_factor is 'Whether a code was given when it began. Without one it opens nothing of staff where a second factor is required.';

create table sign_in_links (
  token_hash bytea not null,
  account_id uuid not null,
  uses_left integer not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint sign_in_links_pkey PRIMARY KEY (token_hash),
  constraint sign_in_links_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint uses_never_go_below_zero CHECK ((uses_left >= 0))
);

comment on column sign_in_links.uses_left is 'One for links from the command line; more only for the demo on loopback.';

create table staged_buildings (
  run uuid not null,
  row_number integer not null,
  id uuid not null,
  external_id text,
  building_id uuid,
  geometry jsonb not null,
  bounds box not null,
  radius_metres double precision,
  properties jsonb not null,
  assessments jsonb not null
);

CREATE INDEX staged_by_run ON public.staged_buildings USING btree (run, external_id);

comment on table staged_buildings is 'Rows of files that are being read. Unlogged: after a crash the file is read again.';

comment on column staged_buildings.run is 'One reading of one file; a version 7 UUID, so that abandoned ones are known by their age.';

comment on column staged_buildings.building_id is 'The building of the campaign that it is, once that has been looked for.';

create table tasks (
  id uuid not null,
  campaign_id uuid not null,
  bounds box not null,
  shuffle double precision not null default random(),
  is_wanted boolean not null default true,
  gain double precision not null default 0,
  created_at timestamp with time zone not null default now(),
  is_priority boolean not null default false,
  constraint tasks_pkey PRIMARY KEY (id),
  constraint tasks_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id)
);

CREATE INDEX wanted_priority_tasks ON public.tasks USING btree (campaign_id, shuffle) WHERE (is_wanted AND is_priority);

CREATE INDEX wanted_tasks_in_random_order ON public.tasks USING btree (campaign_id, shuffle) WHERE is_wanted;

comment on column tasks.bounds is 'Longitude and latitude, degrees, EPSG:4326: the view that shows its buildings.';

comment on column tasks.shuffle is 'A random place in the order, so that volunteers start at different tasks and no search passes over finished ones.';

comment on column tasks.is_wanted is 'Whether any of its buildings still wants answers; written by consensus.';

comment on column tasks.gain is 'Expected information of one more answer, nats; written by consensus.';

comment on column tasks.is_priority is 'Whether any of its buildings has its centre in a priority area.';

create table tokens (
  token_hash bytea not null,
  account_id uuid not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  id uuid not null default gen_random_uuid(),
  name text,
  constraint tokens_are_named_by_id UNIQUE (id),
  constraint tokens_pkey PRIMARY KEY (token_hash),
  constraint tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);

CREATE INDEX tokens_by_account ON public.tokens USING btree (account_id);

comment on table tokens is 'Bearer tokens of staff for programs, made on the command line or by whoever they belong to.';

comment on column tokens.name is 'What its holder calls it; null for the one that came with the account.';

create table uploads (
  id uuid not null,
  name text not null,
  bytes bigint not null,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  sha256 text,
  expires_at timestamp with time zone not null,
  held_by uuid,
  held_until timestamp with time zone,
  is_wanted boolean not null default false,
  constraint uploads_pkey PRIMARY KEY (id),
  constraint uploads_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id),
  constraint bytes_are_not_negative CHECK ((bytes >= 0)),
  constraint only_whole_files_are_hashed CHECK (((sha256 IS NULL) OR (finished_at IS NOT NULL)))
);

CREATE INDEX uploads_by_expiry ON public.uploads USING btree (expires_at);

comment on column uploads.name is 'Where the file stood in what was dropped, cleaned: parts joined by slashes, none hidden, none a parent.';

comment on column uploads.bytes is 'How long the whole file is.';

comment on column uploads.sha256 is 'Of the bytes that arrived, once a worker has read them.';

comment on column uploads.held_until is 'One request at a time writes to a file: its process renews this every second.';

comment on column uploads.is_wanted is 'Another request waits for the file: whoever holds it lets go.';

create table usability_decisions (
  id bigint not null generated always as identity,
  building_id uuid not null,
  scene_id uuid not null,
  is_usable boolean,
  reason text,
  decided_by uuid,
  decided_at timestamp with time zone not null default now(),
  constraint usability_decisions_pkey PRIMARY KEY (id),
  constraint usability_decisions_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id),
  constraint usability_decisions_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES accounts(id),
  constraint usability_decisions_scene_id_fkey FOREIGN KEY (scene_id) REFERENCES scenes(id),
  constraint reason_is_known CHECK ((reason = ANY (ARRAY['cloud'::text, 'not-covered'::text, 'blurred'::text]))),
  constraint what_cannot_be_used_has_a_reason CHECK ((COALESCE(is_usable, true) = (reason IS NULL)))
);

CREATE INDEX usability_decisions_by_building ON public.usability_decisions USING btree (building_id, id);

comment on column usability_decisions.is_usable is 'Null where a decision is taken back: the estimate holds again.';

create table vote_ids (
  id uuid not null,
  building_id uuid not null,
  constraint vote_ids_pkey PRIMARY KEY (id)
);

create table votes (
  building_id uuid not null,
  id uuid not null,
  campaign_id uuid not null,
  assignment_id uuid not null,
  volunteer_id uuid not null,
  revision integer not null,
  class text,
  last_intact uuid,
  first_damaged uuid,
  cannot_tell text,
  elapsed_ms integer,
  comment text,
  scenes_seen uuid[] not null default '{}'::uuid[],
  created_at timestamp with time zone not null default now(),
  registration bigint not null default 0,
  pictures jsonb not null default '[]'::jsonb,
  constraint one_answer_per_revision UNIQUE (building_id, volunteer_id, revision),
  constraint votes_pkey PRIMARY KEY (building_id, id),
  constraint votes_assignment_id_fkey FOREIGN KEY (assignment_id) REFERENCES assignments(id),
  constraint votes_building_id_fkey FOREIGN KEY (building_id) REFERENCES buildings(id),
  constraint votes_volunteer_id_fkey FOREIGN KEY (volunteer_id) REFERENCES accounts(id),
  constraint cannot_tell_says_nothing_else CHECK (((cannot_tell IS NULL) OR ((class IS NULL) AND (last_intact IS NULL) AND (first_damaged IS NULL)))),
  constraint marks_are_two_scenes CHECK ((last_intact <> first_damaged)),
  constraint reason_is_known CHECK ((cannot_tell = ANY (ARRAY['cloud'::text, 'blurred'::text, 'not-covered'::text, 'no-building'::text, 'misplaced'::text, 'other'::text]))),
  constraint revisions_count_from_one CHECK ((revision >= 1)),
  constraint time_runs_forward CHECK ((elapsed_ms >= 0))
);

CREATE INDEX answers_of_campaign ON public.votes USING btree (campaign_id) WHERE (revision = 1);

CREATE INDEX votes_of_volunteer ON public.votes USING btree (volunteer_id, campaign_id);

CREATE TRIGGER votes_are_append_only BEFORE DELETE OR UPDATE ON public.votes FOR EACH ROW EXECUTE FUNCTION refuse_to_alter_votes();

comment on column votes.class is 'The worst damage seen in any scene: a code of the campaign''s scale.';

comment on column votes.elapsed_ms is 'How long the volunteer looked, milliseconds.';

comment on column votes.scenes_seen is 'Scenes whose picture was completely on the screen.';

comment on column votes.registration is 'The newest of the campaign''s scene_offsets when the vote came.';

comment on column votes.pictures is 'Pictures shown that were not their scene''s first, or did not lie where its file says: [{scene, picture, eastMetres, northMetres}]; picture is the id in the address of its tiles.';

create table watched_files (
  campaign_id uuid not null,
  path text not null,
  bytes bigint not null,
  modified_ms double precision not null,
  rests_since timestamp with time zone not null default now(),
  batch_id uuid,
  constraint watched_files_pkey PRIMARY KEY (campaign_id, path),
  constraint watched_files_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES batches(id),
  constraint watched_files_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id)
);

comment on column watched_files.rests_since is 'Since when its length and its time have not changed.';

comment on column watched_files.batch_id is 'The import that took it: each file is taken once, and again only when it has changed.';

create table watched_folders (
  campaign_id uuid not null,
  path text not null,
  kind text not null,
  created_by uuid,
  created_at timestamp with time zone not null default now(),
  looked_at timestamp with time zone,
  trouble text,
  constraint watched_folders_pkey PRIMARY KEY (campaign_id),
  constraint watched_folders_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES campaigns(id),
  constraint watched_folders_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id),
  constraint kind_is_known CHECK ((kind = ANY (ARRAY['scenes'::text, 'buildings'::text])))
);

comment on column watched_folders.trouble is 'Why the last look failed; null when it did not.';

create table workers (
  id uuid not null,
  process integer not null,
  version text not null,
  started_at timestamp with time zone not null default now(),
  seen_at timestamp with time zone not null default now(),
  memory_bytes bigint not null,
  doing text[] not null default '{}'::text[],
  constraint workers_pkey PRIMARY KEY (id)
);

comment on table workers is 'Signs of life: each worker renews its row; old rows are removed.';

comment on column workers.doing is 'Names of the jobs under way when it last gave a sign.';

create view buildings_for_map as
 SELECT campaign_id,
    id AS building_id,
    bounds,
    map_x((center(bounds))[0]) AS x,
    map_y((center(bounds))[1]) AS y,
    ( SELECT string_agg((int4send(
                CASE
                    WHEN (rings.ring = 1) THEN encoded.vertices
                    ELSE (- encoded.vertices)
                END) || encoded.positions), '\x'::bytea ORDER BY polygons.polygon, rings.ring) AS string_agg
           FROM jsonb_array_elements(
                CASE (buildings.geometry ->> 'type'::text)
                    WHEN 'Polygon'::text THEN jsonb_build_array((buildings.geometry -> 'coordinates'::text))
                    WHEN 'MultiPolygon'::text THEN (buildings.geometry -> 'coordinates'::text)
                    ELSE NULL::jsonb
                END) WITH ORDINALITY polygons(polygon_rings, polygon),
            LATERAL jsonb_array_elements(polygons.polygon_rings) WITH ORDINALITY rings(points, ring),
            LATERAL ( SELECT (count(*))::integer AS vertices,
                    string_agg((int4send(map_x(((points_of_ring.point ->> 0))::double precision)) || int4send(map_y(((points_of_ring.point ->> 1))::double precision))), '\x'::bytea ORDER BY points_of_ring.place) AS positions
                   FROM jsonb_array_elements(rings.points) WITH ORDINALITY points_of_ring(point, place)
                  WHERE (points_of_ring.place < jsonb_array_length(rings.points))) encoded) AS outline
   FROM buildings;

create view findings_for_map as
 SELECT consensus.campaign_id,
    consensus.building_id,
        CASE
            WHEN consensus.is_reviewed THEN 'reviewed'::text
            ELSE consensus.status
        END AS status,
        CASE
            WHEN consensus.is_reviewed THEN reviews.class
            WHEN (consensus.votes > 0) THEN consensus.class
            ELSE NULL::text
        END AS class,
    consensus.class AS crowd_class,
        CASE
            WHEN (consensus.votes > 0) THEN consensus.probability
            ELSE NULL::double precision
        END AS probability,
        CASE
            WHEN consensus.is_reviewed THEN (1)::double precision
            WHEN (consensus.votes = 0) THEN (0)::double precision
            ELSE consensus.probability
        END AS certainty,
        CASE
            WHEN (COALESCE(reviews.last_intact, reviews.first_damaged) IS NOT NULL) THEN reviews.last_intact
            WHEN (consensus.is_reviewed OR (consensus.votes > 0)) THEN consensus.last_intact
            ELSE NULL::uuid
        END AS last_intact,
        CASE
            WHEN (COALESCE(reviews.last_intact, reviews.first_damaged) IS NOT NULL) THEN reviews.first_damaged
            WHEN (consensus.is_reviewed OR (consensus.votes > 0)) THEN consensus.first_damaged
            ELSE NULL::uuid
        END AS first_damaged,
    consensus.votes,
    consensus.agreement
   FROM (consensus
     LEFT JOIN reviews ON (((reviews.building_id = consensus.building_id) AND (reviews.version = consensus.review_version))));

CREATE OR REPLACE FUNCTION public.map_x(longitude double precision)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select least(2147483647, round(longitude / 360 * 4294967296))::integer
$function$;

CREATE OR REPLACE FUNCTION public.map_y(latitude double precision)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select least(2147483647, greatest(-2147483648,
           -round(asinh(tan(radians(least(85.06, greatest(-85.06, latitude))))) / pi() * 2147483648)))::integer
$function$;

CREATE OR REPLACE FUNCTION public.move_building_on_map()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update map_findings
     set bounds = for_map.bounds, x = for_map.x, y = for_map.y, outline = for_map.outline
    from buildings_for_map as for_map
   where for_map.building_id = new.id
     and map_findings.campaign_id = new.campaign_id and map_findings.building_id = new.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.put_buildings_on_map()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into map_findings (campaign_id, building_id, bounds, x, y, outline)
  select for_map.campaign_id, building_id, for_map.bounds, x, y, outline
    from added
    join buildings_for_map as for_map on building_id = added.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.put_findings_on_map()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update map_findings
     set status = for_map.status, class = for_map.class, crowd_class = for_map.crowd_class,
         probability = for_map.probability, certainty = for_map.certainty, last_intact = for_map.last_intact,
         first_damaged = for_map.first_damaged, votes = for_map.votes, agreement = for_map.agreement
    from changed
    join findings_for_map as for_map on for_map.building_id = changed.building_id
   where map_findings.campaign_id = changed.campaign_id and map_findings.building_id = changed.building_id
     -- A full fit writes every row again, and few say something else.
     and (map_findings.status, map_findings.class, map_findings.crowd_class, map_findings.probability,
          map_findings.last_intact, map_findings.first_damaged, map_findings.votes, map_findings.agreement)
         is distinct from (for_map.status, for_map.class, for_map.crowd_class, for_map.probability,
                           for_map.last_intact, for_map.first_damaged, for_map.votes, for_map.agreement);
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_to_alter_votes()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'votes are append-only: store a new revision instead';
end $function$;
