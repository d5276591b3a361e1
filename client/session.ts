import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { Me } from "../shared/accounts.ts";
import { API } from "../shared/api.ts";
import { ApiProblem, call } from "./api.ts";
import { rememberVolunteer } from "./offline/who.ts";

/** Who I am here, or null before a session has begun. */
export async function findMe(): Promise<Me | null> {
  try {
    const me = await call(API.getMe, {});
    rememberVolunteer(me.id);
    return me;
  } catch (fault) {
    if (fault instanceof ApiProblem && fault.status === 401) return null;
    throw fault;
  }
}

/** Makes sure there is a session: the one at hand, or a new volunteer under a pseudonym. */
export async function ensureSession(): Promise<{ isNew: boolean }> {
  if ((await findMe()) !== null) return { isNew: false };
  const { volunteer } = await call(API.startSession, {});
  rememberVolunteer(volunteer.id);
  return { isNew: true };
}

export const ME_KEY = ["me"] as const;

/** Who I am here, for screens; `data` is null when nobody. */
export function useMe(): UseQueryResult<Me | null> {
  return useQuery({ queryKey: ME_KEY, queryFn: findMe, staleTime: 60_000 });
}
