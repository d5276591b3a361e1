import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { API } from "../../shared/api.ts";
import type { Upkeep } from "../../shared/consensus.ts";
import { call } from "../api.ts";
import { copyingKey, upkeepKey, volunteersKey } from "./keys.ts";

/** While something is being computed, milliseconds. */
const POLL_MS = 1_000;

const isUnderWay = (upkeep: Upkeep | undefined): boolean =>
  upkeep !== undefined && (upkeep.buildings > 0 || upkeep.isFitDue);

export type UpkeepView = { upkeep: Upkeep | null; isBusy: boolean; readAt: number };

/** What is still to be computed, followed to its end; what was learnt of people is then read again. */
export function useUpkeep(slug: string): UpkeepView {
  const queries = useQueryClient();
  const { data, dataUpdatedAt } = useQuery({
    queryKey: upkeepKey(slug),
    queryFn: ({ signal }) => call(API.getUpkeep, { slug }, signal),
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? POLL_MS : false),
  });
  const isBusy = isUnderWay(data);
  const wasBusy = useRef(false);
  useEffect(() => {
    if (wasBusy.current && !isBusy) {
      void queries.invalidateQueries({ queryKey: volunteersKey(slug) });
      void queries.invalidateQueries({ queryKey: copyingKey(slug) });
    }
    wasBusy.current = isBusy;
  }, [isBusy, queries, slug]);
  return { upkeep: data ?? null, isBusy, readAt: dataUpdatedAt };
}
