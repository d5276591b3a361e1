-- A lease that expired may be given again with fewer buildings, when others have answered the rest meanwhile. The
-- rest stays with the assignment, so that a late answer on it still counts, but it is held by nobody.

alter table assignment_buildings
  add column is_withdrawn boolean not null default false;
comment on column assignment_buildings.is_withdrawn is 'Not offered again with this assignment; a late answer still counts.';

drop index unanswered_by_building;
create index held_by_building on assignment_buildings (building_id) where not is_answered and not is_withdrawn;
