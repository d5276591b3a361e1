import type { CampaignVolunteer } from "../../shared/volunteers.ts";
import { wilsonInterval } from "../quality/wilson.ts";
import type { PeopleView, Shown, Sort } from "./people-view.ts";

const IS_SHOWN: Record<Shown, (one: CampaignVolunteer) => boolean> = {
  all: () => true,
  flagged: ({ copying }) => copying !== null,
  excluded: ({ excluded }) => excluded,
};

const SORTED_BY: Record<Sort, (one: CampaignVolunteer) => number | null> = {
  answers: ({ votes }) => votes,
  skill: ({ skill }) => skill?.value ?? null,
  gold: ({ gold }) => surelyWrong(gold),
};

/** How many answers on gold are wrong; they are shares of few, so this is a whole number again. */
export function wrongOnGold({ answers, right }: CampaignVolunteer["gold"]): number {
  return right === null ? 0 : Math.round(answers * (1 - right));
}

/** Least share that is wrong, 95 %: ten wrong of twelve say more than one of one. Null without gold. */
function surelyWrong(gold: CampaignVolunteer["gold"]): number | null {
  return gold.answers === 0 ? null : wilsonInterval(wrongOnGold(gold), gold.answers).low;
}

/** How many each choice of `show` holds. */
export function countShown(people: readonly CampaignVolunteer[]): Record<Shown, number> {
  const count = (shown: Shown) => people.filter(IS_SHOWN[shown]).length;
  return { all: count("all"), flagged: count("flagged"), excluded: count("excluded") };
}

/** The volunteers to list, in order; those of whom nothing is known come last either way. */
export function sortVolunteers(
  people: readonly CampaignVolunteer[],
  { shown, sort, isRising, find }: Pick<PeopleView, "shown" | "sort" | "isRising" | "find">,
): CampaignVolunteer[] {
  const wanted = find.trim().toLowerCase();
  const sign = isRising ? 1 : -1;
  return people
    .filter((one) => IS_SHOWN[shown](one) && one.pseudonym.toLowerCase().includes(wanted))
    .map((one) => ({ one, by: SORTED_BY[sort](one) }))
    .sort((a, b) => {
      if (a.by === null || b.by === null) return Number(a.by === null) - Number(b.by === null);
      return sign * (a.by - b.by) || a.one.pseudonym.localeCompare(b.one.pseudonym);
    })
    .map(({ one }) => one);
}
