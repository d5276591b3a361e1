/** Campaigns that volunteers have voted on: what reading consensus needs. */
import { anOpenCampaign, voteThrough } from "./campaigns.ts";
import { untilQuiet } from "./quiet.ts";
import type { World } from "./world.ts";

/**
 * A campaign on which `voters` volunteers have answered everything they were given.
 *
 * @param answer what each says of a building, by the building's external id (`b1`, `b2`, …) and the volunteer's place
 */
export async function aVotedCampaign(
  world: World,
  buildings: number,
  voters: number,
  answer: (externalId: string, voter: number) => Record<string, unknown>,
  changes: Record<string, unknown> = {},
): Promise<{ slug: string; volunteers: string[] }> {
  const slug = await anOpenCampaign(world, buildings, changes);
  const volunteers: string[] = [];
  for (let voter = 0; voter < voters; voter += 1) {
    const volunteer = await world.volunteer();
    volunteers.push(volunteer.id);
    await voteThrough(volunteer, slug, (externalId) => answer(externalId, voter));
  }
  await untilQuiet(world);
  return { slug, volunteers };
}

/** Every feature of the consensus, page by page. */
export async function allFindings(world: World, slug: string, query = "limit=10000"): Promise<any[]> {
  const features: any[] = [];
  let cursor = "";
  for (;;) {
    const path = `/campaigns/${slug}/consensus?${query}${cursor}`;
    const { status, body } = await world.analyst.get(path);
    if (status !== 200) throw new Error(`${path}: ${JSON.stringify(body)}`);
    features.push(...body.features);
    if (body.next === null) return features;
    cursor = `&cursor=${body.next}`;
  }
}
