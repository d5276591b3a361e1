-- What the map shows of each building, in one narrow row beside it: vector tiles, counts and filters read this alone.
-- The database keeps it by itself, so that no writer of buildings, consensus or reviews can forget to.

create table map_findings (
  campaign_id   uuid             not null,
  building_id   uuid             not null references buildings (id) on delete cascade,
  bounds        box              not null,
  x             integer          not null,
  y             integer          not null,
  outline       bytea,
  status        text             not null default 'open',
  class         text,
  crowd_class   text,
  probability   double precision,
  certainty     double precision not null default 0,
  last_intact   uuid,
  first_damaged uuid,
  votes         integer          not null default 0,
  agreement     double precision,
  primary key (campaign_id, building_id)
) with (fillfactor = 85); -- a recount then writes beside the row it replaces, and no index changes
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
create index map_findings_by_place on map_findings using gist (bounds);

-- Not strict: only so are they written into the statement that calls them, a sixth of the time (10,000 buildings).
create function map_x(longitude double precision) returns integer language sql immutable parallel safe as $$
  select least(2147483647, round(longitude / 360 * 4294967296))::integer
$$;
-- Beyond 85.05° the map ends: what lies there is drawn at its edge.
create function map_y(latitude double precision) returns integer language sql immutable parallel safe as $$
  select least(2147483647, greatest(-2147483648,
           -round(asinh(tan(radians(least(85.06, greatest(-85.06, latitude))))) / pi() * 2147483648)))::integer
$$;

-- What map_findings holds of a building, from the building.
create view buildings_for_map as
select campaign_id, id as building_id, bounds, map_x((center(bounds))[0]) as x, map_y((center(bounds))[1]) as y,
       (select string_agg(int4send(case when ring = 1 then vertices else -vertices end) || positions, '' order by polygon, ring)
          from jsonb_array_elements(case geometry ->> 'type' when 'Polygon' then jsonb_build_array(geometry -> 'coordinates')
                                                             when 'MultiPolygon' then geometry -> 'coordinates' end)
                 with ordinality as polygons (polygon_rings, polygon),
               jsonb_array_elements(polygon_rings) with ordinality as rings (points, ring),
               lateral (select count(*)::integer as vertices,
                               string_agg(int4send(map_x((point ->> 0)::float8)) || int4send(map_y((point ->> 1)::float8)), ''
                                          order by place) as positions
                          from jsonb_array_elements(points) with ordinality as points_of_ring (point, place)
                         where place < jsonb_array_length(points)) as encoded) as outline
  from buildings;

-- What map_findings holds of a building, from its consensus and the review that stands.
create view findings_for_map as
select consensus.campaign_id, consensus.building_id,
       case when is_reviewed then 'reviewed' else status end as status,
       case when is_reviewed then reviews.class when votes > 0 then consensus.class end as class,
       consensus.class as crowd_class,
       case when votes > 0 then probability end as probability,
       case when is_reviewed then 1 when votes = 0 then 0 else probability end as certainty,
       case when coalesce(reviews.last_intact, reviews.first_damaged) is not null then reviews.last_intact
            when is_reviewed or votes > 0 then consensus.last_intact end as last_intact,
       case when coalesce(reviews.last_intact, reviews.first_damaged) is not null then reviews.first_damaged
            when is_reviewed or votes > 0 then consensus.first_damaged end as first_damaged,
       votes, agreement
  from consensus
  left join reviews on reviews.building_id = consensus.building_id and reviews.version = consensus.review_version;

create function put_buildings_on_map() returns trigger language plpgsql as $$
begin
  insert into map_findings (campaign_id, building_id, bounds, x, y, outline)
  select for_map.campaign_id, building_id, for_map.bounds, x, y, outline
    from added
    join buildings_for_map as for_map on building_id = added.id;
  return null;
end $$;
create trigger buildings_are_on_the_map after insert on buildings
  referencing new table as added for each statement execute function put_buildings_on_map();

create function move_building_on_map() returns trigger language plpgsql as $$
begin
  update map_findings
     set bounds = for_map.bounds, x = for_map.x, y = for_map.y, outline = for_map.outline
    from buildings_for_map as for_map
   where for_map.building_id = new.id
     and map_findings.campaign_id = new.campaign_id and map_findings.building_id = new.id;
  return null;
end $$;
-- For each row, so that updates of other columns cost nothing.
create trigger the_map_follows_buildings after update of geometry, bounds on buildings
  for each row when (old.geometry is distinct from new.geometry) execute function move_building_on_map();

create function put_findings_on_map() returns trigger language plpgsql as $$
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
end $$;
create trigger new_findings_are_on_the_map after insert on consensus
  referencing new table as changed for each statement execute function put_findings_on_map();
create trigger the_map_follows_findings after update on consensus
  referencing new table as changed for each statement execute function put_findings_on_map();

insert into map_findings (campaign_id, building_id, bounds, x, y, outline, status, class, crowd_class, probability,
                          certainty, last_intact, first_damaged, votes, agreement)
select buildings.campaign_id, buildings.building_id, bounds, x, y, outline, coalesce(status, 'open'), class, crowd_class,
       probability, coalesce(certainty, 0), last_intact, first_damaged, coalesce(votes, 0), agreement
  from buildings_for_map as buildings
  left join findings_for_map as findings on findings.building_id = buildings.building_id;
