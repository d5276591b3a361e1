import type { CampaignRow } from "../campaigns/campaigns.sql.ts";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import { pagesOf } from "../pages.ts";
import { describeFinding, readOutlook, type BriefRow, type Finding, type Outlook } from "./describe.ts";
import { openLineReader, textOf, type FindingLine } from "./finding-line.ts";
import { declareFindings, fetchFindings, type Wants } from "./finding-stream.sql.ts";
import { openFindingWriter, openShares } from "./finding-text.ts";
import type { AnyFilter } from "./filter.sql.ts";

/** Findings told before they are handed on. */
const AT_ONCE = 50;

/** What a stream gives of each finding: what it needs to read of it, and what it makes of that. */
export type Telling<Told> = { wants: Wants; open: (outlook: Outlook) => (line: FindingLine) => Told };

/** Findings as the API describes them, but for their intervals. */
export const FINDINGS: Telling<Finding> = {
  wants: { shape: "outline", intervals: "where needed" },
  open(outlook) {
    const shares = openShares(outlook);
    return (line) => {
      const { probability, windowProbability, externalId } = line;
      // Named one by one: a spread of sixteen fields takes as long as the outline.
      const row: BriefRow = {
        id: line.id,
        externalId: externalId === null ? null : textOf(externalId),
        geometry: JSON.parse(line.shape),
        status: line.status,
        class: line.class,
        probability: probability === null ? null : Number(probability),
        lastIntact: line.lastIntact,
        firstDamaged: line.firstDamaged,
        windowProbability: windowProbability === null ? null : Number(windowProbability),
        votes: Number(line.votes),
        modelVersion: line.modelVersion,
        updatedAt: line.updatedAt,
        review: line.review,
        marks: line.marks,
      };
      return describeFinding(outlook, row, shares(line).probabilities.map(Number));
    };
  },
};

/** GeoJSON features, `intervals` too, in JSON: four times as fast as objects turned into text. */
export const FEATURES: Telling<string> = {
  wants: { shape: "outline", intervals: "always" },
  open: openFindingWriter,
};

/**
 * Every finding of a snapshot that fits the filter, in the order of building ids, a page at a time: what exports are
 * written from. `db` is the snapshot; it can serve one stream.
 */
export async function* streamFindings<Told>(
  ctx: Context,
  db: Db,
  { campaign, filter }: { campaign: CampaignRow; filter: AnyFilter },
  { wants, open }: Telling<Told>,
): AsyncGenerator<Told[]> {
  const tell = open(await readOutlook(ctx, db, campaign));
  const read = openLineReader();
  await declareFindings(db, campaign.id, filter, wants);
  for await (const rows of pagesOf(() => fetchFindings(db))) {
    // What is told goes out before more is: what dies young costs the collector of garbage nothing.
    for (let at = 0; at < rows.length; at += AT_ONCE)
      yield rows.slice(at, at + AT_ONCE).map(({ line }) => tell(read(line)));
  }
}
