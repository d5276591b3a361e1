import { createHash } from "node:crypto";
import { AppError } from "../../shared/errors.ts";
import type { FindingFilter } from "../../shared/finding-filter.ts";
import { selectScenesOfCampaigns, type CampaignRow } from "../campaigns/campaigns.sql.ts";
import { getCampaignRow } from "../campaigns/campaigns.ts";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import { together } from "../together.ts";
import { refuseUnknownClasses } from "./filter.ts";
import type { Meaning } from "./finding-choice.ts";
import { selectOutlines } from "./finding-columns.sql.ts";
import type { FindingShelf } from "./finding-shelf.ts";
import { joinOutlines, largeEnough, packBuildings, packCentres, rowsIn } from "./finding-tiles.ts";
import { selectBuildings, selectCentres, selectIsDense, selectTileNumber } from "./map-tiles.sql.ts";
import { writeBuildings, type Legend } from "./tile-buildings.ts";
import { writeClusters } from "./tile-clusters.ts";
import { frameOfTile, MAX_ZOOM, type TileAddress, type TileFrame } from "./tile-frame.ts";
import { createTileShelf, type Tile } from "./tile-shelf.ts";

/** More buildings than this in a tile are counted in cells: one alone is below a pixel's size there anyhow. */
export const MAX_BUILDINGS = 4_000;
/** The promise to those who load them, bytes. */
export const MAX_TILE_BYTES = 500_000;
/** Cells along a tile's side, 8 pixels each on a tile of 512; fewer where many classes and dates make them heavy. */
const CELLS = [64, 32, 16, 8] as const;
/** From here on inwards few tiles hold too many: counting first would cost more than it saves. */
const SELDOM_DENSE_ZOOM = 14;

export type MapTiles = {
  /** The tile, or null where no building is. @throws AppError `not_found`, `invalid_input` */
  get: (input: { slug: string; filter: FindingFilter } & TileAddress) => Promise<Tile | null>;
};

/**
 * Vector tiles of findings, from `map_findings`. Layer `buildings`: footprints (points where they are smaller than four
 * pixels) with what stands of them. Where there are too many, layer `clusters` instead: counts in cells.
 */
export function createMapTiles(
  ctx: Context & { findings: FindingShelf },
  { maxBuildings = MAX_BUILDINGS } = {},
): MapTiles {
  const shelf = createTileShelf(ctx);
  const atlasOf = createAtlases(ctx);
  const numberOf = together(async (slug) => {
    const found = await selectTileNumber(ctx.db, slug);
    if (found === null) throw new AppError("not_found", "There is no such campaign");
    return found.seq;
  });
  return {
    async get({ slug, filter, z, x, y }) {
      if (z > MAX_ZOOM || x >= 2 ** z || y >= 2 ** z) {
        throw new AppError(
          "invalid_input",
          `There is no tile ${z}/${x}/${y}: z is 0 to ${MAX_ZOOM}, x and y are below 2^z`,
        );
      }
      const atlas = await atlasOf(slug);
      refuseUnknownClasses(atlas.campaign, filter);
      const frame = frameOfTile({ z, x, y });
      return shelf.get(
        { id: atlas.campaign.id, number: () => numberOf(slug) },
        { key: `${z}/${x}/${y}?${JSON.stringify(filter)}`, reach: frame.reach },
        () => makeTile(ctx, { atlas, filter, frame, z, maxBuildings }),
      );
    },
  };
}

/** What all tiles of a campaign need to know of it. */
type Atlas = { campaign: CampaignRow; codes: Meaning; legend: Legend };
/** Asked for again this long after, milliseconds. */
const ATLAS_FOR_MS = 5_000;

function createAtlases(ctx: Context): (slug: string) => Promise<Atlas> {
  const known = new Map<string, { atlas: Promise<Atlas>; until: number }>();
  const read = async (slug: string): Promise<Atlas> => {
    const campaign = await getCampaignRow(ctx, slug);
    const scenes = await selectScenesOfCampaigns(ctx.db, [campaign.id]);
    const classes = campaign.scale.classes.map(({ code }) => code);
    return {
      campaign,
      codes: {
        classes,
        scenes: scenes.map(({ id }) => id),
        times: scenes.map(({ acquiredAt }) => Date.parse(acquiredAt)),
      },
      legend: {
        classes,
        times: scenes.map(({ acquiredAt }) => Math.floor(Date.parse(acquiredAt) / 1_000)),
      },
    };
  };
  return (slug) => {
    const kept = known.get(slug);
    if (kept !== undefined && kept.until > Date.now()) return kept.atlas;
    const atlas = read(slug);
    known.set(slug, { atlas, until: Date.now() + ATLAS_FOR_MS });
    atlas.catch(() => known.delete(slug));
    return atlas;
  };
}

type Wanted = { atlas: Atlas; filter: FindingFilter; frame: TileFrame; z: number; maxBuildings: number };

function makeTile(ctx: { db: Db; findings: FindingShelf }, wanted: Wanted): Promise<Tile | null> {
  const { filter, z } = wanted;
  const isByPlace = filter.bbox !== undefined || filter.area !== undefined;
  return z < SELDOM_DENSE_ZOOM && !isByPlace ? makeTileAtHand(ctx, wanted) : makeTileOfTables(ctx.db, wanted);
}

/** Of what is in memory, but for the outlines of the few buildings that are large enough. */
async function makeTileAtHand(
  { db, findings }: { db: Db; findings: FindingShelf },
  wanted: Wanted,
): Promise<Tile | null> {
  const { campaign, codes, legend } = wanted.atlas;
  const { filter, frame, maxBuildings } = wanted;
  const found = await findings.get({ id: campaign.id, ...codes });
  if (found === null) return makeTileOfTables(db, wanted);
  const { columns, choose } = found;
  const rows = rowsIn(columns, frame.reach, choose(filter));
  if (rows.length > maxBuildings) return tileOfCells(packCentres(columns, rows), frame, legend);
  // Packed before the outlines come: votes may change the columns meanwhile.
  const [buildings, large] = [packBuildings(columns, rows), largeEnough(columns, frame, rows)];
  const { packed } =
    large.length === 0 ? { packed: null } : await selectOutlines(db, campaign.id, large, frame.pointBelow);
  const isDrawn = packed !== null;
  const body = writeBuildings(isDrawn ? joinOutlines(buildings, packed) : buildings, frame, legend, isDrawn);
  if (body.length <= MAX_TILE_BYTES) return tileOf(body);
  const points = writeBuildings(buildings, frame, legend, false);
  if (points.length <= MAX_TILE_BYTES) return tileOf(points);
  return tileOfCells(packCentres(columns, rows), frame, legend);
}

/** Each part is one statement's answer, so it is of one moment without a transaction around it. */
async function makeTileOfTables(db: Db, wanted: Wanted): Promise<Tile | null> {
  const { campaign, codes, legend } = wanted.atlas;
  const { filter, frame, z, maxBuildings } = wanted;
  const around = { campaignId: campaign.id, filter, reach: frame.reach };
  if (z >= SELDOM_DENSE_ZOOM || !(await selectIsDense(db, around, maxBuildings)).isDense) {
    const limits = { pointBelow: frame.pointBelow, limit: maxBuildings + 1 };
    const { count, packed } = await selectBuildings(db, around, codes, limits);
    if (packed === null) return null;
    for (const withOutlines of count > maxBuildings ? [] : [true, false]) {
      const body = writeBuildings(packed, frame, legend, withOutlines);
      if (body.length <= MAX_TILE_BYTES) return tileOf(body);
    }
  }
  const { packed } = await selectCentres(db, { ...around, reach: frame.bounds }, codes);
  return packed === null ? null : tileOfCells(packed, frame, legend);
}

const tileOfCells = (packed: Buffer, frame: TileFrame, legend: Legend): Tile | null =>
  tileOf(lightEnough((cells) => writeClusters(packed, frame, legend, cells)));

function lightEnough(write: (cells: number) => Buffer): Buffer {
  const [most, ...fewer] = CELLS;
  return fewer.reduce((body, cells) => (body.length > MAX_TILE_BYTES ? write(cells) : body), write(most));
}

function tileOf(body: Buffer): Tile | null {
  if (body.length === 0) return null;
  return { body, etag: `"${createHash("sha1").update(body).digest("base64url")}"` };
}
