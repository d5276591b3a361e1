import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { API } from "../../shared/api.ts";
import type { Quality } from "../../shared/quality.ts";
import { call } from "../api.ts";

/** Agreement and accuracy of a campaign; asked for only once the reader is known to be an analyst. */
export function useQuality(slug: string, isAnalyst: boolean): UseQueryResult<Quality> {
  return useQuery({
    queryKey: ["quality", slug],
    queryFn: ({ signal }) => call(API.getQuality, { slug }, signal),
    enabled: isAnalyst,
  });
}
