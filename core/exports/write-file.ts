import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { ExportFilter } from "../../shared/exports.ts";
import { textIn } from "../../shared/text.ts";
import { selectScenesOfCampaigns, selectCampaign, type CampaignRow } from "../campaigns/campaigns.sql.ts";
import { countFindings } from "../consensus/finding-stream.sql.ts";
import { FEATURES, FINDINGS, streamFindings, type Telling } from "../consensus/finding-stream.ts";
import { listVolunteers } from "../consensus/volunteers.ts";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import { selectChangedAt } from "./exports.sql.ts";
import type { TextFormat, FindingsFormat, RecordsFormat, RowWriter, Snapshot, Target } from "./format.ts";
import { toLine } from "./formats/csv.ts";
import { LINES } from "./finding-lines.ts";
import { openGrowingFile } from "./formats/growing-file.ts";
import { REVIEW_COLUMNS, VOLUNTEER_COLUMNS, VOTE_COLUMNS, type RecordColumn } from "./record-columns.ts";
import { selectReviewRecords, selectVoteRecords } from "./records.sql.ts";

/** What every way of writing needs: the snapshot's database, what to leave out, whom to tell, when to stop. */
export type Work = {
  ctx: Context;
  db: Db;
  campaignId: string;
  filter: ExportFilter;
  /** Told how many buildings are done, and how many there are. */
  meter: (done: number, buildings: number) => void;
  stop: AbortSignal;
};

/** Writes the file of an export from one snapshot, a page at a time, so that its size does not matter. */
export async function writeFormat(
  work: Work,
  format: TextFormat | FindingsFormat | RecordsFormat,
  target: Target,
): Promise<void> {
  const campaign = await selectCampaign(work.db, work.campaignId);
  if (campaign === null) throw new Error("the campaign of an export is gone");
  if (format.rows === "findings") return writeAll(work, campaign, target, format, FINDINGS);
  if (format.rows === "features") return writeAll(work, campaign, target, format, FEATURES);
  if (format.rows === "lines") return writeAll(work, campaign, target, format, LINES);
  if (format.rows === "volunteers") return writeVolunteers(work, campaign, target);
  if (format.rows === "votes") return writeRecords(work, campaign, target, VOTE_COLUMNS, selectVoteRecords);
  return writeRecords(work, campaign, target, REVIEW_COLUMNS, selectReviewRecords);
}

/** Size in bytes and SHA-256, hex, of a finished file. */
export async function weigh(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return { bytes: (await stat(file)).size, sha256: hash.digest("hex") };
}

async function writeAll<Row>(
  work: Work,
  campaign: CampaignRow,
  target: Target,
  format: { open(target: Target, snapshot: Snapshot): Promise<RowWriter<Row>> },
  telling: Telling<Row>,
): Promise<void> {
  const writer = await format.open(target, await describeSnapshot(work.db, campaign));
  await fill(writer, async () => {
    for await (const page of pagesOf(work, campaign, telling)) await writer.write(page);
  });
}

/** Closes what was filled, or lets go of it. */
async function fill(
  writer: Pick<RowWriter<never>, "close"> & Partial<Pick<RowWriter<never>, "drop">>,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
    await writer.close();
  } catch (error) {
    const drop = writer.drop ?? writer.close;
    await drop().catch(() => {}); // why it was dropped is what counts
    throw error;
  }
}

async function writeRecords<Row>(
  work: Work,
  campaign: CampaignRow,
  { file }: Target,
  columns: readonly RecordColumn<Row>[],
  select: (db: Db, buildings: readonly string[]) => Promise<Row[]>,
): Promise<void> {
  const out = openGrowingFile(file);
  await fill(out, async () => {
    await out.write(toLine(columns.map(({ name }) => name)));
    for await (const features of pagesOf(work, campaign, FINDINGS)) {
      const rows = await select(
        work.db,
        features.map(({ id }) => id),
      );
      await out.write(rows.map((row) => toLine(columns.map(({ read }) => read(row)))).join(""));
    }
  });
}

/** Volunteers are read from the newest fit, not from the snapshot of buildings, and no filter applies to them. */
async function writeVolunteers({ ctx }: Work, { slug }: CampaignRow, { file }: Target): Promise<void> {
  const out = openGrowingFile(file);
  await fill(out, async () => {
    await out.write(toLine(VOLUNTEER_COLUMNS.map(({ name }) => name)));
    let cursor: string | undefined;
    do {
      const page = await listVolunteers(ctx, { slug, cursor });
      const lines = page.items.map((row) => toLine(VOLUNTEER_COLUMNS.map(({ read }) => read(row))));
      await out.write(lines.join(""));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
  });
}

async function* pagesOf<Row>(
  { ctx, db, filter, stop, meter }: Work,
  campaign: CampaignRow,
  telling: Telling<Row>,
): AsyncGenerator<Row[]> {
  const { buildings } = await countFindings(db, campaign.id, filter);
  let done = 0;
  meter(done, buildings);
  for await (const page of streamFindings(ctx, db, { campaign, filter }, telling)) {
    stop.throwIfAborted();
    yield page;
    done += page.length;
    meter(done, buildings);
  }
}

async function describeSnapshot(db: Db, campaign: CampaignRow): Promise<Snapshot> {
  const scenes = await selectScenesOfCampaigns(db, [campaign.id]);
  const { changedAt } = await selectChangedAt(db, campaign.id);
  return {
    campaign: campaign.slug,
    title: textIn(campaign.title, "en"),
    scale: campaign.scale.name,
    classes: campaign.scale.classes,
    scenes: scenes.map(({ id, acquiredAt, sensor, attribution, gsdMetres, offset }) => ({
      id,
      acquiredAt,
      sensor,
      attribution,
      gsdMetres,
      offset,
    })),
    changedAt,
  };
}
