import { z } from "zod";
import { AppError } from "../../../shared/errors.ts";
import { acquisitionOf, within, type Stated } from "../stated.ts";
import { Asset, chooseAsset, listAssets, separateColours } from "./choose-asset.ts";

const Provider = z.looseObject({ name: z.string(), roles: z.array(z.string()).nullish().catch(null) });

/** What a collection says of all its items. */
export const Collected = z.looseObject({
  license: z.string().nullish().catch(null),
  providers: z.array(z.unknown()).nullish().catch(null),
});
export type Collected = z.infer<typeof Collected>;

const Item = z.looseObject({
  id: z.union([z.string(), z.number()]).optional(),
  properties: z.record(z.string(), z.unknown()).nullish(),
  assets: z.record(z.string(), z.unknown()).nullish(),
});

/** One image that a STAC document names: what to call it, where it is, what is said of it. */
export type StacImage = {
  name: string;
  href: string;
  /** Green and blue, where `href` is red alone. */
  parts: string[];
  stated: Stated;
};

/** Attributions are shown on maps: a short one is read. */
const LONGEST_ATTRIBUTION = 500;

/**
 * Reads a STAC item of any version from 0.8 on, or a feature of the Maxar Open Data listings, which put the address of
 * the image into the property `visual`.
 *
 * @param collection what its collection says, where that was read
 * @throws AppError `invalid_input` when it names no image that can be read
 */
export function readItem(json: unknown, collection: Collected | null): StacImage {
  const parsed = Item.safeParse(json);
  if (!parsed.success)
    throw new AppError("invalid_input", "It is not a STAC item: its assets or properties are no objects");
  const properties = parsed.data.properties ?? {};
  const assets = assetsOf(parsed.data.assets ?? {}, properties);
  const name = nameOf(parsed.data.id, properties);
  const chosen = chooseAsset(assets);
  if (chosen === null) {
    throw new AppError(
      "invalid_input",
      `The STAC item ${name} has no asset that is a GeoTIFF, but ${listAssets(assets) || "none at all"}. ` +
        "To mend it: fetch the image, gdal_translate it to out.tif, and import that with its date",
    );
  }
  const stated = statedOf(properties, collection, chosen.gsd);
  const apart = chosen.isPicture ? null : separateColours(assets);
  if (apart !== null) {
    const [red = chosen.href, ...parts] = apart.map(({ href }) => plainHref(href));
    const keys = apart.map(({ key }) => `"${key}"`).join(", ");
    const took = `Took the assets ${keys} of the STAC item ${name} as red, green and blue: each is a file of its own.`;
    return { name: `${name}.tif`, href: red, parts, stated: { ...stated, did: [took, ...stated.did] } };
  }
  const took = `Took the asset "${chosen.key}" of the STAC item ${name}: ${chosen.why}.`;
  const grey =
    chosen.band === null
      ? []
      : [`It is one band (${chosen.band}), shown as grey: the item names no red, green and blue together.`];
  return {
    name: `${name}.tif`,
    href: plainHref(chosen.href),
    parts: [],
    stated: { ...stated, bands: chosen.bands, did: [took, ...grey, ...stated.did] },
  };
}

/** What an item that stands beside its image says of it; null for JSON that is no item. */
export function readItemBeside(json: unknown): Stated | null {
  const parsed = Item.safeParse(json);
  if (!parsed.success || !parsed.data.properties || !parsed.data.assets) return null;
  const stated = statedOf(parsed.data.properties, null, null);
  return {
    ...stated,
    did: [`Read the STAC item ${nameOf(parsed.data.id, parsed.data.properties)} beside it.`, ...stated.did],
  };
}

function assetsOf(given: Record<string, unknown>, properties: Record<string, unknown>): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const [key, raw] of Object.entries(given)) {
    const asset = Asset.safeParse(raw);
    if (asset.success) assets.set(key, asset.data);
  }
  const { visual } = properties;
  if (assets.size === 0 && typeof visual === "string")
    assets.set("visual", { href: visual, type: "image/tiff" });
  return assets;
}

/** Public buckets answer https as well: `s3://bucket/key`, `gs://bucket/key`. */
function plainHref(href: string): string {
  return href
    .replace(/^s3:\/\/([a-z0-9][a-z0-9.-]+)\/(.+)$/, "https://$1.s3.amazonaws.com/$2")
    .replace(/^gs:\/\/([a-z0-9][a-z0-9._-]+)\/(.+)$/, "https://storage.googleapis.com/$1/$2");
}

function nameOf(id: string | number | undefined, properties: Record<string, unknown>): string {
  const parts = [properties["catalog_id"], properties["quadkey"]].filter((part) => typeof part === "string");
  const named = id === undefined ? (parts.length > 0 ? parts.join("-") : "without a name") : String(id);
  return named.slice(0, 200);
}

function statedOf(
  properties: Record<string, unknown>,
  collection: Collected | null,
  gsd: number | null,
): Stated {
  const { datetime, start_datetime: start, end_datetime: end } = properties;
  const did: string[] = [];
  let acquired = acquisitionOf(datetime, "STAC datetime");
  if (acquired === null) {
    acquired = acquisitionOf(start, "STAC start_datetime");
    if (acquired !== null && typeof end === "string")
      did.push(`Taken between ${String(start)} and ${end}: the first was kept.`);
  }
  const cloudPercent = within(properties["eo:cloud_cover"] ?? properties["tile:clouds_percent"], 0, 100);
  const attribution = attributionOf(properties, collection);
  if (attribution !== null) did.push(`Attributed to ${attribution}, as STAC says.`);
  return {
    acquired,
    sensor: sensorOf(properties),
    gsdMetres: gsd ?? within(properties["gsd"] ?? properties["eo:gsd"], 1e-3, 1e5),
    offNadirDegrees: within(properties["view:off_nadir"] ?? properties["eo:off_nadir"], 0, 90),
    sunElevationDegrees: within(properties["view:sun_elevation"] ?? properties["eo:sun_elevation"], -90, 90),
    cloudShare: cloudPercent === null ? null : cloudPercent / 100,
    attribution,
    bands: null,
    parts: null,
    did,
    tiles: null,
  };
}

function sensorOf(properties: Record<string, unknown>): string | null {
  const names = ["platform", "eo:platform", "constellation", "mission"].map((key) => properties[key]);
  const found = names.find((name) => typeof name === "string" && name !== "" && !/unknown/i.test(name));
  return typeof found === "string" ? found.slice(0, 200) : null;
}

/** `Maxar, CC-BY-NC-4.0`: who may ask to be named, and on what terms the image may be shown. */
function attributionOf(properties: Record<string, unknown>, collection: Collected | null): string | null {
  const own = Collected.safeParse(properties);
  const providers = (own.success ? own.data.providers : null) ?? collection?.providers ?? [];
  const read = providers.flatMap((raw) => {
    const provider = Provider.safeParse(raw);
    return provider.success ? [provider.data] : [];
  });
  const makers = read.filter(
    ({ roles }) => roles?.some((role) => role === "producer" || role === "licensor") ?? false,
  );
  const names = (makers.length > 0 ? makers : read).map(({ name }) => name);
  const license = (own.success ? own.data.license : null) ?? collection?.license ?? null;
  const terms = license === null || /^(?:proprietary|various|other)$/i.test(license) ? [] : [license];
  const parts = [...new Set(names), ...terms];
  return parts.length === 0 ? null : parts.join(", ").slice(0, LONGEST_ATTRIBUTION);
}
