import { useMemo, useSyncExternalStore } from "react";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";
import { useCampaign } from "../campaigns/use-campaign.ts";
import { outbox } from "../device-outbox.ts";
import { alone, claim, release } from "../offline/claims.ts";
import { aheadOnThisLine } from "../offline/data-saver.ts";
import { useFetchAhead } from "../offline/fetch-ahead.ts";
import { deviceHeldWork } from "../offline/held-work.ts";
import { forgetDraft, listDrafts } from "../offline/kept-drafts.ts";
import { volunteerHere } from "../offline/who.ts";
import { ensureSession } from "../session.ts";
import { createSupply, type Supply, type SupplyState } from "./supply.ts";

/** The buildings of a campaign, one after another, for this browser's volunteer. */
export function useSupply(slug: string): { supply: Supply; state: SupplyState } {
  const supply = useMemo(
    () =>
      createSupply({
        campaign: slug,
        outbox,
        lease: (count, besides) => call(API.leaseAssignments, { slug, count, besides }),
        ensureSession,
        volunteer: volunteerHere,
        held: deviceHeldWork,
        listDrafts,
        forgetDraft,
        claim,
        release,
        alone: (work) => alone(`aftermap-lease-${slug}`, work),
        ahead: () => aheadOnThisLine(outbox.snapshot().link === "unreachable"),
      }),
    [slug],
  );
  const state = useSyncExternalStore(supply.subscribe, supply.snapshot);
  useFetchAhead(useCampaign(slug).data, state.flow.queue);
  return { supply, state };
}
