import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { API } from "../../shared/api.ts";
import { filterToParameters, type FindingFilter } from "../../shared/finding-filter.ts";
import { call } from "../api.ts";
import { findingsKey, summaryKey } from "./keys.ts";

/** The buildings under a filter in figures; those before stay until the new ones are there. */
export function useSummary(slug: string, filter: FindingFilter) {
  const parameters = filterToParameters(filter);
  return useQuery({
    queryKey: [...summaryKey(slug), parameters],
    queryFn: ({ signal }) => call(API.getSummary, { slug, ...parameters }, signal),
    placeholderData: keepPreviousData,
  });
}

/** The first buildings under a filter, in the order of their ids; `name`: those that are called so. */
export function useFindings(slug: string, filter: FindingFilter, options: { limit: number; name?: string }) {
  const { limit, name = "" } = options;
  const parameters = {
    ...filterToParameters(filter),
    limit: String(limit),
    ...(name === "" ? {} : { name }),
  };
  return useQuery({
    queryKey: [...findingsKey(slug), parameters],
    queryFn: ({ signal }) => call(API.listConsensus, { slug, ...parameters }, signal),
    placeholderData: keepPreviousData,
  });
}
