-- Who is given what besides what is wanted: gold to practise on and to measure with, and areas that come first.

alter table gold
  alter column explanation type jsonb using to_jsonb(nullif(explanation, '')),
  add column campaign_id uuid references campaigns (id),
  add column shuffle double precision not null default random();
update gold
   set campaign_id = buildings.campaign_id
  from buildings
 where buildings.id = building_id;
alter table gold alter column campaign_id set not null;
comment on column gold.explanation is 'What to look at, told after practice: a string, or an object of language tag to string.';
comment on column gold.shuffle is 'A random place in the order, so that each search for gold begins elsewhere.';
create index gold_in_random_order on gold (campaign_id, shuffle);

alter table assignments
  add column is_practice boolean not null default false,
  drop constraint a_task_once_per_volunteer,
  add constraint a_task_once_per_volunteer unique (task_id, volunteer_id, is_practice);
comment on column assignments.is_practice is 'Gold buildings whose answer is explained once it was tried; given whether or not they want answers.';

alter table assignment_buildings
  add column is_lesson_seen boolean not null default false;
comment on column assignment_buildings.is_lesson_seen is 'The volunteer was told the answer: no revision is taken from then on.';

alter table campaigns
  add column priority_areas jsonb not null default '[]';
comment on column campaigns.priority_areas is 'GeoJSON Polygons, EPSG:4326: tasks with a building inside come first.';

alter table tasks
  add column is_priority boolean not null default false;
comment on column tasks.is_priority is 'Whether any of its buildings has its centre in a priority area.';
create index wanted_priority_tasks on tasks (campaign_id, shuffle) where is_wanted and is_priority;
