/**
 * Where a scene seems to lie, measured on another that is taken to lie right: a rough comparison of wide patches
 * first, which finds shifts of hundreds of metres, then a fine one around what that found. A person decides.
 */
import { AppError } from "../../../shared/errors.ts";
import type { Bbox } from "../../../shared/geo.ts";
import type { OffsetProposal, SceneOffset } from "../../../shared/scenes.ts";
import type { Context } from "../../context.ts";
import { runInThread } from "../../thread.ts";
import { HALF_WORLD_METRES, mercatorOfLonLat } from "../raster/mercator.ts";
import type { agree, Agreement } from "./agree.ts";
import { metresPerPixel, openGreyScene, type GreyScene } from "./grey-window.ts";
import { selectRegisteredScene, type RegisteredScene } from "./registration.sql.ts";

/** Zooms between the rough look and the fine one: eight times as far is seen. */
const ROUGHER_BY = 3;
const WIDEST_PATCH = 256;
const NARROWEST_PATCH = 32;
/** Patches along each side of what both show. */
const MOST_ALONG = 5;
const FURTHEST_METRES = 500;

/** Right and down from the north-west corner of the world, EPSG:3857 metres. */
type Place = { x: number; y: number };
type Common = { west: number; north: number; width: number; height: number };
type Pair = { scene: GreyScene; reference: GreyScene; common: Common; moved: Place };

/** @throws AppError `not_found`, `invalid_input`, `conflict` for a scene whose pixels are elsewhere */
export async function proposeOffset(
  ctx: Context,
  input: { id: string; reference: string },
): Promise<OffsetProposal> {
  if (input.id === input.reference)
    throw new AppError("invalid_input", "A scene cannot be its own reference: choose another");
  const scene = await getRegistered(ctx, input.id);
  const reference = await getRegistered(ctx, input.reference);
  if (scene.campaignId !== reference.campaignId)
    throw new AppError("not_found", "There is no such reference in the scene's campaign");
  const common = inCommon(shownBox(scene), shownBox(reference));
  const overlap = common === null ? 0 : shareOf(common, scene, reference);
  if (common === null) return without("no-overlap", 0, overlap);

  const files = await Promise.all([
    ctx.objects.openReader(scene.cogKey),
    ctx.objects.openReader(reference.cogKey),
  ]);
  try {
    const [own, other] = await Promise.all(files.map(openGreyScene));
    if (own === undefined || other === undefined) throw new Error("two files are two scenes");
    const pair = { scene: own, reference: other, common, moved: moveOf(reference) };
    return await measure(pair, scene, overlap);
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

async function measure(pair: Pair, scene: RegisteredScene, overlap: number): Promise<OffsetProposal> {
  const fine = Math.min(pair.scene.finest, pair.reference.finest);
  const coarsest = Math.max(pair.scene.coarsest, pair.reference.coarsest);
  if (coarsest > fine) return without("no-overlap", 0, overlap); // the one's finest pixels are coarser than all of the other's
  const rough = Math.max(coarsest, fine - ROUGHER_BY);
  const given = moveOf(scene);
  const first = rough === fine ? null : await compare(pair, rough, given);
  const { agreement, place } = await compare(pair, fine, first?.place ?? given);
  if (agreement.compared === 0) return without("too-plain", 0, overlap);
  if (place === null) return without("no-agreement", agreement.score, overlap);
  const stretch = stretchOf(scene);
  const offset = { eastMetres: rounded(place.x / stretch), northMetres: rounded(-place.y / stretch) };
  if (Math.max(Math.abs(offset.eastMetres), Math.abs(offset.northMetres)) > FURTHEST_METRES)
    return without("too-far", agreement.score, overlap);
  return { ...offset, score: agreement.score, overlap, reason: null };
}

/** Where the scene lies by patches of this zoom, as a move of its file; null where they do not agree. */
async function compare(
  { scene, reference, common, moved }: Pair,
  zoom: number,
  guess: Place,
): Promise<{ agreement: Agreement; place: Place | null }> {
  const metres = metresPerPixel(zoom);
  const whole = ({ x, y }: Place) => ({ x: Math.round(x / metres), y: Math.round(y / metres) });
  const [from, to] = [whole(moved), whole(guess)];
  const pairs: Parameters<typeof agree>[0][number][] = [];
  for (const { x, y, side } of patchesIn(common, metres)) {
    const [there, here] = await Promise.all([
      reference.read(zoom, { x: x - from.x, y: y - from.y }, side),
      scene.read(zoom, { x: x - to.x, y: y - to.y }, side),
    ]);
    pairs.push({ reference: there, moved: here });
  }
  const agreement = await runInThread<Agreement>(new URL("./agree-worker.ts", import.meta.url), pairs);
  const { shift } = agreement;
  if (shift === null) return { agreement, place: null };
  return {
    agreement,
    place: {
      x: moved.x + (to.x - from.x + shift.x) * metres,
      y: moved.y + (to.y - from.y + shift.y) * metres,
    },
  };
}

/** Centres of patches over what both show, at most half over each other; whole pixels of the zoom. */
function* patchesIn(common: Common, metres: number): Generator<Place & { side: number }> {
  const [width, height] = [common.width / metres, common.height / metres];
  let side = WIDEST_PATCH;
  while (side > NARROWEST_PATCH && Math.min(width, height) < 2 * side) side /= 2;
  const along = (length: number) =>
    Math.max(1, Math.min(MOST_ALONG, Math.floor((length - side) / (side / 2)) + 1));
  const [columns, rows] = [along(width), along(height)];
  const place = (start: number, length: number, nth: number, count: number) =>
    Math.round(
      start / metres + (count === 1 ? length / 2 : side / 2 + (nth * (length - side)) / (count - 1)),
    );
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1)
      yield {
        x: place(common.west, width, column, columns),
        y: place(common.north, height, row, rows),
        side,
      };
}

async function getRegistered(ctx: Context, id: string): Promise<RegisteredScene & { cogKey: string }> {
  const scene = await selectRegisteredScene(ctx.db, id);
  if (scene === null) throw new AppError("not_found", "There is no such scene");
  const { cogKey } = scene;
  if (cogKey === null)
    throw new AppError(
      "conflict",
      "Its pixels are not kept here, so they cannot be measured: move it by hand",
    );
  return { ...scene, cogKey };
}

/** Metres of EPSG:3857 in a metre on the ground, as the map reckons when it moves the scene: in its middle. */
function stretchOf({ bounds }: { bounds: Bbox }): number {
  return 1 / Math.cos((((bounds[1] + bounds[3]) / 2) * Math.PI) / 180);
}

function moveOf(scene: SceneOffset & { bounds: Bbox }): Place {
  const stretch = stretchOf(scene);
  return { x: scene.eastMetres * stretch, y: -scene.northMetres * stretch };
}

function shownBox(scene: RegisteredScene): Common {
  const [west, south, east, north] = scene.bounds;
  const [left, top] = mercatorOfLonLat(west, north);
  const [right, bottom] = mercatorOfLonLat(east, south);
  const { x, y } = moveOf(scene);
  return {
    west: left + HALF_WORLD_METRES + x,
    north: HALF_WORLD_METRES - top + y,
    width: right - left,
    height: top - bottom,
  };
}

function inCommon(a: Common, b: Common): Common | null {
  const west = Math.max(a.west, b.west);
  const north = Math.max(a.north, b.north);
  const width = Math.min(a.west + a.width, b.west + b.width) - west;
  const height = Math.min(a.north + a.height, b.north + b.height) - north;
  return width > 0 && height > 0 ? { west, north, width, height } : null;
}

/** The part of the smaller of the two that both show, 0–1. */
function shareOf(common: Common, ...scenes: RegisteredScene[]): number {
  const areas = scenes.map((scene) => shownBox(scene)).map(({ width, height }) => width * height);
  return Math.min(1, (common.width * common.height) / Math.max(1e-6, Math.min(...areas)));
}

function rounded(metres: number): number {
  return Math.round(metres * 100) / 100;
}

function without(reason: OffsetProposal["reason"], score: number, overlap: number): OffsetProposal {
  return { eastMetres: null, northMetres: null, score, overlap, reason };
}
