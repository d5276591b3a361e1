/** What is asked of the database for all who lease in the same turn: two statements in one transaction. */
import { prepared, sql, type Tx } from "../db.ts";
import { isFreeFor, whatIsAssigned, type AssignedBuilding } from "./assignments.sql.ts";
import { inRandomOrder, isOpenTo } from "./candidates.sql.ts";

/** What somebody asks for, each of them once a turn. */
export type Asked = {
  slug: string;
  volunteerId: string;
  /** Tasks to find: those asked for, and spare ones, since some turn out to be taken. */
  most: number;
  /** From where on to look in the campaign's random order, in [0, 1). */
  start: number;
  /** Without regard to place or to what an answer would teach. */
  isAtRandom: boolean;
};

/** What was found for one who asked. */
export type Found = {
  /** Which of them, from 1. */
  place: number;
  campaignId: string;
  min: number;
  leaseSeconds: number;
  hasGold: boolean;
  /** Open leases, practice left out, oldest first; with commas between. */
  held: string;
  /** How many leases are open, practice included. */
  open: number;
  /** Locked tasks, the best first, with commas between; nobody else in this turn has them. */
  tasks: string;
};

const ME = sql`asked.volunteer_id`;

/** Tasks of a campaign that are looked at for all who ask in a turn: the most informative of them are given. */
const SAMPLE_SIZE = sql`100 + 100 * asked.hands`;
const THEIRS = { campaignId: sql`asked.campaign_id`, start: sql`asked.start` };

/** Each task falls to one of those who ask. */
const IS_IN_HAND = sql`(hands = 1 or (uuid_hash(id) & 2147483647) % hands = hand)`;

/** Of priority areas, those that are free at a glance: everybody is sent there, so most may be held. */
const PRIORITY_TASKS = sql`
  (select id
     from (select id, gain
             from ${inRandomOrder(THEIRS, sql`is_priority and not asked.is_at_random and ${IS_IN_HAND}`, sql`1000`)} as tasks
            where ${isOpenTo(ME)}
            limit 200) as tasks
    where exists (select
                    from buildings
                    left join consensus on consensus.building_id = buildings.id
                   where buildings.task_id = tasks.id and ${isFreeFor(ME, sql`asked.redundancy_min`)})
    order by gain desc
    limit asked.most)
`;

/** Whether a task is open to somebody costs more than anything else here, so it is asked of the best first. */
const SAMPLED_TASKS = sql`
  (select id
     from (select id
             from sampled
            where sampled.campaign_id = asked.campaign_id and ${IS_IN_HAND}
            order by case when asked.is_at_random then 0 else gain end desc
           offset 0) as tasks
    where ${isOpenTo(ME)}
    limit asked.most)
`;

/**
 * Takes the turn of everybody who asks, and finds and locks tasks for each: of priority areas, then of a sample, the
 * most informative first. Missing in the answer is whose campaign takes no answers, and who is being given something by
 * another transaction.
 *
 * The tasks of a campaign are dealt among those who ask for some of it, since leases of a turn do not see each other.
 *
 * One statement, since each costs as much as its rows. So it may miss a lease of the same volunteer that another process
 * has just written: `insertLeases` looks again.
 */
export function findTasks(tx: Tx, asked: readonly Asked[]): Promise<Found[]> {
  return tx.many(
    prepared(
      "find-tasks",
      sql`
        with asked as materialized (
          select asked.*, campaigns.id as campaign_id, redundancy_min, lease_seconds,
                 count(*) over (partition by campaigns.id) as hands,
                 row_number() over (partition by campaigns.id order by place) - 1 as hand
            from unnest(${asked.map(({ slug }) => slug)}::text[], ${asked.map(({ volunteerId }) => volunteerId)}::uuid[],
                        ${asked.map(({ most }) => most)}::integer[], ${asked.map(({ start }) => start)}::float8[],
                        ${asked.map(({ isAtRandom }) => isAtRandom)}::boolean[])
                   with ordinality as asked (slug, volunteer_id, most, start, is_at_random, place)
            join campaigns on campaigns.slug = asked.slug and campaigns.status = 'open'
        ), present as materialized (
          select id
            from accounts
           where id = any(${asked.map(({ volunteerId }) => volunteerId)}::uuid[])
           order by id
             for no key update skip locked -- foreign keys to accounts take only a key share and pass
        ), sampled as materialized (
          select asked.campaign_id, tasks.id, gain
            from asked
           cross join lateral (select id, gain
                                 from ${inRandomOrder(THEIRS, sql`true`, SAMPLE_SIZE)} as tasks
                                limit ${SAMPLE_SIZE}) as tasks
           where hand = 0
        ), found as (
          select place, most, candidates.id, min(rank) as rank
            from asked
            join present on present.id = volunteer_id
           cross join lateral (select id, row_number() over () as rank
                                 from (${PRIORITY_TASKS} union all ${SAMPLED_TASKS}) as ranked) as candidates
           group by place, most, candidates.id
        ), chosen as (
          select place, id, rank
            from (select place, most, id, rank, row_number() over (partition by place order by rank) as nth
                    from found) as numbered
           where nth <= most
        ), locked as materialized (
          select id
            from tasks
           where id = any(array(select id from chosen)) and is_wanted
           order by id
             for no key update skip locked -- so that what is counted next cannot change before the lease is written
        )
        select place, campaign_id as "campaignId", redundancy_min as min, lease_seconds as "leaseSeconds",
               exists (select from gold where gold.campaign_id = asked.campaign_id) as "hasGold",
               coalesce(held, '') as held, open,
               coalesce((select string_agg(id::text, ',' order by rank)
                           from chosen
                           join locked using (id)
                          where chosen.place = asked.place), '') as tasks
          from asked
          join present on present.id = volunteer_id
         cross join lateral (select count(*) as open,
                                    string_agg(id::text, ',' order by leased_at, id) filter (where not is_practice) as held
                               from assignments
                              where assignments.volunteer_id = asked.volunteer_id
                                and assignments.campaign_id = asked.campaign_id
                                and status = 'open' and expires_at > now()) as open
      `,
    ),
  );
}

/** What somebody is to be given, and told beside it. */
export type Allotted = Found & {
  volunteerId: string;
  /** Leases to be given. */
  count: number;
  /** Leases that they hold already and are told again. */
  told: string[];
  /** Locked tasks, the best first, each with the name that its lease would have; before them gold, by its building. */
  offers: { id: string; taskId: string; gold: string | null }[];
};

/** A row per building that somebody of this turn is told of. */
export type ToldBuilding = AssignedBuilding & { place: number };

/**
 * Gives everybody as many of the offered tasks as they want and as are free, and tells what is in those and in the
 * leases held before. One that a volunteer let expire, or answered in part, is the same assignment again, as
 * `upsertAssignments` says. Nothing is given to whom another process has just given something.
 *
 * A statement of its own after the locks, so that it sees every lease given before.
 */
export function insertLeases(tx: Tx, allotted: readonly Allotted[]): Promise<ToldBuilding[]> {
  const offers = allotted.flatMap(({ place, offers: own }) => own.map((offer) => ({ ...offer, place })));
  const held = allotted.flatMap(({ place, told }) => told.map((id) => ({ id, place })));
  return tx.many(
    prepared(
      "insert-leases",
      sql`
        with asked as materialized (
          select *
            from unnest(${allotted.map(({ place }) => place)}::integer[],
                        ${allotted.map(({ volunteerId }) => volunteerId)}::uuid[],
                        ${allotted.map(({ campaignId }) => campaignId)}::uuid[],
                        ${allotted.map(({ min }) => min)}::integer[], ${allotted.map(({ count }) => count)}::integer[],
                        ${allotted.map(({ open }) => open)}::integer[],
                        ${allotted.map(({ leaseSeconds }) => leaseSeconds)}::integer[],
                        ${allotted.map((one) => one.offers.filter(({ gold }) => gold !== null).length)}::integer[])
                 as asked (place, volunteer_id, campaign_id, redundancy_min, wished, open, lease_seconds, golden)
           where open = (select count(*)
                           from assignments
                          where assignments.volunteer_id = asked.volunteer_id
                            and assignments.campaign_id = asked.campaign_id
                            and status = 'open' and expires_at > now())
        ), offered as materialized (
          select *
            from unnest(${offers.map(({ place }) => place)}::integer[], ${offers.map(({ id }) => id)}::uuid[],
                        ${offers.map(({ taskId }) => taskId)}::uuid[], ${offers.map(({ gold }) => gold)}::uuid[])
                 as offered (place, id, task_id, gold)
        ), free as (
          select asked.*, offers.*, row_number() over (partition by place, gold is null) as nth,
                 count(*) filter (where gold is null) over (partition by place) as ordinary
            from asked
           cross join lateral (select *
                                 from (select id, task_id, gold,
                                              array(select buildings.id
                                                      from buildings
                                                      left join consensus on consensus.building_id = buildings.id
                                                     where buildings.task_id = offered.task_id
                                                       and (buildings.id = gold
                                                            or ${isFreeFor(ME, sql`asked.redundancy_min`)})) as buildings
                                         from offered
                                        where offered.place = asked.place
                                       offset 0) as offers -- counted for one after the other, until there are enough
                                where buildings <> '{}'
                                limit wished + golden) as offers
        ), given as materialized (
          select *
            from free
                 -- gold takes the place of a task that could be had, or campaigns would never be done
           where nth <= case when gold is null then wished - least(golden, ordinary) else ordinary end
        ), leased as (
          insert into assignments (id, campaign_id, task_id, volunteer_id, expires_at)
          select id, campaign_id, task_id, volunteer_id, now() + make_interval(secs => lease_seconds)
            from given
              on conflict on constraint a_task_once_per_volunteer -- the volunteer's own lease of before
              do update set status = 'open', expires_at = excluded.expires_at, leased_at = now()
                      where assignments.status <> 'skipped'
          returning id, task_id, expires_at
        ), written as materialized (
          select place, leased.id, leased.id <> given.id as is_old, expires_at, task_id, buildings
            from given
            join leased using (task_id)
        ), withdrawn as (
          update assignment_buildings
             set is_withdrawn = true
            from written
           where is_old and assignment_id = written.id and not is_answered and building_id <> all(buildings)
        ), added as (
          insert into assignment_buildings (assignment_id, building_id)
          select id, building_id
            from written
           cross join unnest(buildings) as building_id
              on conflict (assignment_id, building_id) -- kept from the expired lease
              do update set is_withdrawn = false
        ), told as (
          select place, id, expires_at, false as is_practice, task_id, building_id
            from written
           cross join unnest(buildings) as building_id
           union all
          select place, assignments.id, expires_at, is_practice, task_id, building_id
            from unnest(${held.map(({ place }) => place)}::integer[], ${held.map(({ id }) => id)}::uuid[])
                   as held (place, id)
            join assignments using (id)
            join assignment_buildings on assignment_id = assignments.id and not is_answered and not is_withdrawn
        )
        select place, ${whatIsAssigned(sql`told`)}
          from told
          join tasks on tasks.id = told.task_id
          join buildings on buildings.id = told.building_id
         order by buildings.id
      `,
    ),
  );
}
