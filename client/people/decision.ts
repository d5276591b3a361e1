import { API } from "../../shared/api.ts";
import { call } from "../api.ts";

/** What an admin can decide about people: whether they count at all, whether on their own, and their name on boards. */
export type DecisionKind = "exclude" | "include" | "clear" | "join" | "unname" | "rename";

/** Decisions after which nothing is computed anew. */
export const OF_NAMES: ReadonlySet<DecisionKind> = new Set(["unname", "rename"]);

export type Person = { id: string; pseudonym: string };

export type Decision = { kind: DecisionKind; who: readonly Person[]; reason: string };

/** What takes each decision back. */
export const OPPOSITE: Record<DecisionKind, DecisionKind> = {
  exclude: "include",
  include: "exclude",
  clear: "join",
  join: "clear",
  unname: "rename",
  rename: "unname",
};

const DECIDE: Record<DecisionKind, (slug: string, id: string, reason: string) => Promise<unknown>> = {
  exclude: (_slug, id, reason) => call(API.excludeVolunteer, { id, excluded: true, reason }),
  include: (_slug, id, reason) => call(API.excludeVolunteer, { id, excluded: false, reason }),
  clear: (slug, id, reason) => call(API.decideCopying, { slug, id, cleared: true, reason }),
  join: (slug, id, reason) => call(API.decideCopying, { slug, id, cleared: false, reason }),
  unname: (_slug, id, reason) => call(API.decideBoardName, { id, isRemoved: true, reason }),
  rename: (_slug, id, reason) => call(API.decideBoardName, { id, isRemoved: false, reason }),
};

/**
 * Decides about one person after another. Deciding the same twice changes nothing, so that whoever was interrupted
 * begins again.
 *
 * @param onStep hears how many are done
 */
export async function carryOut(
  slug: string,
  { kind, who, reason }: Decision,
  onStep: (done: number) => void,
): Promise<void> {
  let done = 0;
  for (const { id } of who) {
    // One after another: each recounts what the one before may have touched.
    // oxlint-disable-next-line no-await-in-loop
    await DECIDE[kind](slug, id, reason);
    onStep((done += 1));
  }
}
