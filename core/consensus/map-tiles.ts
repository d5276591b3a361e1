import { createHash } from "node:crypto";
import { AppError } from "../../shared/errors.ts";
import type { FindingFilter } from "../../shared/finding-filter.ts";
import { selectScenesOfCampaigns } from "../campaigns/campaigns.sql.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import { refuseUnknownClasses } from "./filter.ts";
import {
  selectCellRows,
  selectIsDense,
  selectTileCampaign,
  selectTileRows,
  type CellRow,
  type TileRow,
} from "./map-tiles.sql.ts";
import { createTileShelf, type Tile } from "./tile-shelf.ts";
import { frameOfTile, MAX_ZOOM, shapeIn, type TileAddress, type TileFrame } from "./tile-frame.ts";
import { writeTile, type TileFeature } from "./vector-tile.ts";

/** More buildings than this in a tile are counted in cells: one alone is below a pixel's size there anyhow. */
export const MAX_BUILDINGS = 4_000;
/** The promise to those who load them, bytes. */
export const MAX_TILE_BYTES = 500_000;
/** Cells along a tile's side: 8 pixels each on a tile of 512. */
const CELLS = 64;

export type MapTiles = {
  /** The tile, or null where no building is. @throws AppError `not_found`, `invalid_input` */
  get: (input: { slug: string; filter: FindingFilter } & TileAddress) => Promise<Tile | null>;
};

/**
 * Vector tiles of findings, from plain tables. Layer `buildings`: footprints (points where they are smaller than four
 * pixels) with what stands of them. Where there are too many, layer `clusters` instead: counts in cells.
 */
export function createMapTiles(ctx: Context): MapTiles {
  const shelf = createTileShelf(ctx);
  const timesOf = createClock(ctx);
  return {
    async get({ slug, filter, z, x, y }) {
      if (z > MAX_ZOOM || x >= 2 ** z || y >= 2 ** z) {
        throw new AppError(
          "invalid_input",
          `There is no tile ${z}/${x}/${y}: z is 0 to ${MAX_ZOOM}, x and y are below 2^z`,
        );
      }
      const campaign = await selectTileCampaign(ctx.db, slug);
      if (campaign === null) throw new AppError("not_found", "There is no such campaign");
      const frame = frameOfTile({ z, x, y });
      return shelf.get(
        campaign,
        { key: `${z}/${x}/${y}?${JSON.stringify(filter)}`, reach: frame.reach },
        async () => {
          if (filter.class !== undefined || filter.finalClass !== undefined)
            refuseUnknownClasses(await getCampaignRow(ctx, slug), filter);
          return makeTile(ctx.db, { campaignId: campaign.id, filter, frame, z }, await timesOf(campaign.id));
        },
      );
    },
  };
}

type Times = ReadonlyMap<string, number>;
/** Dates of scenes are asked for again this long after, milliseconds. */
const TIMES_FOR_MS = 5_000;

/** Unix times of a campaign's scenes, seconds: every tile wants the same few. */
function createClock(ctx: Context): (campaignId: string) => Promise<Times> {
  const known = new Map<string, { times: Promise<Times>; until: number }>();
  return (campaignId) => {
    const kept = known.get(campaignId);
    if (kept !== undefined && kept.until > Date.now()) return kept.times;
    const times = selectScenesOfCampaigns(ctx.db, [campaignId]).then(
      (scenes) =>
        new Map(scenes.map(({ id, acquiredAt }) => [id, Math.floor(Date.parse(acquiredAt) / 1_000)])),
    );
    known.set(campaignId, { times, until: Date.now() + TIMES_FOR_MS });
    times.catch(() => known.delete(campaignId));
    return times;
  };
}

type Wanted = { campaignId: string; filter: FindingFilter; frame: TileFrame; z: number };

/** Each tile is one statement's answer, so it is of one moment without a transaction around it. */
async function makeTile(db: Db, wanted: Wanted, times: Times): Promise<Tile | null> {
  const { campaignId, filter, frame } = wanted;
  const timeOf = (scene: string | null) => (scene === null ? null : (times.get(scene) ?? null));
  const body =
    (await writeBuildings(db, wanted, timeOf)) ??
    writeTile({
      clusters: clustersOf(
        await selectCellRows(db, campaignId, filter, { ...frame, side: CELLS }),
        frame,
        timeOf,
      ),
    });
  return body.length === 0
    ? null
    : { body, etag: `"${createHash("sha1").update(body).digest("base64url")}"` };
}

type TimeOf = (scene: string | null) => number | null;

/** From here on inwards few tiles hold too many: counting first would cost more than it saves. */
const SELDOM_DENSE_ZOOM = 14;

/** Null when there are too many, or their outlines too long. */
async function writeBuildings(
  db: Db,
  { campaignId, filter, frame, z }: Wanted,
  timeOf: TimeOf,
): Promise<Buffer | null> {
  // A filter may leave few of many; without one the count alone decides, before anything is read.
  const isToCount = z < SELDOM_DENSE_ZOOM && Object.keys(filter).length === 0;
  if (isToCount && (await selectIsDense(db, campaignId, frame.reach, MAX_BUILDINGS)).isDense) return null;
  const rows = await selectTileRows(db, campaignId, filter, { ...frame, limit: MAX_BUILDINGS + 1 });
  if (rows.length > MAX_BUILDINGS) return null;
  const whole = writeTile({ buildings: rows.map((row) => featureOf(row, frame, timeOf, true)) });
  if (whole.length <= MAX_TILE_BYTES) return whole;
  const points = writeTile({ buildings: rows.map((row) => featureOf(row, frame, timeOf, false)) });
  return points.length <= MAX_TILE_BYTES ? points : null;
}

function featureOf(row: TileRow, frame: TileFrame, timeOf: TimeOf, withOutline: boolean): TileFeature {
  const outline = row.geometry === null || !withOutline ? null : shapeIn(frame, row.geometry);
  return {
    shape: outline ?? { point: frame.project([row.lon, row.lat]) },
    properties: {
      id: row.id,
      class: row.class,
      probability: row.probability === null ? null : rounded(row.probability),
      status: row.status,
      certainty: rounded(row.certainty),
      from: timeOf(row.lastIntact),
      to: timeOf(row.firstDamaged),
      votes: row.votes,
    },
  };
}

/** Thousandths: finer than anybody sees, and equal values are stored once in a tile. */
const rounded = (share: number) => Math.round(share * 1_000) / 1_000;

/** One point per cell, at the middle of its buildings, with a count for each class and date that occurs. */
function clustersOf(rows: readonly CellRow[], frame: TileFrame, timeOf: TimeOf): TileFeature[] {
  type Cell = { count: number; lon: number; lat: number; certainty: number; counts: Record<string, number> };
  const cells = new Map<number, Cell>();
  for (const row of rows) {
    const key = row.row * CELLS + row.column;
    const cell = cells.get(key) ?? { count: 0, lon: 0, lat: 0, certainty: 0, counts: {} };
    cells.set(key, cell);
    cell.count += row.count;
    cell.lon += row.lon;
    cell.lat += row.lat;
    cell.certainty += row.certainty;
    const time = timeOf(row.firstDamaged);
    const when = time === null ? (row.isIntact ? "intact" : "unknown") : String(time);
    for (const name of [`class:${row.class ?? ""}`, `to:${when}`])
      cell.counts[name] = (cell.counts[name] ?? 0) + row.count;
  }
  return [...cells.values()].map(({ count, lon, lat, certainty, counts }) => ({
    shape: { point: frame.project([lon / count, lat / count]) },
    properties: { count, certainty: rounded(certainty / count), ...counts },
  }));
}
