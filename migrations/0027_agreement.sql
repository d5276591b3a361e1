-- How far the volunteers of one building agree, kept beside its consensus, so that a campaign's agreement is a count.

alter table consensus add column agreement double precision constraint agreement_is_a_share check (agreement between 0 and 1);
comment on column consensus.agreement is 'Share of the counted answers that say what most say: the class, else the window; null below two answers that tell.';

update consensus
   set agreement = shares.agreement
  from (select building_id, max(same)::float8 / sum(same) as agreement
          from (select building_id, count(*) as same
                  from (select distinct on (votes.building_id, volunteer_id)
                               votes.building_id, votes.class, votes.last_intact, votes.first_damaged, cannot_tell, asks_class
                          from votes
                          join buildings on buildings.id = votes.building_id
                          join campaigns on campaigns.id = buildings.campaign_id
                          join accounts on accounts.id = volunteer_id and not excluded
                         order by votes.building_id, volunteer_id, votes.revision desc) as newest
                 where cannot_tell is null
                 group by building_id, case when asks_class then class else concat(last_intact, '/', first_damaged) end) as said
         group by building_id
        having sum(same) > 1) as shares
 where shares.building_id = consensus.building_id;
