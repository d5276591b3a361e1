import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Campaign } from "../../shared/campaigns.ts";
import { campaignKey } from "../campaigns/use-campaign.ts";
import { followCampaign } from "../live.ts";
import { copyingKey } from "../people/keys.ts";
import { createChangeFeed, type ChangeFeed } from "./change-feed.ts";
import { buildingKey, exportsKey, findingsKey, summaryKey } from "./keys.ts";

/** How the link to the server is. `isLive`: what is shown is what is. */
export type ConsensusLink = { isLive: boolean };

/** Figures are asked for again this much after a change, so that a burst of votes is one question, milliseconds. */
const FIGURES_AFTER_MS = 700;

/**
 * Follows a campaign from number `after` on (null: not yet): tells the map where something changed, and asks for
 * figures and lists anew.
 */
export function useConsensus(slug: string, after: number | null): { feed: ChangeFeed; link: ConsensusLink } {
  const queries = useQueryClient();
  const [feed] = useState(createChangeFeed);
  const [link, setLink] = useState<ConsensusLink>({ isLive: false });
  // Later figures have later numbers; the following goes on by itself from the first one.
  const [first, setFirst] = useState(after);
  if (first === null && after !== null) setFirst(after);

  useEffect(() => {
    if (first === null) return undefined;
    return follow(slug, first, feed, queries, setLink);
  }, [slug, first, feed, queries]);

  return { feed, link };
}

function follow(
  slug: string,
  after: number,
  feed: ChangeFeed,
  queries: QueryClient,
  setLink: (link: ConsensusLink) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const askForFigures = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      void queries.invalidateQueries({ queryKey: summaryKey(slug) });
      void queries.invalidateQueries({ queryKey: findingsKey(slug) });
    }, FIGURES_AFTER_MS);
  };
  const unfollow = followCampaign(
    slug,
    {
      onProgress: (progress) =>
        queries.setQueryData<Campaign>(campaignKey(slug), (old) => old && { ...old, progress }),
      onConsensus: (items, seq) => {
        if (items.length === 0) return;
        feed.tell(
          items.map(({ place }) => place),
          seq,
        );
        for (const { building } of items) {
          void queries.invalidateQueries({ queryKey: buildingKey(slug, building) });
        }
        askForFigures();
      },
      onCopying: () => void queries.invalidateQueries({ queryKey: copyingKey(slug) }),
      onExport: () => void queries.invalidateQueries({ queryKey: exportsKey(slug) }),
      onLink: (isLive) => {
        setLink({ isLive });
        if (isLive) void queries.invalidateQueries({ queryKey: exportsKey(slug) });
      },
    },
    after,
  );
  return () => {
    clearTimeout(timer);
    unfollow();
  };
}
