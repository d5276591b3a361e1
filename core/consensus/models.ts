import { z } from "zod";
import type { FittedModel } from "../../shared/consensus/campaign.ts";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import { selectModelParameters, selectNewestModel, type ModelHead } from "./models.sql.ts";

/** A stored fit with what it learnt of each volunteer. */
export type StoredModel = ModelHead & {
  model: FittedModel;
  volunteers: ReadonlyMap<string, FittedModel["volunteers"][number]>;
};

/** Only we write this column; the check finds a row that another release wrote in another shape. */
const Parameters = z.custom<FittedModel>(
  (value) => typeof value === "object" && value !== null && "method" in value && "volunteers" in value,
);

/** What a fit learnt does not change once stored, so the newest of each campaign is kept in memory. */
const newest = new WeakMap<Context["db"], Map<string, StoredModel>>();

/** The campaign's newest fit as `db` sees it, which may be a snapshot; null before the first. */
export async function findNewestModel(ctx: Context, db: Db, campaignId: string): Promise<StoredModel | null> {
  const head = await selectNewestModel(db, campaignId);
  if (head === null) return null;
  const kept = newest.get(ctx.db) ?? new Map<string, StoredModel>();
  newest.set(ctx.db, kept);
  const known = kept.get(campaignId);
  // What it took and how far it knows is written last.
  if (known?.version === head.version) return { ...known, ...head };

  const row = await selectModelParameters(db, campaignId, head.version);
  if (row === null) return null;
  const model = Parameters.parse(row.parameters);
  const volunteers = new Map(model.volunteers.map((volunteer) => [volunteer.key, volunteer]));
  const stored = { ...head, model, volunteers };
  kept.set(campaignId, stored);
  return stored;
}

/** The fit cut down to the volunteers of some ballots, so that a recount of few looks at few. */
export function modelFor({ model, volunteers }: StoredModel, keys: readonly string[]): FittedModel {
  return { ...model, volunteers: keys.flatMap((key) => volunteers.get(key) ?? []) };
}
