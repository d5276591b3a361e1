import { z } from "zod";
import { API } from "../../shared/api.ts";
import { Campaign } from "../../shared/campaigns.ts";
import { ApiProblem, call } from "../api.ts";
import { onDevice } from "./device-database.ts";

const Kept = z.object({ id: z.string(), campaign: Campaign });

/**
 * One campaign, from the server; from this device when no server can be reached: without its scenes and classes
 * nobody could answer on the way.
 *
 * @throws ApiProblem
 */
export async function fetchCampaign(slug: string, signal?: AbortSignal): Promise<Campaign> {
  try {
    const campaign = await call(API.getCampaign, { slug }, signal);
    void onDevice("campaigns", "readwrite", (kept) => kept.put({ id: slug, campaign })).catch(
      () => undefined,
    );
    return campaign;
  } catch (fault) {
    const isOutOfReach = fault instanceof ApiProblem && (fault.status === 0 || fault.status >= 502);
    const kept = isOutOfReach ? await findKept(slug) : null;
    if (kept === null) throw fault;
    return kept;
  }
}

async function findKept(slug: string): Promise<Campaign | null> {
  const kept: unknown = await onDevice<unknown>("campaigns", "readonly", (all) => all.get(slug)).catch(
    () => null,
  );
  const read = Kept.safeParse(kept);
  return read.success ? read.data.campaign : null;
}
