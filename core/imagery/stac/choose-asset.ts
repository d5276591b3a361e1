import { z } from "zod";

const Band = z.looseObject({
  name: z.string().optional(),
  common_name: z.string().optional(),
  "eo:common_name": z.string().optional(),
});

/** An asset as items of all STAC versions write it; what else it holds is left alone. */
export const Asset = z.looseObject({
  href: z.string(),
  type: z.string().nullish(),
  title: z.string().nullish(),
  roles: z.array(z.string()).nullish().catch(null),
  gsd: z.number().nullish().catch(null),
  "eo:bands": z.array(z.unknown()).nullish().catch(null),
  bands: z.array(z.unknown()).nullish().catch(null),
});
export type Asset = z.infer<typeof Asset>;

/** The asset to show, why it was chosen, and which of its bands are red, green and blue (from 1; null: its own order). */
export type ChosenAsset = {
  key: string;
  href: string;
  gsd: number | null;
  why: string;
  bands: number[] | null;
  /** Made to be looked at, or has red, green and blue: nothing need be composed. */
  isPicture: boolean;
  /** What the item calls the only band of an asset that is no picture; null for all others. */
  band: string | null;
};

/** From this rank on an asset is a picture; below it is data, and may be one colour of several. */
const PICTURE_SCORE = 70;
const NOT_TO_LOOK_AT = /mask|cloud(?!.?opt)|udm|^qa|_qa|scl|aot|wvp|dem|elevation|footprint/i;

/**
 * Chooses the asset of an item that people look at: what is marked as visual, then what sellers call it (Maxar
 * `visual`, Planet `ortho_visual`, Sentinel-2 `visual` or `TCI`), then what has red, green and blue, then any data.
 *
 * @returns null when no asset is a GeoTIFF
 */
export function chooseAsset(assets: ReadonlyMap<string, Asset>): ChosenAsset | null {
  const ranked = [...assets]
    .filter(([key, asset]) => isGeoTiff(asset) && !isPreview(asset) && !NOT_TO_LOOK_AT.test(key))
    .map(([key, asset]) => ({ key, asset, ...rank(key, asset) }))
    .sort((one, other) => other.score - one.score);
  const [best] = ranked;
  if (best === undefined) return null;
  const others = ranked.length === 1 ? "" : `, of ${ranked.length} that are GeoTIFFs`;
  return {
    key: best.key,
    href: best.asset.href,
    gsd: best.asset.gsd ?? null,
    why: `${best.why}${others}`,
    bands: coloursOf(best.asset),
    isPicture: best.isPicture,
    band: best.isPicture ? null : onlyBandOf(best.asset),
  };
}

/** What an item offers, for the refusal: `TCI (image/jp2), B02 (image/jp2)`. */
export function listAssets(assets: ReadonlyMap<string, Asset>): string {
  const shown = [...assets].slice(0, 6).map(([key, { type }]) => `${key} (${type ?? "no type"})`);
  return assets.size > 6 ? `${shown.join(", ")} and ${assets.size - 6} more` : shown.join(", ");
}

/** The parts of a picture whose colours are files of their own, red, green, blue; null when one is missing. */
export function separateColours(assets: ReadonlyMap<string, Asset>): { key: string; href: string }[] | null {
  const found = ["red", "green", "blue"].flatMap((colour) => {
    const entry = [...assets].find(
      ([key, asset]) => isGeoTiff(asset) && (key === colour || bandNames(asset).join() === colour),
    );
    return entry === undefined ? [] : [{ key: entry[0], href: entry[1].href }];
  });
  return found.length === 3 ? found : null;
}

/** `B8`, `B1, coastal`: as its item names it. */
function onlyBandOf(asset: Asset): string | null {
  const described = asset["eo:bands"] ?? asset.bands ?? [];
  const band = Band.safeParse(described[0]);
  if (described.length !== 1 || !band.success) return null;
  const names = [band.data.name, band.data.common_name ?? band.data["eo:common_name"]];
  const known = [...new Set(names.filter((name) => name !== undefined && name !== ""))];
  return known.length === 0 ? "unnamed" : known.join(", ");
}

function rank(key: string, asset: Asset): { score: number; why: string; isPicture: boolean } {
  const roles = asset.roles ?? [];
  const title = asset.title ?? "";
  let score = 20;
  let why = "the only kind of image it has";
  if (roles.includes("visual")) [score, why] = [100, "its role is visual"];
  else if (/^(?:visual|tci|ortho_visual|basic_visual|true.?colou?r|image)$/i.test(key))
    [score, why] = [90, "by its name"];
  else if (/visual|(?:^|_)rgb(?:$|_)/i.test(key)) [score, why] = [80, "by its name"];
  else if (/true.?colou?r|natural.?colou?r|visual/i.test(title)) [score, why] = [75, "by its title"];
  else if (coloursOf(asset) !== null) [score, why] = [70, "it has red, green and blue"];
  else if (roles.includes("data")) [score, why] = [40, "its role is data"];
  else if (/analytic|rgb|data|multi/i.test(key)) [score, why] = [35, "by its name"];
  const isPicture = score >= PICTURE_SCORE;
  // Of bands alone the panchromatic one shows most.
  if (!isPicture && /panchromatic|^pan$/i.test(`${onlyBandOf(asset) ?? ""} ${title}`)) score += 3;
  if (/deprecated/i.test(`${key} ${title}`)) score -= 5;
  if (/cloud-optimized/.test(asset.type ?? "")) score += 2;
  if (!isFetchable(asset.href)) score -= 3;
  return { score, why, isPicture };
}

/** Places of red, green and blue among the bands, from 1; null where the item names no three of them. */
function coloursOf(asset: Asset): number[] | null {
  const names = bandNames(asset);
  const places = ["red", "green", "blue"].map((colour) => names.indexOf(colour) + 1);
  return places.every((place) => place > 0) ? places : null;
}

function bandNames(asset: Asset): string[] {
  return (asset["eo:bands"] ?? asset.bands ?? []).map((raw) => {
    const band = Band.safeParse(raw);
    return band.success ? (band.data.common_name ?? band.data["eo:common_name"] ?? "") : "";
  });
}

function isGeoTiff({ href, type }: Asset): boolean {
  return /tiff?\b|geotiff/i.test(type ?? "") || (!type && /\.tiff?(?:\?|$)/i.test(href));
}

function isPreview({ roles }: Asset): boolean {
  return roles?.some((role) => role === "thumbnail" || role === "metadata" || role === "overview") ?? false;
}

function isFetchable(href: string): boolean {
  return !/^[a-z0-9]+:/i.test(href) || /^https?:/i.test(href);
}
