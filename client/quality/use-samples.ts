import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { API } from "../../shared/api.ts";
import type { NewSample, SampleDetail } from "../../shared/samples.ts";
import { call } from "../api.ts";

const listKey = (slug: string) => ["samples", slug] as const;
const sampleKey = (id: string) => ["sample", id] as const;
const reportKey = (id: string) => ["sample-report", id] as const;

export function useSamples(slug: string) {
  return useQuery({
    queryKey: listKey(slug),
    queryFn: ({ signal }) => call(API.listSamples, { slug }, signal),
  });
}

export function useDrawSample(slug: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: NewSample) => call(API.drawSample, { slug, ...input }),
    onSuccess: () => queries.invalidateQueries({ queryKey: listKey(slug) }),
  });
}

export function useSample(id: string) {
  return useQuery({
    queryKey: sampleKey(id),
    queryFn: ({ signal }) => call(API.getSample, { id }, signal),
  });
}

export function useSampleReport(id: string) {
  return useQuery({
    queryKey: reportKey(id),
    queryFn: ({ signal }) => call(API.getSampleReport, { id }, signal),
    // Labels are given on the same page: what was read before says nothing any more.
    staleTime: 0,
  });
}

/** Stores a label; the sample at hand learns it at once, and after the last one what the volunteers said. */
export function useLabel(slug: string, id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (input: { building: string; class: string | null }) =>
      call(API.labelSampleItem, { id, ...input }),
    onSuccess: (item) => {
      queries.setQueryData<SampleDetail>(sampleKey(id), (before) =>
        before === undefined
          ? before
          : { ...before, items: before.items.map((one) => (one.building === item.building ? item : one)) },
      );
      if (item.crowd !== null) void queries.invalidateQueries({ queryKey: sampleKey(id) });
      void queries.invalidateQueries({ queryKey: listKey(slug) });
      void queries.invalidateQueries({ queryKey: reportKey(id) });
    },
  });
}
