import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { API } from "../../shared/api.ts";
import type { Question, QuestionReply, QuestionStatus } from "../../shared/questions.ts";
import { call } from "../api.ts";
import { buildingKey, reviewQueueKey } from "./keys.ts";

const EVERY_MS = 30_000;
const PAGE = 50;
const FIRST: string | null = null;

/** What volunteers of a campaign asked, page after page; looked for again every half minute. */
export function useQuestions(slug: string, status: QuestionStatus) {
  return useInfiniteQuery({
    queryKey: ["questions", slug, status],
    queryFn: ({ pageParam, signal }) =>
      call(
        API.listQuestions,
        { slug, status, limit: String(PAGE), ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      ),
    initialPageParam: FIRST,
    getNextPageParam: ({ next }) => next,
    refetchInterval: EVERY_MS,
  });
}

/** Answers, closes or opens a question; every list that it is in is read again. */
export function useReply(slug: string, id: string) {
  const queries = useQueryClient();
  return useMutation<Question, unknown, QuestionReply>({
    mutationFn: (reply) => call(API.replyToQuestion, { id, ...reply }),
    onSuccess: async ({ building }) => {
      await queries.invalidateQueries({ queryKey: ["questions", slug] });
      await queries.invalidateQueries({ queryKey: buildingKey(slug, building) });
      await queries.invalidateQueries({ queryKey: reviewQueueKey(slug) });
    },
  });
}
