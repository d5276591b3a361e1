import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import type { Me } from "../shared/accounts.ts";
import { API } from "../shared/api.ts";
import { isMarked, SESSION_MARKER } from "../shared/session-marker.ts";
import { ApiProblem, call } from "./api.ts";
import { rememberVolunteer } from "./offline/who.ts";

/** Whether this browser was given a session: the server leaves a mark beside it that scripts can read. */
export function hasSession(): boolean {
  return isMarked(document.cookie);
}

/** Who I am here, or null before a session has begun: then nobody needs to be asked. */
export async function findMe(): Promise<Me | null> {
  if (!hasSession()) return null;
  try {
    const me = await call(API.getMe, {});
    rememberVolunteer(me.id);
    return me;
  } catch (fault) {
    if (!(fault instanceof ApiProblem) || fault.status !== 401) throw fault;
    // Ended elsewhere: the mark is old.
    document.cookie = `${SESSION_MARKER}=; max-age=0; path=/`;
    document.cookie = `__Host-${SESSION_MARKER}=; max-age=0; path=/; secure`;
    return null;
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

/** Goes on as the volunteer who keeps this key. @throws ApiProblem `unauthenticated` when nobody does */
export async function signInByKey(key: string): Promise<void> {
  const { volunteer } = await call(API.startSession, { key });
  rememberVolunteer(volunteer.id);
}
