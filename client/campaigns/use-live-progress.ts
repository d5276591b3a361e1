import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Campaign } from "../../shared/campaigns.ts";
import type { CampaignHandlers } from "../live.ts";
import { campaignKey } from "./use-campaign.ts";

/**
 * Writes the campaign's progress into the query cache as it happens; says whether the link is up.
 * The socket's code is fetched only now: the page is readable before it.
 */
export function useLiveProgress(slug: string): boolean {
  const queries = useQueryClient();
  const [isLive, setIsLive] = useState(false);
  useEffect(() => {
    const key = campaignKey(slug);
    const handlers: CampaignHandlers = {
      onProgress: (progress) =>
        queries.setQueryData<Campaign>(key, (old) => (old === undefined ? old : { ...old, progress })),
      onLink: (isConnected) => {
        setIsLive(isConnected);
        if (isConnected) void queries.invalidateQueries({ queryKey: key });
      },
    };
    let unfollow: (() => void) | null = null;
    let isGone = false;
    async function follow(): Promise<void> {
      const { followCampaign } = await import("../live.ts");
      if (!isGone) unfollow = followCampaign(slug, handlers);
    }
    void follow();
    return () => {
      isGone = true;
      unfollow?.();
    };
  }, [queries, slug]);
  return isLive;
}
