import type {
  CampaignVolunteer,
  CopyingCluster,
  CopyingPair,
  CopyingReport,
} from "../../shared/volunteers.ts";

/** Accounts of which an admin has not yet said whether they count on their own or as one. */
export function undecidedAccounts({ clusters }: CopyingReport): number {
  return clusters.flatMap(({ members }) => members).filter(({ decision }) => decision === null).length;
}

/** Of all that two of a group both answered: the share with the same answer, and the share that skill explains. */
export function sharesOf({ pairs }: CopyingCluster): { agreed: number; expected: number } {
  const sum = (part: (pair: CopyingPair) => number) => pairs.reduce((total, pair) => total + part(pair), 0);
  const common = Math.max(
    1,
    sum((pair) => pair.common),
  );
  return { agreed: sum((pair) => pair.agreed) / common, expected: sum((pair) => pair.expected) / common };
}

/** What two accounts have in common as a share of the smaller one's answers, 0–1. */
export function overlapOf(common: number, first: CampaignVolunteer, second: CampaignVolunteer): number {
  return Math.min(1, common / Math.max(1, Math.min(first.votes, second.votes)));
}
