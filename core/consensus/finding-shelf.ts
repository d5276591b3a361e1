import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import { together } from "../together.ts";
import type { AnyFilter } from "./filter.sql.ts";
import { chooseRows, type Meaning } from "./finding-choice.ts";
import { fillRows, idOf, makeColumns, replaceRows, type FindingColumns } from "./finding-columns.ts";
import { selectChangedRows, selectColumnSize, selectRows } from "./finding-columns.sql.ts";
import { selectConsensusNumber } from "./findings.sql.ts";
import type { Codes } from "./map-tiles.sql.ts";

/** Fewer buildings are counted by the database as fast. */
const FROM_BUILDINGS = 5_000;
/** Memory for all campaigns together, in buildings: a million with 14 scenes take 130 MB, and 16 for choices. */
const MAX_BUILDINGS = 1_200_000;
/** Rows read at once: a millisecond or two of this thread. */
const PAGE = 2_000;
/** More changes than these, as after a full fit, and all is read anew. */
const MAX_CHANGES = 10_000;
/** Imports move no consensus: read anew after this, and after so many times what reading took, milliseconds. */
const [MAX_AGE_MS, REST] = [20_000, 20];
const PAUSE_MS = 3_000;
/** Read anew, each page is followed by a rest of so many times what it took: figures are asked for meanwhile. */
const REST_AFTER_PAGE = 2;
/** A screen asks for figures with and without a part of the filter, and for a dozen tiles. */
const MAX_CHOICES = 4;
const NONE = "00000000-0000-0000-0000-000000000000";

type Kept = {
  columns: FindingColumns;
  codes: string;
  seq: number;
  until: number;
  turn: Promise<unknown>;
  /** Rows chosen lately, by filter. */
  choices: Map<string, Uint32Array>;
};

/** What findings are asked of: codes in columns are places in these lists. */
export type Campaign = { id: string } & Meaning;

/** Findings under a filter. They hold until the next `await`: then a vote may have changed them. */
export type Findings = {
  columns: FindingColumns;
  /** The rows under a filter, which is not by place; in the order of the buildings' ids. */
  choose: (filter: AnyFilter) => Uint32Array;
};

export type FindingShelf = {
  /** A campaign's findings as they are now; null while they are not at hand: the database knows them. */
  get: (campaign: Campaign) => Promise<Findings | null>;
};

/**
 * Keeps the findings of large campaigns in memory, for figures under any filter within milliseconds. They are read in
 * the background when first asked for; then what the campaign's number says has changed is read before each answer, so
 * that no server says what another knows better.
 */
export function createFindingShelf(ctx: Context, { fromBuildings = FROM_BUILDINGS } = {}): FindingShelf {
  const shelves = new Map<string, Kept>();
  const reading = new Set<string>();
  /** Campaigns that are too small or too large, until they are looked at again. */
  const passedOver = new Map<string, number>();
  const numberOf = together(async (id) => (await selectConsensusNumber(ctx.db, id)).seq);

  async function read(campaign: Campaign): Promise<void> {
    const start = Date.now();
    const isAnswering = shelves.get(campaign.id)?.codes === nameOf(campaign);
    const rest = isAnswering ? REST_AFTER_PAGE : 0;
    const found = await ctx.db.snapshot((db) => readAll(db, campaign, { fromBuildings, rest }));
    if (found === null) {
      shelves.delete(campaign.id);
      passedOver.set(campaign.id, start + MAX_AGE_MS);
      return;
    }
    const until = Date.now() + Math.max(MAX_AGE_MS, REST * (Date.now() - start));
    // Last read, last dropped.
    shelves.delete(campaign.id);
    const [codes, turn, choices] = [nameOf(campaign), Promise.resolve(), new Map<string, Uint32Array>()];
    shelves.set(campaign.id, { ...found, codes, until, turn, choices });
    makeRoom();
  }

  function readInBackground(campaign: Campaign): void {
    if (reading.has(campaign.id) || (passedOver.get(campaign.id) ?? 0) > Date.now()) return;
    reading.add(campaign.id);
    void read(campaign)
      .catch((error: unknown) => {
        shelves.delete(campaign.id);
        ctx.log.warn({ error, campaign: campaign.id }, "findings not read");
      })
      .finally(() => reading.delete(campaign.id));
  }

  function makeRoom(): void {
    let sum = [...shelves.values()].reduce((all, { columns }) => all + columns.count, 0);
    for (const [id, { columns }] of shelves) {
      if (sum <= MAX_BUILDINGS) return;
      shelves.delete(id);
      sum -= columns.count;
    }
  }

  /** Brings columns to the number that was read; never back. */
  async function catchUp(campaign: Campaign, kept: Kept, seq: number): Promise<void> {
    if (seq <= kept.seq) return;
    const range = { after: kept.seq, upTo: seq, limit: MAX_CHANGES + 1 };
    const { count, packed } = await selectChangedRows(ctx.db, campaign.id, campaign, range);
    kept.choices.clear();
    const isDone = count <= MAX_CHANGES && (packed === null || replaceRows(kept.columns, packed));
    if (isDone) kept.seq = seq;
    else if (shelves.get(campaign.id) === kept) shelves.delete(campaign.id);
  }

  return {
    async get(campaign) {
      const kept = shelves.get(campaign.id);
      if (kept === undefined || kept.codes !== nameOf(campaign)) {
        readInBackground(campaign);
        return null;
      }
      if (kept.until < Date.now()) {
        kept.until = Infinity;
        // Not while somebody waits for an answer.
        setTimeout(() => readInBackground(campaign), PAUSE_MS).unref();
      }
      const seq = await numberOf(campaign.id);
      if (seq > kept.seq) {
        kept.turn = kept.turn.catch(() => undefined).then(() => catchUp(campaign, kept, seq));
        await kept.turn;
      }
      if (kept.seq >= seq)
        return { columns: kept.columns, choose: (filter) => choose(kept, campaign, filter) };
      readInBackground(campaign);
      return null;
    },
  };
}

/** Chooses once for all who ask under the same filter. */
function choose({ columns, choices }: Kept, meaning: Meaning, filter: AnyFilter): Uint32Array {
  // Scenes keep their ids when their dates are put right.
  const name = JSON.stringify([filter, meaning.times]);
  const rows = choices.get(name) ?? chooseRows(columns, meaning, filter);
  // Last used, last dropped.
  choices.delete(name);
  choices.set(name, rows);
  const oldest = choices.size > MAX_CHOICES ? choices.keys().next().value : undefined;
  if (oldest !== undefined) choices.delete(oldest);
  return rows;
}

/** Codes mean something only with their lists. */
const nameOf = ({ classes, scenes }: Codes): string => JSON.stringify([classes, scenes]);

async function readAll(
  db: Db,
  campaign: Campaign,
  { fromBuildings, rest }: { fromBuildings: number; rest: number },
): Promise<{ columns: FindingColumns; seq: number } | null> {
  const { count, intervals, seq } = await selectColumnSize(db, campaign.id);
  if (count < fromBuildings || count > MAX_BUILDINGS) return null;
  const columns = makeColumns(count, intervals);
  let rows = 0;
  while (rows < count) {
    const start = Date.now();
    const after = rows === 0 ? NONE : idOf(columns, rows - 1);
    const { packed } = await selectRows(db, campaign.id, campaign, { after, limit: PAGE });
    if (packed === null) return null;
    rows = fillRows(columns, packed, rows);
    if (rest > 0 && rows < count) await sleep((Date.now() - start) * rest);
  }
  return { columns, seq };
}
