import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { OwnCampaign } from "../../shared/accounts.ts";
import { API, type AnswerOf } from "../../shared/api.ts";
import { call } from "../api.ts";

/** What this browser's volunteer did, campaign by campaign. */
export function useOwnCampaigns(): UseQueryResult<{ items: OwnCampaign[] }> {
  return useQuery({
    queryKey: ["me", "campaigns"],
    queryFn: ({ signal }) => call(API.listOwnCampaigns, {}, signal),
  });
}

/** What they asked analysts, newest first, with the answers. */
export function useOwnQuestions(): UseQueryResult<AnswerOf<typeof API.listOwnQuestions>> {
  return useQuery({
    queryKey: ["me", "questions"],
    queryFn: ({ signal }) => call(API.listOwnQuestions, { limit: "100" }, signal),
  });
}
