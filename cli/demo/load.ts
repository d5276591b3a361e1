import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { Batch } from "../../shared/batches.ts";
import { Campaign } from "../../shared/campaigns.ts";
import { ConsensusPage } from "../../shared/consensus.ts";
import { AppError } from "../../shared/errors.ts";
import type { DemoCity } from "./city.ts";
import { matchScenes } from "./match-scenes.ts";

const POLL_MS = 400;

const Problem = z.object({ detail: z.string(), code: z.string().optional() });
const Created = z.object({ id: z.string() });

/** Loads the city the way an admin does, over HTTP: campaign, scenes, buildings, tasks, open. Goes on after a break. */
export async function loadCity(
  city: DemoCity,
  place: { url: string; token: string; log: (line: string) => void },
): Promise<void> {
  const { slug } = city.campaign;
  const request = askAs(place.url, place.token);
  const created = await request("POST", "/campaigns", city.campaign);
  if (created.status !== 201 && created.code !== "already_exists")
    throw refusal("create the campaign", created);

  await importBatch("scenes", city.scenesDirectory);
  await importBatch("buildings", city.buildingsFile);
  const built = await request("POST", `/campaigns/${slug}/tasks`, { buildingsPerTask: 1 });
  if (built.status !== 200) throw refusal("build tasks", built);
  await teach();
  const opened = await request("PATCH", `/campaigns/${slug}`, { status: "open" });
  if (opened.status !== 200) throw refusal("open the campaign", opened);

  /** What experts know of some buildings and why, and the field guide with its pictures. */
  async function teach(): Promise<void> {
    const campaign = Campaign.parse((await request("GET", `/campaigns/${slug}`)).body);
    const ids = matchScenes(campaign, city.truth);
    const sceneId = (file: string | null) =>
      ids[city.truth.scenes.findIndex((scene) => scene.file === file)] ?? null;
    const all = await request("GET", `/campaigns/${slug}/consensus?limit=10000`);
    const features = ConsensusPage.parse(all.body).features;
    const buildings = new Map(features.map(({ id, properties }) => [properties.externalId, id]));
    for (const { building, lastIntact, firstDamaged, ...known } of city.gold) {
      const gold = { ...known, lastIntact: sceneId(lastIntact), firstDamaged: sceneId(firstDamaged) };
      const path = `/campaigns/${slug}/buildings/${buildings.get(building)}/gold`;
      // One after another: an admin's clicks, and a dozen of them.
      // oxlint-disable-next-line no-await-in-loop
      const marked = await request("PUT", path, gold);
      if (marked.status !== 200) throw refusal("mark gold", marked);
    }
    const entries = city.guide.map(({ pictures, ...page }) => ({
      ...page,
      pictures: pictures.map((picture) => ({ ...picture, scene: sceneId(picture.scene) })),
    }));
    const guided = await request("PUT", `/campaigns/${slug}/guide`, { entries });
    if (guided.status !== 200) throw refusal("write the field guide", guided);
    place.log(`  ${city.gold.length} practice buildings, a field guide of ${entries.length} entries`);
  }

  async function importBatch(kind: "scenes" | "buildings", path: string): Promise<void> {
    const asked = await request("POST", `/campaigns/${slug}/batches`, { kind, source: { path } });
    if (asked.status !== 202) throw refusal(`import ${kind}`, asked);
    const { id } = Created.parse(asked.body);
    const told = new Set<string>();
    for (;;) {
      const batch = Batch.parse((await request("GET", `/batches/${id}`)).body);
      for (const item of batch.items) {
        if (item.status === "queued" || item.status === "running" || told.has(item.name)) continue;
        told.add(item.name);
        place.log(`  ${item.status} ${item.name}${item.reason === null ? "" : `: ${item.reason}`}`);
      }
      if (batch.status === "failed")
        throw new AppError("unavailable", `The import of ${kind} failed: ${batch.reason}`);
      if (batch.status === "done") return;
      await pause(POLL_MS);
    }
  }
}

type Reply = { status: number; body: unknown; code: string | undefined };

function askAs(url: string, token: string) {
  return async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    return { status: response.status, body: answer, code: Problem.safeParse(answer).data?.code };
  };
}

function refusal(what: string, { status, body }: Reply): AppError {
  return new AppError(
    "unavailable",
    `The demo could not ${what}: ${status} ${Problem.safeParse(body).data?.detail ?? ""}`,
  );
}
