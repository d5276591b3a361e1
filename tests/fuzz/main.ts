/**
 * `npm run fuzz -- [--requests N] [--seed S] [--skip N] [--json]`: sends what the schemas ask for, what they refuse and what is no
 * HTTP anybody means, by every role to every route of real processes. Exit 0: every answer was below 500 and no process
 * died; 1: some were not, each in words; 2: wrong usage.
 */
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { addStaff } from "../../core/accounts/accounts.ts";
import { readConfig } from "../../core/config.ts";
import { openContext, openLog } from "../../core/context.ts";
import { removeEmbeddedPostgres } from "../../core/embedded-postgres.ts";
import { aChild } from "../chaos/child.ts";
import { findSteadyPort } from "../chaos/ports.ts";
import { ask, openTown } from "../chaos/town.ts";
import { definedEnvironment } from "../support/environment.ts";
import { openRoom, type Room } from "../support/rooms.ts";
import type { CallerName } from "./requests.ts";
import { fuzz, type FuzzReport } from "./run.ts";

const BUILT_CLI = path.join(import.meta.dirname, "../../dist/cli/main.js");
const SLUG = "fuzzed";
const BUILDINGS = 60;

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    skip: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const whole = (name: string, text: string): number => {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  console.error(`--${name} takes a whole number from 1, not "${text}"`);
  return process.exit(2);
};
const report = await run(whole("requests", values.requests), whole("seed", values.seed));
if (values.json) console.log(JSON.stringify(report));
else print(report);
process.exit(report.failures.length > 0 ? 1 : 0);

async function run(requests: number, seed: number): Promise<FuzzReport> {
  const room = openRoom();
  try {
    return await fuzzIn(room, requests, seed);
  } finally {
    await room.close();
  }
}

async function fuzzIn(room: Room, requests: number, seed: number): Promise<FuzzReport> {
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-fuzz-"));
  room.closeLater(async () => {
    await removeEmbeddedPostgres(folder); // whoever started it may have been killed
    await rm(folder, { recursive: true, force: true });
  });
  await chmod(folder, 0o755); // PostgreSQL's own user must pass through
  const importFolder = path.join(folder, "import");
  await mkdir(importFolder);
  const port = await findSteadyPort();
  const settings = { DATA_DIR: folder, IMPORT_ROOTS: importFolder, PORT: String(port), LOG_LEVEL: "error" };
  const environment = { ...definedEnvironment(), ...settings };
  const api = aChild("api", process.execPath, [BUILT_CLI, "serve"], environment, /Aftermap is ready/);
  const worker = aChild("worker", process.execPath, [BUILT_CLI, "worker"], environment, /worker is ready/);
  room.closeLater(() => Promise.all([api.end("SIGTERM"), worker.end("SIGTERM")]));
  await api.start();
  await worker.start();
  const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: "fatal" });
  const ctx = await openContext(config, openLog(config));
  room.closeLater(() => ctx.close());
  const urls = [`http://127.0.0.1:${port}`];
  const [admin, analyst] = await Promise.all(
    (["admin", "analyst"] as const).map(
      async (role) => (await addStaff(ctx, { role, name: "fuzz", linkUses: 1 })).token,
    ),
  );
  const adminToken = admin ?? "";
  await openTown({ urls, adminToken, importFolder, ctx }, SLUG, BUILDINGS);
  const people = await aVolunteerAtWork({ urls }, adminToken);
  let volunteer = people.token;
  const tokens: Record<CallerName, () => string | null> = {
    nobody: () => null,
    stranger: () => "x".repeat(43),
    volunteer: () => volunteer,
    analyst: () => analyst ?? null,
    admin: () => adminToken,
  };
  const result = await fuzz({
    url: urls[0] ?? "",
    names: { slug: SLUG, ids: people.ids },
    token: (caller) => tokens[caller](),
    requests,
    seed,
    skip: values.skip === undefined ? 0 : whole("skip", values.skip),
    restore: async () => {
      await ask({ urls }, adminToken, "PUT", `/campaigns/${SLUG}/archive`, { isArchived: false });
      await ask({ urls }, adminToken, "PATCH", `/campaigns/${SLUG}`, { status: "open" });
      const me = await ask({ urls }, volunteer, "GET", "/me");
      if (me.status === 401) volunteer = (await aVolunteerAtWork({ urls }, adminToken)).token;
    },
    say: (line) => console.error(line),
  });
  await pause(1_000); // a process that dies takes a moment to be seen
  for (const child of [api, worker])
    for (const end of child.unexpectedEnds()) result.failures.push(`the ${child.name} died: ${end}`);
  return result;
}

type Asked = Parameters<typeof ask>[0];

/** Somebody with an answer, a task in hand and a question; the ids of all that. */
async function aVolunteerAtWork(at: Asked, adminToken: string): Promise<{ token: string; ids: string[] }> {
  const { body: begun } = await ask(at, "", "POST", "/sessions", { transport: "bearer" });
  const { body: leased } = await ask(at, begun.token, "POST", `/campaigns/${SLUG}/assignments`, { count: 2 });
  const { body: batches } = await ask(at, adminToken, "GET", `/campaigns/${SLUG}/batches`);
  const { body: exported } = await ask(at, adminToken, "POST", `/campaigns/${SLUG}/exports`, {
    format: "csv",
  });
  const held = leased.assignments ?? [];
  const ids = [
    ...held.flatMap(({ id, task }: any) => [id, ...task.buildings.map((building: any) => building.id)]),
    ...(batches.items ?? []).map(({ id }: any) => id),
    begun.volunteer.id,
    exported.id,
  ];
  return { token: begun.token, ids };
}

function print(result: FuzzReport): void {
  const { requests, seed, seconds, answers, heldBack, reached, slowestMs, failures } = result;
  console.log(`${requests} requests in ${seconds.toFixed(0)} s, seed ${seed}`);
  console.log(`answers: ${JSON.stringify(answers)}; the slowest took ${slowestMs.toFixed(0)} ms`);
  for (const [why, times] of Object.entries(heldBack))
    console.log(`told to come back later (503 with Retry-After) ${times} times: ${why}`);
  console.log(`kinds of call that did something: ${reached}`);
  for (const failure of failures) console.log(`FAILED  ${failure}`);
  if (failures.length === 0) console.log("no answer of 500 or above, no process died");
}
