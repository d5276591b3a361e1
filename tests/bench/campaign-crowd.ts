/** Volunteers at work: each takes tasks, answers all of them as the simulated crowd would, and comes again. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { seededRandom } from "../../shared/consensus/random.ts";
import type { SimulatedCrowd } from "../../shared/consensus/simulate.ts";
import { openCalls } from "./calls.ts";
import { CLASSES, type Volunteer } from "./crowd.ts";

/** Volunteers at work at the same time, tasks that each takes at once, and connections that all share. */
const AT_ONCE = 24;
const TASKS_AT_ONCE = 10;
const CONNECTIONS = 64;
/** Somebody who was told that there is nothing for them comes back after this: recounts may ask for more. */
const PAUSE_MS = 250;

const Assignments = z.object({
  assignments: z.array(
    z.object({
      id: z.string(),
      task: z.object({
        buildings: z.array(z.object({ id: z.string(), properties: z.object({ externalId: z.string() }) })),
      }),
    }),
  ),
});
type Assignment = z.infer<typeof Assignments>["assignments"][number];

/** What they did so far; `votes` were acknowledged. */
export type Sent = { votes: number; calls: number; refused: number };

export type CrowdAtWork = { sent: Sent; stop(): Promise<void> };

export function startCrowd(place: {
  url: string;
  slug: string;
  crowd: SimulatedCrowd;
  volunteers: readonly Volunteer[];
  /** Ids, in time order. */
  scenes: readonly string[];
  seed: number;
}): CrowdAtWork {
  const { slug, crowd, volunteers, scenes } = place;
  const calls = openCalls(place.url, CONNECTIONS);
  const random = seededRandom(place.seed);
  const sent: Sent = { votes: 0, calls: 0, refused: 0 };
  const busy = new Set<number>();
  const stopping = new AbortController();

  const answerOf = (building: { id: string; properties: { externalId: string } }, volunteer: number) => {
    const {
      class: said,
      lastIntact,
      firstDamaged,
      cannotTell,
    } = crowd.answer(Number(building.properties.externalId.slice(1)), volunteer);
    const names = { id: randomUUID(), building: building.id };
    if (cannotTell === 1) return { ...names, cannotTell: "blurred" };
    return {
      ...names,
      class: CLASSES[said],
      lastIntact: scenes[lastIntact] ?? null,
      firstDamaged: scenes[firstDamaged] ?? null,
      elapsedMs: 9_000,
    };
  };
  const vote = async ({ id, task }: Assignment, volunteer: number, token: string): Promise<void> => {
    const votes = task.buildings.map((building) => answerOf(building, volunteer));
    const { status } = await calls.call("PUT", `/assignments/${id}/votes`, token, { votes });
    sent.calls += 1;
    if (status === 200) sent.votes += votes.length;
    else sent.refused += 1;
  };
  /** @returns whether there was anything to do */
  const visit = async (volunteer: number): Promise<boolean> => {
    const token = volunteers[volunteer]?.token ?? "";
    const asked = await calls.call("POST", `/campaigns/${slug}/assignments`, token, { count: TASKS_AT_ONCE });
    sent.calls += 1;
    if (asked.status !== 201) {
      sent.refused += 1;
      return false;
    }
    const { assignments } = Assignments.parse(JSON.parse(asked.body));
    await Promise.all(assignments.map((one) => vote(one, volunteer, token)));
    return assignments.length > 0;
  };
  const work = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      const volunteer = Math.floor(random() * volunteers.length);
      if (busy.has(volunteer)) continue;
      busy.add(volunteer);
      const gotSome = await visit(volunteer);
      busy.delete(volunteer);
      if (!gotSome) await sleep(PAUSE_MS);
    }
  };
  const working = Array.from({ length: Math.min(AT_ONCE, Math.ceil(volunteers.length / 2)) }, work);
  // A call that fails ends the benchmark in `stop`, not the process.
  const all = Promise.allSettled(working);
  return {
    sent,
    async stop() {
      stopping.abort();
      const failed = (await all).find((one) => one.status === "rejected");
      calls.close();
      if (failed !== undefined) throw new Error("a volunteer gave up", { cause: failed.reason });
    },
  };
}
