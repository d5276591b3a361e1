/** A campaign of the run's own, and the jobs that run beside its votes: imports and exports, again and again. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "../../core/db.ts";
import { askInTime } from "./asking.ts";
import type { Stack } from "./stack.ts";

/** What of a stack is needed to ask it, and to fill it. */
type Asked = Pick<Stack, "urls">;
type Filled = Asked & Pick<Stack, "adminToken" | "importFolder"> & { ctx: Pick<Stack["ctx"], "db"> };

export const CLASSES = ["destroyed", "severe", "moderate", "no_visible_damage"] as const;
export const REDUNDANCY = { min: 3, cap: 5, certainty: 0.9 } as const;
/** Short, so that leases run out within a run. */
export const LEASE_SECONDS = 12;

const PATIENCE_MS = 15_000;

/** Retries whatever the faults break, and gives the first answer below 500. */
export async function ask(
  stack: Asked,
  token: string,
  method: string,
  route: string,
  body?: unknown,
): Promise<{ status: number; body: any }> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const url = `${stack.urls[attempt % stack.urls.length]}/api/v1${route}`;
      const init = {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      };
      const { status, text } = await askInTime(url, init, PATIENCE_MS);
      if (status < 500) return { status, body: text === "" ? null : JSON.parse(text) };
    } catch {
      // the line broke
    }
    await pause(200);
  }
}

/** Makes, fills and opens a campaign before anything is broken; gives its id. */
export async function openTown(
  stack: Filled,
  slug: string,
  buildings: number,
  redundancy: { min: number; cap: number; certainty: number } = REDUNDANCY,
): Promise<string> {
  const admin = (method: string, route: string, body?: unknown) =>
    ask(stack, stack.adminToken, method, route, body);
  const made = await admin("POST", "/campaigns", {
    slug,
    title: "Chaos",
    scale: "unosat",
    asks: { class: true, window: false },
    redundancy,
    leaseSeconds: LEASE_SECONDS,
  });
  if (made.status !== 201) throw new Error(`The campaign was refused: ${JSON.stringify(made.body)}`);
  const file = path.join(stack.importFolder, `${slug}.geojson`);
  await writeFile(file, footprints(buildings));
  await importToEnd(stack, slug, file);
  await admin("POST", `/campaigns/${slug}/tasks`, { buildingsPerTask: 2 });
  await admin("PATCH", `/campaigns/${slug}`, { status: "open" });
  const { id } = await stack.ctx.db.one<{ id: string }>(sql`select id from campaigns where slug = ${slug}`);
  return id;
}

export type Jobs = {
  /** Jobs that ended as they should. */
  done: number;
  /** How long each took, seconds. */
  seconds: number[];
  /** What did not. */
  faults: string[];
  end(): Promise<void>;
};

/** Imports a file into another campaign and exports it, one after the other until `end`; each must come to an end. */
export function startJobs(stack: Stack, slug: string, rows: number): Jobs {
  const over = new AbortController();
  const jobs: Jobs = { done: 0, seconds: [], faults: [], end: async () => {} };
  const work = async () => {
    const file = path.join(stack.importFolder, `${slug}.geojson`);
    await writeFile(file, footprints(rows));
    while (!over.signal.aborted) {
      const from = performance.now();
      const item = await importToEnd(stack, slug, file).catch((error: unknown) => String(error));
      if (item === `accepted ${rows}`) jobs.done += 1;
      else jobs.faults.push(`import: ${item}`);
      const outcome = await exportToEnd(stack, slug);
      if (outcome === null) jobs.done += 1;
      else jobs.faults.push(`export: ${outcome}`);
      jobs.seconds.push((performance.now() - from) / 1000);
      await pause(500);
    }
  };
  const working = work();
  jobs.end = async () => {
    over.abort();
    await working;
  };
  return jobs;
}

async function importToEnd(stack: Filled, slug: string, file: string): Promise<string> {
  const { body: asked } = await ask(stack, stack.adminToken, "POST", `/campaigns/${slug}/batches`, {
    kind: "buildings",
    source: { path: file },
  });
  for (;;) {
    const { body } = await ask(stack, stack.adminToken, "GET", `/batches/${asked.id}`);
    const [item] = body.items ?? [];
    if (body.status === "done" && item?.status !== "accepted")
      return `${item?.status} because ${item?.reason}`;
    if (body.status === "done") return `accepted ${item?.rows?.accepted}`;
    if (body.status === "failed" || body.status === "cancelled") return `${body.status}: ${item?.reason}`;
    await pause(200);
  }
}

/** Null when it ended well, or failed with a reason. */
async function exportToEnd(stack: Stack, slug: string): Promise<string | null> {
  const { body: asked } = await ask(stack, stack.analystToken, "POST", `/campaigns/${slug}/exports`, {
    format: "geojson",
  });
  for (;;) {
    const { body } = await ask(stack, stack.analystToken, "GET", `/exports/${asked.id}`);
    if (body.status === "done") return null;
    if (body.status === "failed")
      return typeof body.reason === "string" && body.reason !== "" ? null : "failed without a reason";
    await pause(200);
  }
}

function footprints(count: number): string {
  const size = 0.0001;
  const features = Array.from({ length: count }, (_, index) => {
    const west = 38 + (index % 300) * size * 2;
    const south = 35 + Math.floor(index / 300) * size * 2;
    const ring = [
      [west, south],
      [west + size, south],
      [west + size, south + size],
      [west, south + size],
      [west, south],
    ];
    return {
      type: "Feature",
      properties: { id: `b${index + 1}` },
      geometry: { type: "Polygon", coordinates: [ring] },
    };
  });
  return JSON.stringify({ type: "FeatureCollection", features });
}
