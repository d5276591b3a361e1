import { v7 as uuid } from "uuid";
import { BuildingOptions, type RefusedRow } from "../../shared/batches.ts";
import { AppError } from "../../shared/errors.ts";
import { storableText } from "../../shared/text.ts";
import type { Context } from "../context.ts";
import type { Tx } from "../db.ts";
import { decideFile, runBatch } from "../imagery/batches.ts";
import type { BatchFile, ItemOutcome } from "../imagery/batches.sql.ts";
import {
  insertBuildings,
  selectBuilding,
  selectKnownExternalIds,
  selectKnownShapes,
  type NewBuilding,
} from "./buildings.sql.ts";
import { reprojectionFrom } from "./coordinates.ts";
import { isDeeperThan, readFootprint } from "./footprint.ts";
import { readGeoJsonFile, type FileFeature } from "./geojson-file.ts";

/** The radius of a building given as a point when the admin states none, metres: a family house. */
const DEFAULT_RADIUS_METRES = 10;
/** Refused rows that are kept with a file; the count is always whole. */
const KEPT_REFUSALS = 1_000;
const ROWS_PER_STATEMENT = 2_000;
const LONGEST_EXTERNAL_ID = 500;
const DEEPEST_PROPERTIES = 32;
const UNSTORABLE_ESCAPES = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** Makes buildings of a batch's footprint files: all good rows of a file in one transaction, the others listed. */
export function importBuildings(ctx: Context, batchId: string, stop: AbortSignal): Promise<void> {
  return runBatch(ctx, batchId, 1, (file, batch, report) => importFile(ctx, file, batch, report), stop);
}

const importFile = async (
  ctx: Context,
  file: BatchFile,
  batch: { id: string; campaignId: string; campaign: string; options: unknown },
  report: (share: number) => void,
): Promise<void> => {
  const options = BuildingOptions.parse(batch.options);
  if (options.profile !== undefined || options.mapping !== undefined) {
    throw new AppError(
      "invalid_input",
      "Profiles and mappings are not known yet: leave options.profile and options.mapping out",
    );
  }
  const { crs, features } = await readGeoJsonFile(file.path);
  const rows = readRows(features, options, options.crs ?? crs);
  report(0.5);

  await ctx.db.transaction(async (tx) => {
    const fresh = await withoutKnown(tx, batch.campaignId, rows);
    for (let from = 0; from < fresh.accepted.length; from += ROWS_PER_STATEMENT) {
      const part = fresh.accepted.slice(from, from + ROWS_PER_STATEMENT).map(({ building }) => building);
      await insertBuildings(tx, { campaignId: batch.campaignId, batchId: batch.id }, part);
    }
    await decideFile(tx, batch, file, outcomeOf(fresh, options));
  });
  ctx.events.publish({ name: "campaign:changed", campaign: batch.campaign });
};

/** Whether this building is of this campaign. @throws AppError `not_found` */
export async function getBuildingOf(ctx: Context, campaignId: string, id: string): Promise<void> {
  if ((await selectBuilding(ctx.db, campaignId, id)) === null) {
    throw new AppError("not_found", "There is no such building in this campaign");
  }
}

type Rows = { accepted: { row: number; building: NewBuilding }[]; refused: RefusedRow[] };

function readRows(features: readonly FileFeature[], options: BuildingOptions, crs: string | null): Rows {
  const reproject = reprojectionFrom(crs);
  const seen = new Set<string>();
  const rows: Rows = { accepted: [], refused: [] };
  for (const feature of features) {
    const externalId = externalIdOf(feature, options.idField);
    const refuse = (reason: string) => rows.refused.push({ row: feature.row, externalId, reason });
    const footprint = readFootprint(
      feature.geometry,
      reproject,
      options.radiusMetres ?? DEFAULT_RADIUS_METRES,
    );
    if (!footprint.ok) refuse(footprint.reason);
    else if (isDeeperThan(DEEPEST_PROPERTIES, feature.properties))
      refuse("its properties are nested too deeply");
    else if (externalId !== null && seen.has(externalId))
      refuse(`the id ${externalId} stands in the file twice`);
    else {
      if (externalId !== null) seen.add(externalId);
      const { geometry, bounds, radiusMetres } = footprint;
      const properties = storable(feature.properties);
      rows.accepted.push({
        row: feature.row,
        building: { id: uuid(), externalId, geometry, bounds, radiusMetres, properties },
      });
    }
  }
  return rows;
}

/** The property `id`, else the feature's id, else the property that the admin named. */
function externalIdOf(feature: FileFeature, idField: string | undefined): string | null {
  const named = idField === undefined ? undefined : feature.properties[idField];
  for (const candidate of [feature.properties["id"], feature.id, named]) {
    if (typeof candidate === "number" || (typeof candidate === "string" && candidate.trim() !== "")) {
      return storableText(String(candidate), LONGEST_EXTERNAL_ID);
    }
  }
  return null;
}

/** Buildings that the campaign has already are refused: their votes belong to the geometry that was shown. */
async function withoutKnown(tx: Tx, campaignId: string, rows: Rows): Promise<Rows> {
  const ids = rows.accepted.flatMap(({ building }) => building.externalId ?? []);
  const known = new Set(
    (await selectKnownExternalIds(tx, campaignId, ids)).map(({ externalId }) => externalId),
  );
  const shapes = await knownShapes(tx, campaignId, rows);
  const isKnown = ({ building: { id, externalId } }: Rows["accepted"][number]) =>
    externalId === null ? shapes.has(id) : known.has(externalId);
  const again = rows.accepted.filter(isKnown).map(({ row, building: { externalId } }) => ({
    row,
    externalId,
    reason:
      externalId === null
        ? "a building without an id has this very shape in the campaign already"
        : `the id ${externalId} is in the campaign already`,
  }));
  const refused = [...rows.refused, ...again].sort((a, b) => a.row - b.row);
  return { accepted: rows.accepted.filter((row) => !isKnown(row)), refused };
}

/** A file without ids that is imported twice must not put every building there twice. */
async function knownShapes(tx: Tx, campaignId: string, { accepted }: Rows): Promise<Set<string>> {
  const nameless = accepted.map(({ building }) => building).filter(({ externalId }) => externalId === null);
  const known = new Set<string>();
  for (let from = 0; from < nameless.length; from += ROWS_PER_STATEMENT) {
    const part = nameless.slice(from, from + ROWS_PER_STATEMENT);
    for (const { id } of await selectKnownShapes(tx, campaignId, part)) known.add(id);
  }
  return known;
}

function outcomeOf({ accepted, refused }: Rows, options: BuildingOptions): ItemOutcome {
  const rows = { accepted: accepted.length, refused: refused.length };
  const refusedRows = refused.slice(0, KEPT_REFUSALS);
  if (accepted.length === 0) {
    const first = refused[0];
    const reason = `None of the ${refused.length} rows can be used; row ${first?.row ?? 1}: ${first?.reason ?? "empty"}`;
    return { status: "refused", reason, did: [], scene: null, rows, refusedRows };
  }
  const points = accepted.filter(({ building }) => building.radiusMetres !== null).length;
  const radius = options.radiusMetres ?? DEFAULT_RADIUS_METRES;
  const did = [
    `Stored ${accepted.length} buildings.`,
    ...(points > 0 ? [`Gave ${points} points a radius of ${radius} m.`] : []),
  ];
  return { status: "accepted", reason: null, did, scene: null, rows, refusedRows };
}

/** Without what PostgreSQL's jsonb refuses: NUL, and halves of surrogate pairs (written as escapes by JSON). */
function storable(properties: Record<string, unknown>): Record<string, unknown> {
  const cleaned: unknown = JSON.parse(JSON.stringify(properties).replace(UNSTORABLE_ESCAPES, "$1"));
  return isRecord(cleaned) ? cleaned : {};
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
