import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { API } from "../../shared/api.ts";
import type { Guide } from "../../shared/guide.ts";
import { call } from "../api.ts";

/** The cache's name for a campaign's field guide. */
export const guideKey = (slug: string) => ["guide", slug] as const;

/** The field guide that a campaign's admins wrote; without entries where they wrote none. */
export function useGuide(slug: string): UseQueryResult<Guide> {
  return useQuery({
    queryKey: guideKey(slug),
    queryFn: ({ signal }) => call(API.getGuide, { slug }, signal),
    staleTime: 300_000,
  });
}
