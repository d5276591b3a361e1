/**
 * Asks for what the tagging screen needs of the server while its code is still on the way: on a phone's line, that is
 * three round trips less before the first building. Imports nothing that is large: it runs before everything else.
 */
import { isMarked } from "../shared/session-marker.ts";
import { rememberVolunteer } from "./offline/who.ts";

/** The words of the tagging screen, beside those that all screens share. */
export const TAGGING_WORDS = ["tagging", "learn"] as const;

const BASE = "/api/v1";
/** Tasks asked for at once: the one on screen and those after it, as `aheadOnThisLine` counts them. */
const FIRST_TASKS = 6;

const asked = new Map<string, Promise<Response>>();

/** The campaign whose tagging screen an address is; null for every other address. */
export function taggedCampaign(pathname: string): string | null {
  return /^\/campaigns\/([^/]+)\/tag$/.exec(pathname)?.[1] ?? null;
}

/** Asks ahead for a campaign and, for somebody new, a pseudonym and their first tasks. @param slug as in the address */
export function askAhead(slug: string): void {
  keep(`GET ${BASE}/campaigns/${slug}`, fetch(`${BASE}/campaigns/${slug}`));
  // Whoever was here before may hold work on this device, which comes first.
  const isNew = !isMarked(document.cookie);
  if (isNew) keep(`POST ${BASE}/campaigns/${slug}/assignments`, leaseToNewcomer(slug));
}

/** The answer to a call that was asked ahead, once: whoever calls again wants to know anew. */
export function answerAhead(method: string, url: string): Promise<Response> | undefined {
  const call = `${method} ${url}`;
  const answer = asked.get(call);
  asked.delete(call);
  return answer;
}

async function leaseToNewcomer(slug: string): Promise<Response> {
  const begun = await post(`${BASE}/sessions`, {});
  // A refusal is told to whoever wants the tasks.
  if (!begun.ok) return begun;
  const answer: unknown = await begun.json();
  rememberVolunteer(idIn(answer));
  return post(`${BASE}/campaigns/${slug}/assignments`, { count: FIRST_TASKS });
}

/** @throws TypeError as `fetch` does, when the answer is not one of ours: a proxy's page, say */
function idIn(answer: unknown): string {
  const volunteer = fieldOf(answer, "volunteer");
  const id = fieldOf(volunteer, "id");
  if (typeof id !== "string") throw new TypeError("The answer to a new session names no volunteer");
  return id;
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;

function post(url: string, body: Record<string, unknown>): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

function keep(call: string, answer: Promise<Response>): void {
  // Told to whoever takes it; nobody may.
  answer.catch(() => undefined);
  asked.set(call, answer);
}
