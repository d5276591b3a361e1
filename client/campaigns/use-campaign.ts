import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { call } from "../api.ts";

/** The cache's name for a campaign: whoever hears that it changed refreshes this. */
export const campaignKey = (slug: string) => ["campaign", slug] as const;

/** One campaign with its scenes and progress. */
export function useCampaign(slug: string): UseQueryResult<Campaign> {
  return useQuery({
    queryKey: campaignKey(slug),
    queryFn: ({ signal }) => call(API.getCampaign, { slug }, signal),
  });
}
