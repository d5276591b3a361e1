import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { API } from "../../shared/api.ts";
import type { CopyingReport } from "../../shared/volunteers.ts";
import { call } from "../api.ts";
import { copyingKey } from "./keys.ts";

/** Accounts that seem to copy each other, for admins. Whoever follows the campaign refreshes `copyingKey`. */
export function useCopying(slug: string): UseQueryResult<CopyingReport> {
  return useQuery({
    queryKey: copyingKey(slug),
    queryFn: ({ signal }) => call(API.getCopying, { slug }, signal),
  });
}
