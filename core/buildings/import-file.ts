import { rename } from "node:fs/promises";
import path from "node:path";
import { v7 as uuid } from "uuid";
import { BuildingOptions, type ImportQuestion, type RowCounts } from "../../shared/batches.ts";
import { sayRefusal } from "../../shared/refusals.ts";
import type { Context } from "../context.ts";
import { shown } from "../imagery/addresses/read-address.ts";
import { decideFile } from "../imagery/batches.ts";
import type { BatchFile, ItemOutcome } from "../imagery/batches.sql.ts";
import { bringFiles, isAddress } from "../imagery/bring-files.ts";
import { withScratch } from "../scratch.ts";
import { selectMapping, selectPlaces, upsertMapping } from "./buildings.sql.ts";
import { mergeRows, type Merged } from "./merge-rows.ts";
import { readFootprintFile } from "./read-file.ts";
import { quote } from "./reading/refusal.ts";
import { openRefusedLog, type RefusedLog } from "./refused-log.ts";
import type { ReadSummary } from "./reading/messages.ts";
import { countStagedRows, deleteAbandonedRows, deleteStagedRows, insertStagedRows } from "./staging.sql.ts";

/** No file is read for so long. */
const ABANDONED_MS = 24 * 3_600_000;
/** The share of the work that is reading; the rest is merging. */
const READING = 0.8;

type Batch = { id: string; campaignId: string; campaign: string; options: unknown };

/** Imports one file: its rows are staged while it is read, and become buildings together at the end. */
export async function importFile(
  ctx: Context,
  file: BatchFile,
  batch: Batch,
  report: (share: number) => void,
  stop: AbortSignal,
): Promise<void> {
  const stated = BuildingOptions.parse(batch.options);
  const options = await withRememberedMapping(ctx, batch, stated);
  const run = uuid();
  await ctx.db.transaction((tx) => deleteAbandonedRows(tx, uuid({ msecs: Date.now() - ABANDONED_MS })));
  try {
    const places = (await selectPlaces(ctx.db, batch.campaignId)).map(({ bounds }) => bounds);
    await withScratch(ctx, "working-copy", async (scratch) => {
      const refusals = openRefusedLog(scratch);
      try {
        const result = await readFootprintFile(
          { file: await placeOf(ctx, file, scratch, stop), scratch, options, places },
          {
            rows: async (list) => {
              await ctx.db.transaction((tx) => insertStagedRows(tx, run, list));
            },
            refused: (rows) => refusals.add(rows),
            progress: (share) => report(share * READING),
          },
          stop,
        );
        stop.throwIfAborted();
        if ("choices" in result) await storeQuestion(ctx, batch, file, result);
        else {
          const did = isAddress(file.path)
            ? [`Fetched from ${shown(file.path)}.`, ...result.did]
            : result.did;
          await storeRows(ctx, batch, file, { run, options, stated, refusals, summary: { ...result, did } });
        }
      } finally {
        refusals.close();
      }
    });
  } finally {
    await ctx.db.transaction((tx) => deleteStagedRows(tx, run));
  }
  ctx.events.publish({ name: "campaign:changed", campaign: batch.campaign });
}

/** Where the file is; one that lies elsewhere is fetched, and gets its own name back, by which kinds are told. */
async function placeOf(ctx: Context, file: BatchFile, scratch: string, stop: AbortSignal): Promise<string> {
  const { places, fetched } = await bringFiles(ctx, [file.path], { onProgress: () => {}, stop });
  const [place = file.path] = places;
  if (fetched.length === 0) return place;
  const named = path.join(scratch, `fetched-${file.name.replaceAll(/[^\w.-]/g, "_").slice(-100)}`);
  await rename(place, named);
  return named;
}

type Read = {
  run: string;
  options: BuildingOptions;
  stated: BuildingOptions;
  refusals: RefusedLog;
  summary: ReadSummary;
};

async function storeRows(ctx: Context, batch: Batch, file: BatchFile, read: Read): Promise<void> {
  const { run, options, stated, refusals, summary } = read;
  const isDry = options.dryRun === true;
  if ((await countStagedRows(ctx.db, run)).rows !== summary.accepted) {
    throw new Error("staged rows were lost: the database has restarted meanwhile");
  }
  const refusedKey = `refused/${run}.csv`;
  await ctx.db.transaction(async (tx) => {
    const merged = await mergeRows(
      tx,
      run,
      { campaignId: batch.campaignId, batchId: batch.id },
      isDry ? "count" : "store",
    );
    refusals.addMerged(merged.refused, merged.refusedCount);
    const isListWhole = refusals.listed().length === refusals.count();
    const outcome = { ...outcomeOf(read, merged), ...(isListWhole ? {} : { refusedKey }) };
    if (outcome.status === "accepted" && !isDry && stated.mapping !== undefined) {
      // The date belongs to this file; all else is true of the next one of its source.
      const { date: _date, ...lasting } = stated.mapping;
      await upsertMapping(tx, batch.campaignId, stated.profile ?? "", lasting);
    }
    await decideFile(tx, batch, file, outcome);
  });
  // Only now they are all known. Should this fail, what is listed is what can be had.
  const table = refusals.finishTable();
  if (table !== null) await ctx.objects.putFile(refusedKey, table, "text/csv; charset=utf-8");
}

function outcomeOf({ options, summary, refusals }: Read, merged: Merged): ItemOutcome {
  const { added, updated, unchanged, missing } = merged;
  const accepted = added + updated + unchanged;
  const rows: RowCounts = {
    accepted,
    refused: refusals.count(),
    added,
    updated,
    unchanged,
    repaired: summary.repaired,
    ...(options.reportMissing === true ? { missing } : {}),
  };
  const base = { scene: null, rows, refusedRows: refusals.listed(), question: null };
  if (accepted === 0) {
    const first = refusals.listed()[0];
    const reason =
      first === undefined
        ? sayRefusal("file.no-rows")
        : sayRefusal("file.none-usable", { number: refusals.count(), row: first.row, reason: first.reason });
    return { ...base, status: "refused", reason, did: [] };
  }
  const would = options.dryRun === true ? "Dry run, nothing was stored: would have " : "";
  const counts = [
    added > 0 ? `${would}added ${added}` : "",
    updated > 0 ? `${would}changed ${updated} (their votes and tasks stay)` : "",
    unchanged > 0 ? `${would}left ${unchanged} as they were` : "",
  ].filter((part) => part !== "");
  const did = [
    ...summary.did,
    `${capital(counts.join(", "))} ${accepted === 1 ? "building" : "buildings"}.`,
    ...(options.reportMissing === true
      ? [`${missing} named buildings of the campaign are not in this file; they were left.`]
      : []),
  ];
  return { ...base, status: "accepted", reason: null, did };
}

/** A file that needs an answer is refused with its questions; given again with the answers it goes in. */
async function storeQuestion(
  ctx: Context,
  batch: Batch,
  file: BatchFile,
  question: ImportQuestion,
): Promise<void> {
  const outcome: ItemOutcome = {
    status: "refused",
    reason: whatIsAsked(question),
    did: [],
    scene: null,
    rows: null,
    refusedRows: [],
    question,
  };
  await ctx.db.transaction((tx) => decideFile(tx, batch, file, outcome));
}

function whatIsAsked({ profile, unknown, missing, asksDateOrder, choices, columns }: ImportQuestion): string {
  const parts: string[] = [];
  const codes = [...choices.map(({ code }) => code), "none", "skip"].join(", ");
  if (unknown.length > 0) {
    const values = unknown
      .slice(0, 12)
      .map(({ raw, count }) => `${raw === "" ? "an empty value" : `"${raw}"`} (${count})`);
    const example = JSON.stringify({ [unknown[0]?.key ?? "value:"]: choices[0]?.code ?? "none" });
    parts.push(
      `${unknown.length} values have no certain meaning in ${profile ?? "this file"}: ${values.join(", ")}${unknown.length > 12 ? ", …" : ""}. Say what each means in options.mapping, such as ${example}; classes: ${codes}`,
    );
  }
  for (const { key, why } of missing)
    parts.push(`${capital(why)}: name it in options.mapping as {"${key}": "…"}`);
  if (missing.length > 0) {
    const names = columns.slice(0, 30).map(({ name }) => quote(name));
    parts.push(`The columns are ${names.join(", ")}`);
  }
  if (asksDateOrder)
    parts.push(
      'Whether dates have the day or the month first is open: state {"dates": "dmy"} or {"dates": "mdy"} in options.mapping',
    );
  return parts.join(". ");
}

/** What an admin stated for this campaign and source before; what is stated now goes before it. */
async function withRememberedMapping(
  ctx: Context,
  batch: Batch,
  options: BuildingOptions,
): Promise<BuildingOptions> {
  const remembered = await selectMapping(ctx.db, batch.campaignId, options.profile ?? "");
  if (remembered === null) return options;
  return { ...options, mapping: { ...remembered.mapping, ...options.mapping } };
}

const capital = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
