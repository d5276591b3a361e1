/** Campaigns for tests: everything that a test does not care about is filled in. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, vi } from "vitest";
import { v7 as uuid } from "uuid";
import type { Caller, World } from "./world.ts";

/** Wherever an admin can import: a world in this process, or an installation of real ones. */
type Place = Pick<World, "admin" | "importFolder">;

let made = 0;

/** Creates a campaign and gives its slug. */
export async function aCampaign(world: Place, changes: Record<string, unknown> = {}): Promise<string> {
  const slug = `test-campaign-${(made += 1)}`;
  const body = { slug, title: "A test", scale: "unosat", asks: { class: true, window: true }, ...changes };
  const { status, body: answer } = await world.admin.post("/campaigns", body);
  expect(status, JSON.stringify(answer)).toBe(201);
  return slug;
}

/** Imports a file or folder and waits for the end of the batch. */
export async function anImport(
  world: Place,
  slug: string,
  kind: "scenes" | "buildings",
  path: string,
  options: Record<string, unknown> = {},
): Promise<any> {
  const asked = await world.admin.post(`/campaigns/${slug}/batches`, { kind, source: { path }, options });
  expect(asked.status, JSON.stringify(asked.body)).toBe(202);
  return vi.waitFor(
    async () => {
      const { body: batch } = await world.admin.get(`/batches/${asked.body.id}`);
      expect(batch.status).toBe("done");
      return batch;
    },
    { timeout: 60_000, interval: 100 },
  );
}

/** Square footprints of ten metres in a row, as a GeoJSON file inside the import folder. */
export async function aFootprintFile(
  world: Place,
  count: number,
  at: readonly [lon: number, lat: number] = [38, 35],
): Promise<string> {
  await mkdir(world.importFolder, { recursive: true });
  const file = join(world.importFolder, `footprints-${uuid()}.geojson`);
  const size = 0.0001;
  const features = Array.from({ length: count }, (_, index) => {
    const west = at[0] + index * size * 2;
    const ring = [
      [west, at[1]],
      [west + size, at[1]],
      [west + size, at[1] + size],
      [west, at[1] + size],
      [west, at[1]],
    ];
    return {
      type: "Feature",
      properties: { id: `b${index + 1}` },
      geometry: { type: "Polygon", coordinates: [ring] },
    };
  });
  await writeFile(file, JSON.stringify({ type: "FeatureCollection", features }));
  return file;
}

/** An open campaign that asks for the class alone, with footprints and tasks: all that voting needs. */
export async function anOpenCampaign(
  world: Place,
  buildings: number,
  changes: Record<string, unknown> = {},
  buildingsPerTask = 1,
): Promise<string> {
  const slug = await aCampaign(world, { asks: { class: true, window: false }, ...changes });
  await anImport(world, slug, "buildings", await aFootprintFile(world, buildings));
  await openCampaign(world, slug, buildingsPerTask);
  return slug;
}

/** Builds the tasks and opens the campaign. */
export async function openCampaign(world: Place, slug: string, buildingsPerTask = 1): Promise<void> {
  expect((await world.admin.post(`/campaigns/${slug}/tasks`, { buildingsPerTask })).status).toBe(200);
  expect((await world.admin.patch(`/campaigns/${slug}`, { status: "open" })).status).toBe(200);
}

/** An answer; what is not said is null. */
export function aVote(building: string, changes: Record<string, unknown> = {}) {
  return {
    id: uuid(),
    building,
    class: "destroyed",
    lastIntact: null,
    firstDamaged: null,
    cannotTell: null,
    elapsedMs: 1200,
    comment: null,
    ...changes,
  };
}

/** Leases up to `count` tasks. */
export async function lease(volunteer: Caller, slug: string, count = 1): Promise<any[]> {
  const { status, body } = await volunteer.post(`/campaigns/${slug}/assignments`, { count });
  expect(status, JSON.stringify(body)).toBe(201);
  return body.assignments;
}

/**
 * One volunteer answers everything they are given until nothing is left for them.
 *
 * @param answer what they say of a building, by its external id; null skips the task
 */
export async function voteThrough(
  volunteer: Caller,
  slug: string,
  answer: (externalId: string) => Record<string, unknown>,
): Promise<number> {
  let votes = 0;
  for (;;) {
    const assignments = await lease(volunteer, slug, 5);
    if (assignments.length === 0) return votes;
    for (const { id, task } of assignments) {
      const ballots = task.buildings.map((building: any) =>
        aVote(building.id, answer(building.properties.externalId)),
      );
      const { status, body } = await volunteer.put(`/assignments/${id}/votes`, { votes: ballots });
      expect(status, JSON.stringify(body)).toBe(200);
      votes += ballots.length;
    }
  }
}
