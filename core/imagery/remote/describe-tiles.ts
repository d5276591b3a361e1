import { AppError } from "../../../shared/errors.ts";
import type { Bbox } from "../../../shared/geo.ts";
import type { FetchRules } from "../addresses/fetch-address.ts";
import { readAddress, shown } from "../addresses/read-address.ts";
import { sideOf } from "./picture.ts";
import { normalTemplate, tileAddress, type TileTemplate } from "./template.ts";
import { readWmts } from "./wmts.ts";

/** What must be known of a tile address to show it as a scene. */
export type RemoteTiles = {
  template: TileTemplate;
  bounds: Bbox;
  minzoom: number;
  maxzoom: number;
  tileSize: 256 | 512;
  gsdMetres: number;
  attribution: string | null;
  did: string[];
};

/** Deepest first: the first zoom that has a picture in the middle is the deepest one. */
const DEEPEST = 22;
const COARSEST_ASKED = 10;
const TILE_LIMITS = { bytes: 5_000_000, milliseconds: 10_000 };
const DOCUMENT_LIMITS = { bytes: 20_000_000, milliseconds: 20_000 };
const METRES_OF_ZOOM_0 = 156_543.033_928;
const WORLD: Bbox = [-180, -85.05, 180, 85.05];

/**
 * Learns of a tile address what it does not say: how deep it goes where the campaign is and how large its tiles are, by
 * asking for a few of them. A WMTS capabilities document is read for the rest.
 *
 * @param area where the campaign looks, if anybody said so
 * @throws AppError `invalid_input` when no tile comes, or where they are is unknown
 */
export async function describeTiles(
  rules: FetchRules,
  address: string,
  options: { bounds?: Bbox | undefined; layer?: string | undefined },
  area: Bbox | null,
  stop: AbortSignal,
): Promise<RemoteTiles> {
  const isWmts = !/\{/.test(decodeURI(address));
  const layer = isWmts
    ? readWmts(
        (await readAddress(rules, address, DOCUMENT_LIMITS, stop)).bytes.toString("utf8"),
        options.layer,
      )
    : null;
  const template = normalTemplate(layer?.template ?? address);
  const bounds = options.bounds ?? joinBounds(area, layer?.bounds ?? null);
  if (bounds === null) {
    throw new AppError(
      "invalid_input",
      "A tile address does not say where its images are: draw the campaign's area first, or state options.bounds as [west, south, east, north]",
    );
  }
  const [west, south, east, north] = bounds;
  const lon = west <= east ? (west + east) / 2 : wrap((west + east + 360) / 2);
  const lat = (Math.max(-85, south) + Math.min(85, north)) / 2;
  const found = await deepest(rules, template, [lon, lat], layer, stop);
  const metresPerPixel =
    (METRES_OF_ZOOM_0 * Math.cos((lat * Math.PI) / 180)) / 2 ** found.zoom / (found.side / 256);
  const did = [
    `Shown from ${shown(template)} as it is there: nothing is preserved, and what it shows may change or vanish.`,
    `Found tiles of ${found.side} pixels down to zoom ${found.zoom}.`,
    ...(layer === null ? [] : [`Took the layer "${layer.title}".`]),
  ];
  return {
    template,
    bounds,
    minzoom: Math.min(layer?.minzoom ?? 0, found.zoom),
    maxzoom: found.zoom,
    tileSize: found.side,
    gsdMetres: metresPerPixel,
    attribution: layer?.attribution ?? null,
    did,
  };
}

async function deepest(
  rules: FetchRules,
  template: TileTemplate,
  centre: readonly [lon: number, lat: number],
  layer: { maxzoom: number } | null,
  stop: AbortSignal,
): Promise<{ zoom: number; side: 256 | 512 }> {
  let last: AppError | null = null;
  for (let zoom = layer?.maxzoom ?? DEEPEST; zoom >= COARSEST_ASKED; zoom -= 1) {
    const [x, y] = tileAt(centre, zoom);
    try {
      const { bytes } = await readAddress(rules, tileAddress(template, zoom, x, y), TILE_LIMITS, stop);
      const side = sideOf(bytes);
      if (side === 256 || side === 512) return { zoom, side };
      last = new AppError(
        "invalid_input",
        side === null
          ? "what it answers is no PNG, JPEG or WEBP tile"
          : `its tiles have ${side} pixels, not 256 or 512`,
      );
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      last = error;
      // Nobody answers there at all: asking twelve times more would not help, and would take minutes.
      if (/cannot be reached|longer than|internal network|redirects/.test(error.message)) break;
    }
  }
  throw new AppError(
    "invalid_input",
    `No tile came from ${shown(template)} for the middle of the area: ${last?.message ?? "no zoom has one"}`,
  );
}

function tileAt([lon, lat]: readonly [number, number], zoom: number): [x: number, y: number] {
  const sine = Math.sin((lat * Math.PI) / 180);
  const north = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
  const most = 2 ** zoom - 1;
  const clamp = (value: number) => Math.max(0, Math.min(most, Math.floor(value * 2 ** zoom)));
  return [clamp((lon + 180) / 360), clamp(north)];
}

/** Where both are; a service of the whole world is where the campaign is. */
function joinBounds(area: Bbox | null, layer: Bbox | null): Bbox | null {
  if (area === null) return layer !== null && layer[2] - layer[0] < 30 ? layer : null;
  const [west, south, east, north] = layer ?? WORLD;
  // A campaign across the antimeridian keeps its own.
  if (area[0] > area[2] || west > east) return area;
  const joined: Bbox = [
    Math.max(west, area[0]),
    Math.max(south, area[1]),
    Math.min(east, area[2]),
    Math.min(north, area[3]),
  ];
  if (joined[0] < joined[2] && joined[1] < joined[3]) return joined;
  throw new AppError("invalid_input", "The layer shows another place than the campaign's area");
}

const wrap = (lon: number) => (lon > 180 ? lon - 360 : lon);
