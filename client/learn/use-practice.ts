import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { v7 as makeId } from "uuid";
import { API } from "../../shared/api.ts";
import type { Campaign } from "../../shared/campaigns.ts";
import { call } from "../api.ts";
import { ensureSession, ME_KEY } from "../session.ts";
import { voteFrom } from "../tagging/draft.ts";
import type { Answer } from "../tagging/tagging-screen.tsx";
import { likenessOf } from "./likeness.ts";
import { goOn, layOut, putAside, ROUND_BUILDINGS, type Round, type Step } from "./practice-steps.ts";

/**
 * A round of practice. Answers go to the server at once and not through the outbox: what an expert says can only be
 * told of an answer that was stored. An answer that fails is kept on screen and sent again under the same id.
 */
export function usePractice(campaign: Campaign) {
  const { slug } = campaign;
  const queries = useQueryClient();
  const [round, setRound] = useState<Round | null>(null);
  const [number, setNumber] = useState(1);
  const voteIds = useRef(new Map<string, string>());

  const loading = useQuery({
    queryKey: ["practice", slug, number],
    queryFn: async () => {
      await ensureSession();
      await queries.invalidateQueries({ queryKey: ME_KEY });
      const { assignments } = await call(API.leaseAssignments, {
        slug,
        count: ROUND_BUILDINGS,
        practice: true,
      });
      const laidOut = layOut(assignments);
      setRound(laidOut);
      return laidOut;
    },
    // Without a network it says so instead of loading for ever.
    networkMode: "always",
    gcTime: 0,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

  const sending = useMutation({
    mutationFn: async ({ step, answer }: { step: Step; answer: Answer }) => {
      const { assignment, building, key } = step.unit;
      const id = voteIds.current.get(key) ?? makeId();
      voteIds.current.set(key, id);
      const { draft, elapsedMs, seen } = answer;
      const vote = voteFrom(draft, { id, building: building.id, elapsedMs, seen });
      await call(API.castVotes, { id: assignment, votes: [vote] });
      return step.isLastOfTask ? call(API.getLesson, { id: assignment }) : { buildings: [] };
    },
    onSuccess: ({ buildings }) => {
      setRound((old) => {
        if (old === null) return old;
        const fresh = buildings.map(
          (one) => [one.building, { ...one, likeness: likenessOf(one, campaign) }] as const,
        );
        return goOn({ ...old, told: new Map([...old.told, ...fresh]) });
      });
    },
  });

  return {
    round,
    loading,
    sending,
    goOn: () => setRound((old) => (old === null ? old : goOn(old))),
    skip: (step: Step) => {
      // Whether the server hears of it or not, this round goes on without it.
      void call(API.skipAssignment, { id: step.unit.assignment }).catch(() => undefined);
      setRound((old) => (old === null ? old : putAside(old)));
    },
    again: () => {
      setRound(null);
      setNumber(number + 1);
    },
  };
}
