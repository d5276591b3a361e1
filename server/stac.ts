import type { Campaign } from "../shared/campaigns.ts";
import { AppError } from "../shared/errors.ts";
import type { Bbox } from "../shared/geo.ts";
import { shownBounds } from "../shared/placing.ts";
import type { Scene } from "../shared/scenes.ts";
import { textIn } from "../shared/text.ts";

const VERSION = "1.0.0";
const VIEW = "https://stac-extensions.github.io/view/v1.0.0/schema.json";
const EO = "https://stac-extensions.github.io/eo/v1.1.0/schema.json";
const WEB_MAPS = "https://stac-extensions.github.io/web-map-links/v1.1.0/schema.json";

/** A document of the specification, which is wider than what is said of it here. */
type Stac<Type extends string> = { type: Type; [member: string]: unknown };

type Link = { rel: string; href: string; type: string; title?: string };

/**
 * A campaign's scenes as a STAC collection, for whoever wants to know what was looked at. Originals are not given away:
 * a scene's licence rarely allows it. Its tiles are, as the link that programs draw.
 *
 * @param origin of this server: links are absolute
 * @see https://github.com/radiantearth/stac-spec/tree/v1.0.0
 */
export function stacCollection(origin: string, campaign: Campaign): Stac<"Collection"> {
  const here = addressOf(origin, campaign);
  const { scenes } = campaign;
  const language = campaign.languages[0] ?? "en";
  const times = scenes.map(({ acquiredAt }) => acquiredAt);
  const links: Link[] = [
    { rel: "self", href: here, type: "application/json" },
    { rel: "root", href: here, type: "application/json" },
    { rel: "items", href: `${here}/items`, type: "application/geo+json" },
    ...scenes.map(({ id, acquiredAt }) => ({
      rel: "item",
      href: `${here}/items/${id}`,
      type: "application/geo+json",
      title: acquiredAt,
    })),
  ];
  return {
    type: "Collection",
    stac_version: VERSION,
    stac_extensions: [],
    id: campaign.slug,
    title: textIn(campaign.title, language),
    description: campaign.text === null ? textIn(campaign.title, language) : textIn(campaign.text, language),
    license: "proprietary", // each scene has its own, which its attribution names
    providers: [...new Set(scenes.map(({ attribution }) => attribution))]
      .filter((name) => name !== null)
      .map((name) => ({ name, roles: ["licensor"] })),
    extent: {
      spatial: { bbox: [scenes.length === 0 ? [-180, -90, 180, 90] : around(scenes)] },
      temporal: { interval: [[times[0] ?? null, times.at(-1) ?? null]] },
    },
    links,
  };
}

/** All scenes as STAC items. */
export function stacItems(origin: string, campaign: Campaign): Stac<"FeatureCollection"> {
  const here = addressOf(origin, campaign);
  return {
    type: "FeatureCollection",
    features: campaign.scenes.map((scene) => itemOf(origin, campaign, scene)),
    links: [{ rel: "self", href: `${here}/items`, type: "application/geo+json" }],
  };
}

/** One scene as a STAC item. @throws AppError `not_found` */
export function stacItem(origin: string, campaign: Campaign, id: string): Stac<"Feature"> {
  const scene = campaign.scenes.find((one) => one.id === id);
  if (scene === undefined) throw new AppError("not_found", "This campaign has no such scene");
  return itemOf(origin, campaign, scene);
}

function itemOf(origin: string, campaign: Campaign, scene: Scene): Stac<"Feature"> {
  const here = addressOf(origin, campaign);
  const box = shownBounds(scene);
  const [west, south, east, north] = box;
  const { offNadirDegrees, sunElevationDegrees, cloudShare } = scene;
  return {
    type: "Feature",
    stac_version: VERSION,
    stac_extensions: [VIEW, EO, WEB_MAPS],
    id: scene.id,
    collection: campaign.slug,
    geometry: {
      type: "Polygon",
      coordinates: [
        [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ],
      ],
    },
    bbox: box,
    properties: {
      datetime: scene.acquiredAt,
      gsd: scene.gsdMetres,
      ...(scene.sensor === null ? {} : { instruments: [scene.sensor] }),
      ...(scene.attribution === null
        ? {}
        : { providers: [{ name: scene.attribution, roles: ["licensor"] }] }),
      ...(offNadirDegrees === null ? {} : { "view:off_nadir": offNadirDegrees }),
      ...(sunElevationDegrees === null ? {} : { "view:sun_elevation": sunElevationDegrees }),
      ...(cloudShare === null ? {} : { "eo:cloud_cover": cloudShare * 100 }),
      "aftermap:acquired_precision": scene.acquiredPrecision,
      "aftermap:acquired_from": scene.acquiredFrom,
      "aftermap:preserved": scene.preserved,
      "aftermap:offset_metres": scene.offset,
    },
    links: [
      { rel: "self", href: `${here}/items/${scene.id}`, type: "application/geo+json" },
      { rel: "root", href: here, type: "application/json" },
      { rel: "parent", href: here, type: "application/json" },
      { rel: "collection", href: here, type: "application/json" },
      { rel: "xyz", href: origin + scene.tiles, type: "image/webp" },
    ],
    assets: {},
  };
}

const addressOf = (origin: string, { slug }: Campaign) => `${origin}/api/v1/campaigns/${slug}/stac`;

function around(scenes: readonly Scene[]): number[] {
  const edges = (pick: (bounds: Bbox) => number) => scenes.map((scene) => pick(shownBounds(scene)));
  return [
    Math.min(...edges(([west]) => west)),
    Math.min(...edges(([, south]) => south)),
    Math.max(...edges(([, , east]) => east)),
    Math.max(...edges(([, , , north]) => north)),
  ];
}
