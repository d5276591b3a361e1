import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { API } from "../../shared/api.ts";
import type { CampaignVolunteer } from "../../shared/volunteers.ts";
import { call } from "../api.ts";
import { volunteersKey } from "./keys.ts";

export type Volunteers = {
  people: readonly CampaignVolunteer[];
  /** Whether pages are still to come; what is there can be read meanwhile. */
  isReading: boolean;
  fault: unknown;
  retry: () => void;
};

const PER_PAGE = "200";
const FIRST: string | null = null;

/**
 * Everybody who answered in a campaign. The server tells them in pages by id; all are read, one page after another,
 * because skill is known to the newest fit alone and nobody but the reader can sort by it.
 */
export function useVolunteers(slug: string): Volunteers {
  const query = useInfiniteQuery({
    queryKey: volunteersKey(slug),
    queryFn: ({ pageParam, signal }) => {
      const page = pageParam === null ? {} : { cursor: pageParam };
      return call(API.listVolunteers, { slug, limit: PER_PAGE, ...page }, signal);
    },
    initialPageParam: FIRST,
    getNextPageParam: ({ next }) => next,
  });
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);
  return {
    people: query.data?.pages.flatMap(({ items }) => items) ?? [],
    isReading: query.isPending || hasNextPage,
    fault: query.error,
    retry: () => void (query.data === undefined ? query.refetch() : fetchNextPage()),
  };
}
