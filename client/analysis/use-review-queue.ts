import { useQuery } from "@tanstack/react-query";
import { API } from "../../shared/api.ts";
import type { ReviewQueue } from "../../shared/reviews.ts";
import { call } from "../api.ts";
import { reviewQueueKey } from "./keys.ts";

const EVERY_MS = 30_000;
const EMPTY: ReviewQueue = { total: 0, items: [], reasons: [] };

/** What waits, and whether that is known: nothing to decide and nothing heard yet are different things. */
export type LoadedQueue = ReviewQueue & { isPending: boolean; fault: Error | null; ask: () => void };

/** What waits for the one who looks, looked for again every half minute; empty for those who decide nothing. */
export function useReviewQueue(slug: string, isAnalyst: boolean): LoadedQueue {
  const { data, isPending, error, refetch } = useQuery({
    queryKey: reviewQueueKey(slug),
    queryFn: ({ signal }) => call(API.getReviewQueue, { slug }, signal),
    refetchInterval: EVERY_MS,
    enabled: isAnalyst,
  });
  return { ...(data ?? EMPTY), isPending, fault: error, ask: () => void refetch() };
}
