import type { ImportQuestion, RefusedRow } from "../../../shared/batches.ts";
import { readMapping } from "../profiles/mapping.ts";
import { PROFILES } from "../profiles/profiles.ts";
import { Survey, surveyFile } from "../profiles/survey.ts";
import { REPAIRS } from "../repair.ts";
import type { Layer } from "./layer.ts";
import type { ReadOrder, ReadSummary } from "./messages.ts";
import type { PlaceColumns } from "./csv.ts";
import { openLayer } from "./open-layer.ts";
import { PlaceRefusal } from "./refusal.ts";
import { placementOf } from "./placement.ts";
import { DEFAULT_RADIUS_METRES, RowMaker, type StagedRow } from "./row-maker.ts";
import { Whereabouts } from "./whereabouts.ts";

/** Where the rows of a file go while it is read. */
export type ReadSink = {
  rows(rows: readonly StagedRow[]): void;
  refused(rows: readonly RefusedRow[]): void;
  progress(read: number, accepted: number): void;
};

/** Rows by which one knows columns without a profile. */
const SURVEYED = 2_000;

/**
 * Reads a file of footprints from end to end, in pieces. Runs in the reader's process.
 *
 * @returns what was done, or what must be known before anything can be
 * @throws FileRefusal when the file as a whole cannot be used
 */
export async function readFootprints(
  order: ReadOrder,
  sink: ReadSink,
): Promise<ReadSummary | ImportQuestion> {
  const { options } = order;
  const stated = readMapping(options.mapping ?? {});
  const { longitude, latitude, wkt } = stated;
  const columns = {
    ...(longitude === undefined ? {} : { longitude }),
    ...(latitude === undefined ? {} : { latitude }),
    ...(wkt === undefined ? {} : { wkt }),
  };
  const layer = await openOrAsk(order, columns);
  if ("choices" in layer) return layer;
  const name = options.profile ?? layer.profile;
  const profile = name === undefined ? null : PROFILES[name];
  let known = null;
  if (profile !== null) {
    let seen = 0;
    const reading = await surveyFile(layer.features, profile, stated, (rows) => {
      seen += rows;
      sink.progress(seen, seen);
    });
    if ("choices" in reading) return reading;
    known = { profile, reading };
  }
  const placement = await placementOf(options.crs ?? layer.crs, options.axisOrder === "yx");
  try {
    const maker = new RowMaker({
      options,
      stated,
      placement,
      known,
      hasDirection: layer.format.startsWith("GeoJSON"),
    });
    const { read, accepted, survey, elsewhere } = await readAll(
      layer,
      maker,
      new Whereabouts(order.places),
      sink,
    );
    const did = describe(layer, maker, placement.note, options.radiusMetres ?? DEFAULT_RADIUS_METRES);
    if (elsewhere !== null) did.push(elsewhere);
    if (profile === null) did.push(...suggestProfile(survey.columns));
    return {
      did,
      read,
      accepted,
      refused: read - accepted,
      repaired: maker.repairedRows,
      columns: survey.sampled,
    };
  } finally {
    placement.close();
  }
}

/** A table whose place is not where one looks for it becomes a question. */
async function openOrAsk(order: ReadOrder, columns: PlaceColumns): Promise<Layer | ImportQuestion> {
  try {
    return await openLayer(order.file, order.scratch, { layer: order.options.layer, columns });
  } catch (error) {
    if (!(error instanceof PlaceRefusal)) throw error;
    const missing = (["longitude", "latitude"] as const).map((name) => ({
      key: `column:${name}`,
      why: `no column is called ${name}`,
    }));
    return {
      profile: order.options.profile ?? null,
      columns: [...error.columns],
      unknown: [],
      missing,
      asksDateOrder: false,
      choices: [],
    };
  }
}

async function readAll(layer: Layer, maker: RowMaker, whereabouts: Whereabouts, sink: ReadSink) {
  const survey = new Survey();
  let read = 0;
  let accepted = 0;
  for await (const features of layer.features()) {
    if (read < SURVEYED) survey.see(features);
    const { rows, refused } = await maker.make(features);
    for (const row of rows) whereabouts.see(row);
    read += features.length;
    accepted += rows.length;
    if (rows.length > 0) sink.rows(rows);
    if (refused.length > 0) sink.refused(refused);
    sink.progress(read, accepted);
  }
  return { read, accepted, survey, elsewhere: whereabouts.judge() };
}

function describe(layer: Layer, maker: RowMaker, placed: string | null, radiusMetres: number): string[] {
  const did = [`Read as ${layer.format}.`, ...layer.notes];
  if (placed !== null) did.push(placed);
  if (maker.points > 0) did.push(`Gave points a radius of ${radiusMetres} m (${maker.points}).`);
  for (const [repair, count] of maker.repaired) did.push(REPAIRS[repair].replace("{count}", String(count)));
  if (maker.shortened > 0) did.push(`Cut ${maker.shortened} attributes to 10,000 characters.`);
  return did;
}

/** A word to those who did not say that a file holds assessments, for they would be lost. */
function suggestProfile(columns: readonly string[]): string[] {
  const fitting = (["unosat", "copernicus"] as const).find(
    (name) => PROFILES[name].findColumns(columns).length > 0,
  );
  return fitting === undefined
    ? []
    : [
        `Its columns look like those of ${fitting}: with options.profile "${fitting}" its assessments are kept as well.`,
      ];
}
