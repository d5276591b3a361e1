import { useInfiniteQuery } from "@tanstack/react-query";
import { API } from "../../shared/api.ts";
import { call } from "../api.ts";

/** The campaigns that this visitor may see, newest first, a page at a time: `list` says how the fetching goes. */
export function useCampaigns() {
  const list = useInfiniteQuery({
    queryKey: ["campaigns"],
    queryFn: ({ pageParam }) => call(API.listCampaigns, pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  return { list, items: list.data?.pages.flatMap((page) => page.items) ?? [] };
}
