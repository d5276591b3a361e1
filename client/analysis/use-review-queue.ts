import { useQuery } from "@tanstack/react-query";
import { API } from "../../shared/api.ts";
import type { ReviewQueue } from "../../shared/reviews.ts";
import { call } from "../api.ts";
import { reviewQueueKey } from "./keys.ts";

const EVERY_MS = 30_000;
const EMPTY: ReviewQueue = { total: 0, items: [], reasons: [] };

/** What waits for the one who looks, looked for again every half minute; empty for those who decide nothing. */
export function useReviewQueue(slug: string, isAnalyst: boolean): ReviewQueue {
  const queue = useQuery({
    queryKey: reviewQueueKey(slug),
    queryFn: ({ signal }) => call(API.getReviewQueue, { slug }, signal),
    refetchInterval: EVERY_MS,
    enabled: isAnalyst,
  });
  return queue.data ?? EMPTY;
}
