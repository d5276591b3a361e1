/**
 * Simulated volunteers behind bad lines: they send twice, late, in another order and in floods after being offline,
 * leave leases to expire, skip, and correct themselves. What each sent and what it was told is stored is its own log.
 */
import { setTimeout as pause } from "node:timers/promises";
import { v7 as uuid } from "uuid";
import type { Random } from "../../shared/consensus/random.ts";
import { askInTime } from "./asking.ts";
import { shuffled } from "./shuffled.ts";

export type SentVote = { building: string; volunteer: string; class: string };

/** The client-side log, against which the table is held. */
export type Log = {
  sent: Map<string, SentVote>;
  acknowledged: Map<string, { building: string; revision: number }>;
  /** Assignments that were given back unanswered, and when that was asked first: milliseconds since 1970. */
  givenBack: Map<string, number>;
  /** Answers that no well-behaved volunteer should ever get. */
  refusals: string[];
  /** Of each acknowledged request: when it was sent and how long it took, milliseconds since the run began. */
  times: { at: number; took: number }[];
  /** Answers 5xx and broken lines, which were tried again. */
  retries: number;
  /** Why those were tried again, and how often: the status and the refusal's code. */
  retriedFor: Record<string, number>;
  /** Times that a volunteer was given nothing to answer, by the reason: there is enough for a whole run. */
  idle: Record<string, number>;
};

export const aLog = (): Log => ({
  sent: new Map(),
  acknowledged: new Map(),
  givenBack: new Map(),
  refusals: [],
  times: [],
  retries: 0,
  retriedFor: {},
  idle: {},
});

export type Crowd = {
  /** Resolves when everyone has stopped and everything they had said was acknowledged. */
  end(): Promise<void>;
};

type Place = { urls: readonly string[]; slug: string; classes: readonly string[]; random: Random; log: Log };

/** How long a volunteer's browser waits for an answer, milliseconds. */
const PATIENCE_MS = 10_000;
/** After so many answers one leaves and another comes. */
const ANSWERS_EACH = 150;

/** Starts so many volunteers; they go on until `end`. `thinkMs` is the mean time between two tasks of one. */
export function startCrowd(place: Place, count: number, thinkMs: number): Crowd {
  const over = new AbortController();
  const isOver = () => over.signal.aborted;
  const work = Array.from({ length: count }, async () => {
    while (!isOver()) await oneVolunteer(place, thinkMs, isOver);
  });
  return {
    async end() {
      over.abort();
      await Promise.all(work);
    },
  };
}

async function oneVolunteer(place: Place, thinkMs: number, isOver: () => boolean): Promise<void> {
  const { random, log, slug } = place;
  const started = await persist(place, "POST", "/sessions", null, { transport: "bearer" });
  const { token, volunteer } = started.body;
  /** Requests that are on their way or wait for a line. */
  const outbox: Promise<unknown>[] = [];
  let answers = 0;
  while (!isOver() && answers < ANSWERS_EACH) {
    const leased = await persist(place, "POST", `/campaigns/${slug}/assignments`, token, {
      count: 1 + Math.floor(random() * 4),
    });
    if (leased.status !== 201) {
      log.refusals.push(`assignments ${leased.status} ${JSON.stringify(leased.body)}`);
      break;
    }
    if (leased.body.assignments.length === 0) {
      const why = String(leased.body.reason);
      log.idle[why] = (log.idle[why] ?? 0) + 1;
      await pause(500);
      break;
    }
    const isOffline = random() < 0.1;
    const wait = isOffline ? 2_000 + random() * 15_000 : 0; // longer than a lease lasts, at times
    for (const { id, task } of shuffled<any>(leased.body.assignments, random)) {
      await pause(random() * 2 * thinkMs);
      const fate = random();
      if (fate < 0.04) continue; // left to expire
      if (fate < 0.08) {
        // One told again, whose answer is still on its way, too.
        if (!log.givenBack.has(id)) log.givenBack.set(id, Date.now());
        await persist(place, "DELETE", `/assignments/${id}`, token);
        continue;
      }
      answers += task.buildings.length;
      const votes = task.buildings.map((building: { id: string }) =>
        aBallot(place, building.id, volunteer.id),
      );
      const say = () => submit(place, id, token, votes);
      if (isOffline) outbox.push(pause(wait).then(say));
      else outbox.push(say());
      if (random() < 0.3) outbox.push(pause(random() * 2_000).then(say)); // sent twice, together or later
      if (random() < 0.08)
        outbox.push(pause(wait + random() * 500).then(() => correct(place, id, token, votes)));
      if (outbox.length > 8) await Promise.all(outbox.splice(0, 4));
    }
  }
  await Promise.all(outbox);
}

type Ballot = { id: string; building: string; class: string };

function aBallot({ random, classes, log }: Place, building: string, volunteer: string): Ballot {
  // Most see the same thing, which depends on the building.
  const seen = Number.parseInt(building.slice(-4), 16) % classes.length;
  const said = classes[random() < 0.8 ? seen : Math.floor(random() * classes.length)] ?? "";
  const ballot = { id: uuid(), building, class: said };
  log.sent.set(ballot.id, { building, volunteer, class: said });
  const unsaid = { lastIntact: null, firstDamaged: null, cannotTell: null, elapsedMs: 900, comment: null };
  return { ...ballot, ...unsaid };
}

/** Changes one's mind about a building: a new answer in the same assignment. */
async function correct(place: Place, assignment: string, token: string, votes: Ballot[]): Promise<void> {
  const [first] = votes;
  const volunteer = first === undefined ? undefined : place.log.sent.get(first.id)?.volunteer;
  if (first === undefined || volunteer === undefined) return;
  await submit(place, assignment, token, [aBallot(place, first.building, volunteer)]);
}

async function submit(place: Place, assignment: string, token: string, votes: Ballot[]): Promise<void> {
  const { log } = place;
  const at = performance.now();
  const reply = await persist(place, "PUT", `/assignments/${assignment}/votes`, token, { votes });
  if (reply.status !== 200) {
    log.refusals.push(`votes ${reply.status} ${JSON.stringify(reply.body)}`);
    return;
  }
  log.times.push({ at, took: performance.now() - at });
  for (const { id, building, revision } of reply.body.votes) log.acknowledged.set(id, { building, revision });
}

/** As a browser's outbox does: again and again, at whichever API answers, until there is an answer. */
async function persist(
  { urls, random, log }: Place,
  method: string,
  path: string,
  token: string | null,
  body?: unknown,
): Promise<{ status: number; body: any }> {
  for (let attempt = 0; ; attempt += 1) {
    const url = urls[Math.floor(random() * urls.length)];
    let why = "line broke";
    try {
      const init = {
        method,
        headers: {
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      const { status, text } = await askInTime(`${url}/api/v1${path}`, init, PATIENCE_MS);
      if (status < 500 && status !== 429) return { status, body: text === "" ? null : JSON.parse(text) };
      why = `${status} ${/"code":"(\w+)"/.exec(text)?.[1] ?? "without a reason"}`;
      if (status === 500) log.refusals.push(`${method} ${path} 500 ${text}`);
    } catch {
      // the line broke, or nobody answered in time
    }
    log.retries += 1;
    log.retriedFor[why] = (log.retriedFor[why] ?? 0) + 1;
    await pause(50 + random() * 150 * Math.min(attempt + 1, 4));
  }
}
