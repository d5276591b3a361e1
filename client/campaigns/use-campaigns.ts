import { useInfiniteQuery } from "@tanstack/react-query";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";

/**
 * The campaigns that this visitor may see, newest first, a page at a time: `list` says how the fetching goes.
 *
 * @param isArchive those that staff put away, in place of the current ones
 */
export function useCampaigns(isArchive = false) {
  const list = useInfiniteQuery({
    queryKey: isArchive ? ["campaigns", "archive"] : ["campaigns"],
    queryFn: ({ pageParam }) =>
      call(API.listCampaigns, {
        ...(pageParam === null ? {} : { cursor: pageParam }),
        ...(isArchive ? { archived: "true" } : {}),
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  return { list, items: list.data?.pages.flatMap((page) => page.items) ?? [] };
}
