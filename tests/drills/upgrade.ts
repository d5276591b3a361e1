/**
 * The upgrade drill: two APIs and two workers behind a proxy without sticky sessions, volunteers voting and a map open.
 * Each process is replaced by one of a newer release, one after the other, and the newer release's migration is
 * applied in between: no answer may be lost, counted twice or refused, and the map must stay true.
 */
import { spawn } from "node:child_process";
import { appendFile, cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "../../core/db.ts";
import { seededRandom } from "../../shared/consensus/random.ts";
import type { Child } from "../chaos/child.ts";
import { checkVotes, drain, untilMapIsTrue, type Broken } from "../chaos/invariants.ts";
import { openStack } from "../chaos/stack.ts";
import { CLASSES, openTown } from "../chaos/town.ts";
import { aLog, startCrowd, type Log } from "../chaos/volunteers.ts";
import { openLiveMap, watchHolding } from "../chaos/watchers.ts";
import { definedEnvironment } from "../support/environment.ts";
import { openRoom, type Room } from "../support/rooms.ts";
import { aBalancer } from "./balancer.ts";
import { aRealNginx } from "./nginx.ts";

export type UpgradeOptions = {
  /** Between two replacements, while releases stand side by side. */
  pauseSeconds: number;
  volunteers: number;
  queue: "postgres" | "redis";
  proxy: "own" | "nginx";
  say?: (line: string) => void;
};

export type UpgradeReport = {
  queue: string;
  proxy: string;
  seconds: number;
  votes: number;
  /** Sendings that a volunteer's browser had to repeat: each was accepted in the end. */
  retried: Record<string, number>;
  broken: Broken;
  mostOver: number;
  /** Votes acknowledged while both releases stood side by side. */
  sideBySide: number;
  /** Longest time without an acknowledged vote, and the slowest one, seconds. */
  longestSilence: number;
  slowestVote: number;
  migrationSeconds: number;
  mapReconnections: number;
  mapSeconds: number | null;
  load: number;
  complaints: string[];
};

const PROJECT = path.join(import.meta.dirname, "../..");
const SLUG = "drill-upgrade";
const BUILDINGS = 4_000;
const THINK_MS = 80;
const MAP_PATIENCE_SECONDS = 6;

/** What the newer release brings: a column on the busiest table, a table, and nothing that the older one minds. */
const MIGRATION = "9999_a_newer_release.sql";
const MIGRATION_SQL = `
alter table votes add column drill_note text;
create table drill_notes (id bigint primary key generated always as identity, building_id uuid references buildings (id));
comment on table drill_notes is 'Of the upgrade drill.';
`;

export async function runUpgradeDrill(options: UpgradeOptions): Promise<UpgradeReport> {
  const room = openRoom();
  try {
    return await upgradeIn(room, options);
  } finally {
    await room.close();
  }
}

async function upgradeIn(room: Room, options: UpgradeOptions): Promise<UpgradeReport> {
  const say = options.say ?? (() => {});
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-upgrade-"));
  room.closeLater(() => rm(folder, { recursive: true, force: true }));
  const releases = await twoReleases(folder);
  const stack = await openStack({
    queue: options.queue,
    hasSmallDisks: false,
    program: releases.program,
  });
  room.closeLater(() => stack.close());
  const proxy = await (options.proxy === "own" ? aBalancer : aRealNginx)(
    stack.urls.map((url) => Number(new URL(url).port)),
  );
  room.closeLater(() => proxy.close());
  const behind = { ...stack, urls: [proxy.url] };
  const campaignId = await openTown(behind, SLUG, BUILDINGS);
  const log = aLog();
  const holding = watchHolding(behind, campaignId, log);
  const map = openLiveMap(behind, proxy.url, SLUG);
  const crowd = startCrowd(
    { urls: behind.urls, slug: SLUG, classes: CLASSES, random: seededRandom(3), log },
    options.volunteers,
    THINK_MS,
  );
  const begun = performance.now();
  const rest = () => pause(options.pauseSeconds * 1000);
  const replace = async (child: Child | undefined) => {
    if (child === undefined) throw new Error("The stack has two of each");
    say(`${((performance.now() - begun) / 1000).toFixed(0).padStart(4)} s  replacing ${child.name}`);
    await child.end("SIGTERM");
    await child.start();
    await rest();
  };
  await rest();
  await replace(stack.apis[0]); // by its like: an ordinary restart
  await releases.deploy();
  say("        the newer release's migration");
  const migrating = performance.now();
  await runToEnd(releases.program, ["migrate"], stack.postgres.url, folder);
  const migrationSeconds = (performance.now() - migrating) / 1000;
  const mixedFrom = log.times.length;
  for (const child of [stack.workers[0], stack.apis[0], stack.workers[1]]) await replace(child);
  const sideBySide = log.times.length - mixedFrom;
  await replace(stack.apis[1]);
  const seconds = (performance.now() - begun) / 1000;

  say("        waiting for the last votes, and for their counting");
  await crowd.end();
  const drained = await drain(stack, 90);
  const mapSeconds = await untilMapIsTrue(behind, SLUG, map, MAP_PATIENCE_SECONDS);
  await holding.end();
  map.close();
  const { isThere } = await stack.ctx.db.one<{ isThere: boolean }>(
    sql`select exists (select from migrations where name = ${MIGRATION}) as "isThere"`,
  );
  const report: UpgradeReport = {
    queue: options.queue,
    proxy: options.proxy,
    seconds,
    votes: log.acknowledged.size,
    retried: log.retriedFor,
    broken: await checkVotes(stack, campaignId, log),
    mostOver: holding.mostOver,
    sideBySide,
    longestSilence: longestSilence(log),
    slowestVote: log.times.reduce((slowest, { took }) => Math.max(slowest, took / 1000), 0),
    migrationSeconds,
    mapReconnections: map.reconnections,
    mapSeconds,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    complaints: [],
  };
  report.complaints.push(...complaintsOf(report, log));
  if (drained === null) report.complaints.push("votes were not counted within 90 s");
  if (!isThere) report.complaints.push("the newer release's migration was not applied");
  for (const child of [...stack.apis, ...stack.workers])
    for (const end of child.unexpectedEnds()) report.complaints.push(`${child.name} ended by itself: ${end}`);
  return report;
}

/** This release, and one that is newer by a migration; `program` is whichever is deployed when it is started. */
async function twoReleases(folder: string) {
  const program = path.join(folder, "current", "dist", "cli", "main.js");
  const [current, next] = [path.join(folder, "current"), path.join(folder, "next")];
  await mkdir(next);
  for (const name of await readdir(PROJECT))
    if (["package.json", "dist", "migrations"].includes(name))
      await cp(path.join(PROJECT, name), path.join(next, name), { recursive: true });
  await symlink(path.join(PROJECT, "node_modules"), path.join(next, "node_modules"));
  await appendFile(path.join(next, "migrations", MIGRATION), MIGRATION_SQL);
  await symlink(PROJECT, current);
  return {
    program,
    async deploy() {
      await rm(current);
      await symlink(next, current);
    },
  };
}

async function runToEnd(
  program: string,
  args: readonly string[],
  databaseUrl: string,
  dataDir: string,
): Promise<void> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...definedEnvironment(), DATABASE_URL: databaseUrl, DATA_DIR: dataDir },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const code = await new Promise((resolve) => child.once("close", resolve));
  if (code !== 0) throw new Error(`aftermap ${args.join(" ")} ended with ${String(code)}`);
}

/** The longest time between two acknowledgements, seconds. */
function longestSilence({ times }: Log): number {
  const ends = times.map(({ at, took }) => at + took).sort((a, b) => a - b);
  return ends.reduce((longest, end, index) => Math.max(longest, end - (ends[index - 1] ?? end)), 0) / 1000;
}

function complaintsOf(report: UpgradeReport, log: Log): string[] {
  const found = Object.entries(report.broken)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`);
  if (report.mostOver > 0) found.push(`a building was held by ${report.mostOver} more than it wanted`);
  if (report.sideBySide === 0) found.push("nobody voted while both releases stood side by side");
  if (report.mapSeconds === null) found.push("the open map was not true at the end");
  if (log.refusals.length > 0) found.push(`${log.refusals.length} refused, such as: ${log.refusals[0]}`);
  return found;
}
