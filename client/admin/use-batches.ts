import { useQuery, useQueryClient, type QueryClient, type UseQueryResult } from "@tanstack/react-query";
import { useEffect } from "react";
import { API, type AnswerOf } from "../../shared/api.ts";
import type { Batch } from "../../shared/batches.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { call } from "../api.ts";
import { campaignKey } from "../campaigns/use-campaign.ts";
import { followCampaign } from "../live.ts";
import { copyingKey } from "../people/keys.ts";

type BatchList = AnswerOf<typeof API.listBatches>;

const batchesKey = (slug: string) => ["batches", slug] as const;

/** While an import runs, in case a hint is lost, milliseconds. */
const POLL_MS = 4_000;

export function isUnderWay({ status }: Batch): boolean {
  return status === "queued" || status === "running";
}

/** The imports of a campaign, newest first, kept up to date file by file. */
export function useBatches(slug: string): UseQueryResult<BatchList> {
  const queries = useQueryClient();
  useEffect(
    () =>
      followCampaign(slug, {
        onProgress: (progress) =>
          queries.setQueryData<Campaign>(campaignKey(slug), (old) => old && { ...old, progress }),
        onCopying: () => void queries.invalidateQueries({ queryKey: copyingKey(slug) }),
        onBatch: (id) => void refreshBatch(queries, slug, id),
        onLink: (isUp) => {
          if (isUp) void queries.invalidateQueries({ queryKey: batchesKey(slug) });
        },
      }),
    [queries, slug],
  );
  return useQuery({
    queryKey: batchesKey(slug),
    queryFn: ({ signal }) => call(API.listBatches, { slug, limit: "50" }, signal),
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) === true ? POLL_MS : false),
  });
}

/** Fetches one batch into the list; scenes that have come are in the campaign, so that is fetched as well. */
export async function refreshBatch(queries: QueryClient, slug: string, id: string): Promise<void> {
  const batch = await queries.fetchQuery({
    queryKey: ["batch", id],
    queryFn: () => call(API.getBatch, { id }),
    staleTime: 0,
  });
  queries.setQueryData<BatchList>(
    batchesKey(slug),
    (old) => old && { ...old, items: placed(old.items, batch) },
  );
  void queries.invalidateQueries({ queryKey: campaignKey(slug) });
}

function placed(batches: readonly Batch[], batch: Batch): Batch[] {
  const isKnown = batches.some(({ id }) => id === batch.id);
  return isKnown ? batches.map((one) => (one.id === batch.id ? batch : one)) : [batch, ...batches];
}
