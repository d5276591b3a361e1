-- A scene's correction for one building can be taken back; who decided what can be seen is kept for ever, beside what the
-- pixels say; and an answer remembers the pictures that it was given on.

alter table scene_offsets
  alter column east_metres drop not null,
  alter column north_metres drop not null,
  add constraint offsets_come_in_pairs check ((east_metres is null) = (north_metres is null)),
  add constraint only_corrections_are_taken_back check (building_id is not null or east_metres is not null);
comment on column scene_offsets.east_metres is 'Null where a building''s correction is taken back: the scene''s own offset holds again.';
create index scene_offsets_by_building on scene_offsets (building_id, scene_id, id) where building_id is not null;

-- Where a building's pictures lie is the newest of scene_offsets, and nowhere else.
alter table building_scenes
  drop constraint offsets_come_in_pairs,
  drop column east_metres,
  drop column north_metres,
  add column estimate_usable boolean,
  add column estimate_reason text constraint estimate_reason_is_known check (estimate_reason in ('cloud', 'not-covered', 'blurred'));
update building_scenes
   set estimate_usable = is_usable, estimate_reason = reason
 where source = 'estimate';
comment on column building_scenes.estimate_usable is 'What the pixels say, also beside a decision by staff; null while they were not looked at.';
create index unusable_scenes_by_scene on building_scenes (scene_id, building_id) where not is_usable;

-- Append-only: each decision on whether a building can be seen on a scene.
create table usability_decisions (
  id          bigint      not null generated always as identity primary key,
  building_id uuid        not null references buildings (id),
  scene_id    uuid        not null references scenes (id),
  is_usable   boolean,
  reason      text        constraint reason_is_known check (reason in ('cloud', 'not-covered', 'blurred')),
  decided_by  uuid        references accounts (id),
  decided_at  timestamptz not null default now(),
  constraint what_cannot_be_used_has_a_reason check (coalesce(is_usable, true) = (reason is null))
);
comment on column usability_decisions.is_usable is 'Null where a decision is taken back: the estimate holds again.';
create index usability_decisions_by_building on usability_decisions (building_id, id);

alter table votes add column pictures jsonb not null default '[]';
comment on column votes.pictures is 'Pictures shown that were not their scene''s first, or did not lie where its file says: [{scene, picture, eastMetres, northMetres}]; picture is the id in the address of its tiles.';
comment on column votes.registration is 'The newest of the campaign''s scene_offsets when the vote came.';
