import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { followCampaign } from "../live.ts";
import { copyingKey, upkeepKey } from "./keys.ts";

/** Keeps the found copies fresh on a screen that follows the campaign for nothing else. */
export function useFollowCopying(slug: string): void {
  const queries = useQueryClient();
  useEffect(() => {
    const refresh = () => {
      void queries.invalidateQueries({ queryKey: copyingKey(slug) });
      void queries.invalidateQueries({ queryKey: upkeepKey(slug) });
    };
    return followCampaign(slug, { onCopying: refresh, onLink: (isUp) => isUp && refresh() });
  }, [queries, slug]);
}
