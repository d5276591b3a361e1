import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { carryOut, type Decision } from "./decision.ts";
import { copyingKey, upkeepKey, volunteersKey } from "./keys.ts";

/** A decision that was carried out, to be told and to be taken back. */
export type DoneDecision = Decision & { at: number };

export type Decisions = {
  decide: (decision: Decision) => void;
  isPending: boolean;
  fault: unknown;
  /** How many of those it concerns are done. */
  done: number;
  last: DoneDecision | null;
  /** Forgets a failure, before another question is put. */
  reset: () => void;
};

/** Decisions about people of a campaign, and what they change on screen. */
export function useDecisions(slug: string, onDone: () => void): Decisions {
  const queries = useQueryClient();
  const [done, setDone] = useState(0);
  const [last, setLast] = useState<DoneDecision | null>(null);
  const mutation = useMutation({
    mutationFn: (decision: Decision) => {
      setDone(0);
      return carryOut(slug, decision, setDone);
    },
    onSuccess: (_nothing, decision) => {
      setLast({ ...decision, at: Date.now() });
      onDone();
    },
    // Of several, some may be decided when one fails.
    onSettled: () => {
      for (const key of [upkeepKey(slug), volunteersKey(slug), copyingKey(slug)])
        void queries.invalidateQueries({ queryKey: key });
    },
  });
  return {
    decide: mutation.mutate,
    isPending: mutation.isPending,
    fault: mutation.error,
    done,
    last,
    reset: mutation.reset,
  };
}
