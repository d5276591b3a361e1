/** Which of the volunteers to show and in which order; it stands in the address, so that it can be sent to somebody. */
export const SHOWN = ["all", "flagged", "excluded"] as const;
export type Shown = (typeof SHOWN)[number];
export const SORTS = ["answers", "skill", "gold"] as const;
export type Sort = (typeof SORTS)[number];

export type PeopleView = {
  shown: Shown;
  sort: Sort;
  /** The smallest first. */
  isRising: boolean;
  /** Part of a pseudonym. */
  find: string;
  /** From 0. */
  page: number;
  /** Whoever is looked at. */
  volunteer: string | null;
};

/** Of whom one wants to see which end first: many answers, little skill, much disagreement with gold. */
const RISES_FIRST: Record<Sort, boolean> = { answers: false, skill: true, gold: false };

export function readPeopleView(search: URLSearchParams): PeopleView {
  const sort = SORTS.find((name) => name === search.get("sort")) ?? "answers";
  const order = search.get("order");
  const page = Number(search.get("page") ?? "1");
  return {
    shown: SHOWN.find((name) => name === search.get("show")) ?? "all",
    sort,
    isRising: order === null ? RISES_FIRST[sort] : order === "rising",
    find: search.get("find") ?? "",
    page: Number.isInteger(page) && page > 1 ? page - 1 : 0,
    volunteer: search.get("volunteer"),
  };
}

/** The address after a change. Whatever changes who is listed begins at the first page. */
export function writePeopleView(search: URLSearchParams, change: Partial<PeopleView>): URLSearchParams {
  const view = { ...readPeopleView(search), ...change };
  if (change.sort !== undefined && change.isRising === undefined) view.isRising = RISES_FIRST[change.sort];
  if (change.page === undefined && change.volunteer === undefined) view.page = 0;
  const next = new URLSearchParams();
  if (view.shown !== "all") next.set("show", view.shown);
  if (view.sort !== "answers") next.set("sort", view.sort);
  if (view.isRising !== RISES_FIRST[view.sort]) next.set("order", view.isRising ? "rising" : "falling");
  if (view.find !== "") next.set("find", view.find);
  if (view.page > 0) next.set("page", String(view.page + 1));
  if (view.volunteer !== null) next.set("volunteer", view.volunteer);
  return next;
}
