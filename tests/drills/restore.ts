/**
 * The restore drill: an installation with many votes is backed up while volunteers vote, then everything of it is
 * killed, and another is made of the backup alone. What its volunteers were told is stored must be there.
 */
import { mkdtemp, rm, stat } from "node:fs/promises";
import { readdir } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { requestFit } from "../../core/consensus/upkeep.ts";
import { sql } from "../../core/db.ts";
import { seededRandom } from "../../shared/consensus/random.ts";
import { makeCampaign, makeVolunteers, makeVotes } from "../bench/crowd.ts";
import { countUnequal, drain } from "../chaos/invariants.ts";
import { CLASSES, openTown } from "../chaos/town.ts";
import { aLog, startCrowd, type Log } from "../chaos/volunteers.ts";
import { openRoom, type Room } from "../support/rooms.ts";
import {
  anInstallation,
  command,
  lookInside,
  staffToken,
  type Inside,
  type Installation,
} from "./installation.ts";

export type RestoreOptions = {
  /** Votes that are there already when the drill begins. */
  votes: number;
  say?: (line: string) => void;
};

export type RestoreReport = {
  votes: number;
  /** Votes in the backup. */
  rows: number;
  /** Length of the backup on the disk, and of the database it was made from. */
  backupBytes: number;
  databaseBytes: number;
  backupSeconds: number;
  restoreSeconds: number;
  /** From nothing but the backup to an API that is ready. */
  rtoSeconds: number;
  /** Acknowledged before the backup began; how many of them are not there as they were sent. */
  acknowledged: number;
  lost: number;
  /** Acknowledged while the backup was written, and how many of those are in it: either is right. */
  meanwhile: number;
  double: number;
  invented: number;
  unequal: number;
  /** Formats whose file was another one after the restore. */
  exportsChanged: string[];
  /** Votes that the restored installation acknowledged afterwards. */
  votedAfter: number;
  /** How busy the machine was. */
  load: number;
  complaints: string[];
};

const PAST = "drill-past";
const LIVE = "drill-live";
const VOLUNTEERS = 8;
const THINK_MS = 60;
/** Acknowledged before the backup begins, and after the restore. */
const ENOUGH = 40;
const FORMATS = ["csv", "geojson", "votes-csv"] as const;
/** Counting and fitting what the drill filled in: about 10⁶ votes in ten seconds, on a busy machine a minute. */
const DRAIN_SECONDS_PER_MILLION = 240;

export async function runRestoreDrill(options: RestoreOptions): Promise<RestoreReport> {
  const room = openRoom();
  try {
    return await restoreIn(room, options);
  } finally {
    await room.close();
  }
}

async function restoreIn(room: Room, { votes, say = () => {} }: RestoreOptions): Promise<RestoreReport> {
  const folder = await mkdtemp(path.join(tmpdir(), "aftermap-drill-"));
  room.closeLater(() => rm(folder, { recursive: true, force: true }));
  const [sourceDir, targetDir, backup] = ["source", "target", "backup"].map((name) =>
    path.join(folder, name),
  );
  if (sourceDir === undefined || targetDir === undefined || backup === undefined)
    throw new Error("three folders");
  const source = await anInstallation(sourceDir, room);
  const before = await lookInside(sourceDir, room);
  say(`filling in ${votes} votes`);
  const past = await fill(before, votes);
  await Promise.all([source.api.start(), source.worker.start()]);
  await requestFit(before.ctx, past);
  const patience = 60 + (votes / 1e6) * DRAIN_SECONDS_PER_MILLION;
  if ((await drain(before, patience)) === null)
    throw new Error("The votes filled in were not counted in time");
  const town = {
    ctx: before.ctx,
    urls: [source.url],
    importFolder: path.join(sourceDir, "import"),
    adminToken: await staffToken(before.ctx, "admin"),
  };
  const live = await openTown(town, LIVE, 600);

  say("volunteers vote, and the backup begins");
  const log = aLog();
  const crowd = startCrowd(
    { urls: [source.url], slug: LIVE, classes: CLASSES, random: seededRandom(1), log },
    VOLUNTEERS,
    THINK_MS,
  );
  await untilAcknowledged(log, ENOUGH);
  const acknowledged = new Set(log.acknowledged.keys());
  const { answer: written, seconds: backupSeconds } = await command(source, ["backup", backup]);
  const meanwhile = log.acknowledged.size - acknowledged.size;
  await crowd.end();
  const exported = await exportAll(source, folder);
  const databaseBytes = await sizeOf(before);

  say("everything is killed; another is made of the backup");
  await Promise.all([source.api.end("SIGKILL"), source.worker.end("SIGKILL")]);
  await before.close();
  const target = await anInstallation(targetDir, room);
  const begun = performance.now();
  const { seconds: restoreSeconds } = await command(target, ["restore", backup]);
  await target.api.start();
  const ready = await fetch(`${target.url}/readyz`);
  const rtoSeconds = (performance.now() - begun) / 1000;

  const after = await lookInside(targetDir, room);
  const held = await holdAgainst(after, live, log, acknowledged);
  await target.worker.start();
  const drained = await drain(after, patience);
  const unequal = (await countUnequal(after, past)) + (await countUnequal(after, live));
  const again = await exportAll(target, folder);
  const votedAfter = await voteAgain(target);
  const report: RestoreReport = {
    votes,
    rows: written.rows,
    backupBytes: await weighFolder(backup),
    databaseBytes,
    backupSeconds,
    restoreSeconds,
    rtoSeconds,
    acknowledged: acknowledged.size,
    meanwhile,
    ...held,
    unequal,
    exportsChanged: FORMATS.filter((format) => exported[format] !== again[format]),
    votedAfter,
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    complaints: [],
  };
  report.complaints.push(...complaintsOf(report));
  if (!ready.ok) report.complaints.push(`/readyz answered ${ready.status} after the restore`);
  if (drained === null) report.complaints.push("what waited in the backup was not counted after the restore");
  if (log.refusals.length > 0) report.complaints.push(`refused while the backup ran: ${log.refusals[0]}`);
  return report;
}

/** A campaign of ten answers a building, written past the API; gives its id. */
async function fill({ ctx }: Inside, votes: number): Promise<string> {
  const pool = new pg.Pool({ connectionString: ctx.databaseUrl, max: 1 });
  try {
    const campaign = await makeCampaign(pool, PAST, { buildings: Math.max(20, Math.ceil(votes / 10)) });
    const volunteers = await makeVolunteers(
      pool,
      "drill",
      Math.max(20, Math.min(3_000, Math.ceil(votes / 500))),
    );
    await makeVotes(pool, campaign, volunteers, votes);
    return campaign;
  } finally {
    await pool.end();
  }
}

async function untilAcknowledged(log: Log, count: number): Promise<void> {
  const deadline = performance.now() + 120_000;
  while (log.acknowledged.size < count) {
    if (performance.now() > deadline)
      throw new Error(`Only ${log.acknowledged.size} votes were acknowledged in 120 s`);
    await pause(20);
  }
}

/** SHA-256 of every format, by the command line. */
async function exportAll(installation: Installation, folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const format of FORMATS) {
    const out = path.join(folder, `export.${format}`);
    const { answer } = await command(installation, ["export", PAST, "--format", format, "--out", out]);
    found[format] = String(answer.sha256);
  }
  return found;
}

async function holdAgainst({ ctx }: Inside, campaign: string, log: Log, acknowledged: ReadonlySet<string>) {
  const stored = await ctx.db.many<{ id: string; building: string; volunteer: string; class: string }>(
    sql`select id, building_id as building, volunteer_id as volunteer, class from votes where campaign_id = ${campaign}`,
  );
  const byId = new Map(stored.map((vote) => [vote.id, vote]));
  const isAsSent = (id: string) => {
    const [sent, kept] = [log.sent.get(id), byId.get(id)];
    return (
      sent !== undefined &&
      kept !== undefined &&
      sent.building === kept.building &&
      sent.volunteer === kept.volunteer &&
      sent.class === kept.class
    );
  };
  return {
    lost: [...acknowledged].filter((id) => !isAsSent(id)).length,
    double: stored.length - byId.size,
    invented: stored.filter(({ id }) => !isAsSent(id)).length,
  };
}

/** New volunteers go on where the others were stopped. */
async function voteAgain({ url }: Installation): Promise<number> {
  const log = aLog();
  const crowd = startCrowd(
    { urls: [url], slug: LIVE, classes: CLASSES, random: seededRandom(2), log },
    4,
    THINK_MS,
  );
  await untilAcknowledged(log, ENOUGH);
  await crowd.end();
  return log.acknowledged.size;
}

async function sizeOf({ ctx }: Inside): Promise<number> {
  const { bytes } = await ctx.db.one<{ bytes: number }>(
    sql`select pg_database_size(current_database()) as bytes`,
  );
  return bytes;
}

async function weighFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => stat(path.join(parentPath, name)));
  return (await Promise.all(sizes)).reduce((sum, { size }) => sum + size, 0);
}

function complaintsOf(report: RestoreReport): string[] {
  const zeros = ["lost", "double", "invented", "unequal"] as const;
  const found = zeros.filter((name) => report[name] > 0).map((name) => `${report[name]} ${name}`);
  if (report.exportsChanged.length > 0)
    found.push(`other files after the restore: ${report.exportsChanged.join(", ")}`);
  if (report.acknowledged === 0) found.push("nobody voted before the backup");
  return found;
}
