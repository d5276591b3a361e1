import type { AssignmentsAnswer, Assignment } from "../../shared/assignments.ts";
import { MOST_OPEN_LEASES } from "../../shared/assignments.ts";
import type { HeldTask, HeldWork } from "./held-work.ts";

/** How far packing has come. `bytes` fetched; `buildings` complete with their pictures. */
export type Packing = { buildings: number; bytes: number };

/** Why packing stopped: all wanted are on board, nothing more is given out, or the device is full. */
export type PackingEnd = "packed" | "nothing-left" | "full";

type PackingParts = {
  campaign: string;
  volunteer: string;
  held: HeldWork;
  /** Assignments whose answers wait in the outbox: the server still counts them as open. */
  answered: () => readonly string[];
  /** @throws ApiProblem */
  lease: (count: number, besides: string[]) => Promise<AssignmentsAnswer>;
  /** Addresses of every picture that tagging this assignment asks for. */
  tilesOf: (assignment: Assignment) => string[];
  /** Puts one picture on board and tells its bytes. @throws DOMException when the device is full */
  take: (url: string) => Promise<number>;
  signal: AbortSignal;
  onProgress: (packing: Packing) => void;
};

const TILES_AT_ONCE = 6;
const MOST_PER_CALL = 20;

/**
 * Takes work on board until `count` buildings are there with all their pictures: first what is held already, then
 * new leases beside it. What is complete stays complete when it is cancelled, refused or the device is full.
 *
 * @throws ApiProblem when no more can be leased; AbortError when cancelled
 */
export async function packWork(count: number, parts: PackingParts): Promise<PackingEnd> {
  const { held, campaign, volunteer } = parts;
  const isOurs = (task: HeldTask) =>
    task.volunteer === volunteer && Date.parse(task.assignment.expiresAt) > Date.now();
  const known = (await held.list(campaign)).filter(isOurs);
  const packing = { buildings: buildingsOf(known.filter(({ isAlong }) => isAlong)), bytes: 0 };
  const waiting = known.filter(({ isAlong }) => !isAlong).map(({ assignment }) => assignment);
  parts.onProgress({ ...packing });

  while (packing.buildings < count) {
    parts.signal.throwIfAborted();
    const next = waiting.shift();
    if (next === undefined) {
      // oxlint-disable-next-line no-await-in-loop -- each leasing is beside the one before
      const given = await leaseMore(count - packing.buildings, parts);
      if (given.length === 0) return "nothing-left";
      waiting.push(...given);
      continue;
    }
    // oxlint-disable-next-line no-await-in-loop -- a building is on board when it is complete
    if (!(await packOne(next, packing, parts))) return "full";
  }
  return "packed";
}

async function leaseMore(missing: number, parts: PackingParts): Promise<Assignment[]> {
  const { held, campaign, volunteer } = parts;
  const ids = new Set([...(await held.list(campaign)).map(({ id }) => id), ...parts.answered()]);
  const besides = [...ids].slice(0, MOST_OPEN_LEASES);
  const { assignments } = await parts.lease(Math.min(MOST_PER_CALL, missing), besides);
  const fresh = assignments.filter(({ id }) => !ids.has(id));
  await held.put(
    fresh.map((assignment) => ({ id: assignment.id, campaign, volunteer, assignment, isAlong: false })),
  );
  return fresh;
}

/** @returns false when the device is full */
async function packOne(assignment: Assignment, packing: Packing, parts: PackingParts): Promise<boolean> {
  const tiles = parts.tilesOf(assignment);
  const take = async (): Promise<void> => {
    for (let url = tiles.shift(); url !== undefined; url = tiles.shift()) {
      // oxlint-disable-next-line no-await-in-loop -- so many at once, no more
      const bytes = await parts.take(url);
      packing.bytes += bytes;
      parts.onProgress({ ...packing });
    }
  };
  try {
    await Promise.all(Array.from({ length: TILES_AT_ONCE }, take));
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "QuotaExceededError") return false;
    throw fault;
  }
  const { campaign, volunteer } = parts;
  await parts.held.put([{ id: assignment.id, campaign, volunteer, assignment, isAlong: true }]);
  packing.buildings += assignment.task.buildings.length;
  parts.onProgress({ ...packing });
  return true;
}

export function buildingsOf(tasks: readonly HeldTask[]): number {
  return tasks.reduce((sum, { assignment }) => sum + assignment.task.buildings.length, 0);
}
