import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { Campaign } from "../../shared/campaigns.ts";
import { fetchCampaign } from "../offline/kept-campaign.ts";

/** The cache's name for a campaign: whoever hears that it changed refreshes this. */
export const campaignKey = (slug: string) => ["campaign", slug] as const;

/** One campaign with its scenes and progress. */
export function useCampaign(slug: string): UseQueryResult<Campaign> {
  return useQuery({
    queryKey: campaignKey(slug),
    queryFn: ({ signal }) => fetchCampaign(slug, signal),
    // Without a network it is read from this device.
    networkMode: "always",
  });
}
