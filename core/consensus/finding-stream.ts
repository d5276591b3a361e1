import type { CampaignRow } from "../campaigns/campaigns.sql.ts";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import { describeFinding, readOutlook, sharesOf, type Finding } from "./describe.ts";
import {
  declareFindings,
  declareFindingTexts,
  fetchFindings,
  fetchFindingTexts,
  type StreamedRow,
} from "./finding-stream.sql.ts";
import { openFindingWriter } from "./finding-text.ts";
import type { AnyFilter } from "./filter.sql.ts";

/** Findings described before they are handed on. */
const AT_ONCE = 50;

/**
 * Every finding of a snapshot that fits the filter, in the order of building ids, a page at a time: what exports are
 * written from. `db` is the snapshot; it can serve one stream.
 */
export async function* streamFindings(
  ctx: Context,
  db: Db,
  campaign: CampaignRow,
  filter: AnyFilter,
): AsyncGenerator<Finding[]> {
  const outlook = await readOutlook(ctx, db, campaign);
  await declareFindings(db, campaign.id, filter);
  const describe = (row: StreamedRow) => {
    const { probabilities } = sharesOf(outlook, row.modelVersion, row.probabilities, row.intervals);
    return describeFinding(outlook, row, probabilities);
  };
  for await (const rows of ahead(() => fetchFindings(db))) yield* describedInParts(rows, describe);
}

/** The same as GeoJSON features, `intervals` too, in JSON: four times as fast as objects turned into text. */
export async function* streamFindingTexts(
  ctx: Context,
  db: Db,
  campaign: CampaignRow,
  filter: AnyFilter,
): AsyncGenerator<string[]> {
  const write = openFindingWriter(await readOutlook(ctx, db, campaign));
  await declareFindingTexts(db, campaign.id, filter);
  for await (const rows of ahead(() => fetchFindingTexts(db))) yield* describedInParts(rows, write);
}

/** What is described goes out before more is: what dies young costs the collector of garbage nothing. */
function* describedInParts<Row, Told>(rows: readonly Row[], describe: (row: Row) => Told): Generator<Told[]> {
  for (let at = 0; at < rows.length; at += AT_ONCE) yield rows.slice(at, at + AT_ONCE).map(describe);
}

/** Pages until an empty one; the database works on the next while one is used. */
async function* ahead<Row>(fetch: () => Promise<Row[]>): AsyncGenerator<Row[]> {
  let next = fetch();
  for (;;) {
    const rows = await next;
    if (rows.length === 0) return;
    next = fetch();
    next.catch(() => {}); // heard of at the next turn; not at all by whoever stopped reading
    yield rows;
  }
}
