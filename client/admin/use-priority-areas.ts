import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { API } from "../../shared/api.ts";
import type { Polygon } from "../../shared/geo.ts";
import { call } from "../api.ts";

/** A campaign's priority areas; each change is stored at once and can be undone as long as the page is open. */
export function usePriorityAreas(slug: string) {
  const queries = useQueryClient();
  const key = ["priority-areas", slug];
  const [before, setBefore] = useState<readonly Polygon[][]>([]);
  const stored = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(API.getPriorityAreas, { slug }, signal),
  });
  const areas = stored.data?.areas ?? [];
  const save = useMutation({
    mutationFn: (next: Polygon[]) => call(API.putPriorityAreas, { slug, areas: next }),
    onSuccess: (answer) => queries.setQueryData(key, answer),
  });
  return {
    stored,
    areas,
    fault: save.error,
    isSaving: save.isPending,
    canUndo: before.length > 0,
    change: (next: Polygon[]) => {
      save.mutate(next, { onSuccess: () => setBefore((past) => [...past, [...areas]]) });
    },
    undo: () => {
      const last = before.at(-1);
      if (last !== undefined) save.mutate(last, { onSuccess: () => setBefore((past) => past.slice(0, -1)) });
    },
  };
}
