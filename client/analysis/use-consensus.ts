import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import type { Campaign } from "../../shared/campaigns.ts";
import type { ConsensusFeature } from "../../shared/consensus.ts";
import { campaignKey } from "../campaigns/use-campaign.ts";
import { followCampaign } from "../live.ts";
import { copyingKey } from "../people/keys.ts";
import { createConsensusStore, type ConsensusStore } from "./consensus-store.ts";
import { buildingKey, exportsKey } from "./keys.ts";
import { loadConsensus, MAX_SINGLE_READINGS, refreshOutdated } from "./load-consensus.ts";

/** How the reading of a campaign's consensus goes. `isLive`: the link is up, so what is shown is what is. */
export type ConsensusLink = { isLoaded: boolean; isLive: boolean; fault: unknown };

/** Distributions follow their answers this much later, so that a burst of votes is one reading, milliseconds. */
const REFRESH_AFTER_MS = 3_000;
/** After a reading of the whole campaign the next waits longer: in a busy hour it is megabytes, milliseconds. */
const REFRESH_AFTER_RELOAD_MS = 20_000;

/** The store of a campaign, loaded once and kept up to date while the screen is open. */
export function useConsensus(slug: string): {
  store: ConsensusStore;
  link: ConsensusLink;
  retry: () => void;
} {
  const queries = useQueryClient();
  // A new object is a new attempt.
  const [attempt, setAttempt] = useState({});
  const [store] = useState(createConsensusStore);
  const [link, setLink] = useState<ConsensusLink>({ isLoaded: false, isLive: false, fault: null });

  useEffect(() => {
    const leaving = new AbortController();
    const change = (part: Partial<ConsensusLink>) => {
      if (!leaving.signal.aborted) setLink((old) => ({ ...old, ...part }));
    };
    change({ isLoaded: false, fault: null });
    loadConsensus(slug, store, leaving.signal).then(
      () => {
        change({ isLoaded: true });
        if (!leaving.signal.aborted) follow(slug, store, queries, change, leaving.signal);
      },
      (fault: unknown) => change({ fault }),
    );
    return () => leaving.abort();
    // oxlint-disable-next-line react/exhaustive-effect-dependencies -- `attempt` changes to run this again
  }, [slug, store, queries, attempt]);

  return { store, link, retry: () => setAttempt({}) };
}

/** The buildings as they are now; the same array until one changes. */
export function useBuildings(store: ConsensusStore): readonly ConsensusFeature[] {
  return useSyncExternalStore(store.subscribe, store.snapshot);
}

function follow(
  slug: string,
  store: ConsensusStore,
  queries: QueryClient,
  change: (part: Partial<ConsensusLink>) => void,
  signal: AbortSignal,
): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = REFRESH_AFTER_MS;
  const refreshSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      const outdated = store.takeOutdated();
      pauseMs = outdated.length > MAX_SINGLE_READINGS ? REFRESH_AFTER_RELOAD_MS : REFRESH_AFTER_MS;
      // A reading that fails leaves older distributions beside newer answers until the next change or reload.
      refreshOutdated(slug, store, outdated, signal).catch(() => undefined);
    }, pauseMs);
  };
  const unfollow = followCampaign(slug, {
    onProgress: (progress) =>
      queries.setQueryData<Campaign>(campaignKey(slug), (old) => old && { ...old, progress }),
    onConsensus: (items) => {
      store.apply(items);
      for (const { building } of items) {
        void queries.invalidateQueries({ queryKey: buildingKey(slug, building) });
      }
      refreshSoon();
    },
    onCopying: () => void queries.invalidateQueries({ queryKey: copyingKey(slug) }),
    onExport: () => void queries.invalidateQueries({ queryKey: exportsKey(slug) }),
    onLink: (isLive) => {
      change({ isLive });
      if (isLive) void queries.invalidateQueries({ queryKey: exportsKey(slug) });
    },
  });
  signal.addEventListener("abort", () => {
    clearTimeout(timer);
    unfollow();
  });
}
